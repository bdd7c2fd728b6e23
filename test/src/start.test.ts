import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { expect } from 'chai';

const run = promisify(execFile);
const read = (name: string) => readFile(new URL(`../../${name}`, import.meta.url), 'utf8');

/** What Node is told when the built server starts, by `npm start` and in the container. */
async function flags(): Promise<{ npm: string[]; container: string[] }> {
  const { scripts } = JSON.parse(await read('package.json')) as { scripts: { start: string } };
  const [, npm = ''] = /exec node (.*) dist\/src\/main\.js/.exec(scripts.start) ?? [];
  const [, command = '[]'] = /^CMD (\[.*\])$/m.exec(await read('Dockerfile')) ?? [];
  return { npm: npm.split(' '), container: (JSON.parse(command) as string[]).slice(1, -1) };
}

describe('the built server', () => {
  it('is started by npm and in the container with the same flags, which this Node knows', async () => {
    const { npm, container } = await flags();
    expect(container).to.deep.equal(npm);
    expect(npm).to.not.deep.equal([]);
    const { stdout } = await run(process.execPath, [...npm, '--print', '"started"'], { timeout: 20_000 });
    expect(stdout).to.equal('started\n');
  });
});
