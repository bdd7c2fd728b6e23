import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { expect } from 'chai';
import { startFlags } from '../../src/bench/start-flags.ts';

const run = promisify(execFile);
const DOCKERFILE = new URL('../../Dockerfile', import.meta.url);

describe('the built server', () => {
  it('is started by npm and in the container with the same flags, which this Node knows', async () => {
    const npm = startFlags();
    const [, command = '[]'] = /^CMD (\[.*\])$/m.exec(await readFile(DOCKERFILE, 'utf8')) ?? [];
    expect(JSON.parse(command)).to.deep.equal(['node', ...npm, 'dist/src/main.js']);
    expect(npm).to.include('--enable-source-maps');
    const { stdout } = await run(process.execPath, [...npm, '--print', '"started"'], { timeout: 20_000 });
    expect(stdout).to.equal('started\n');
  });
});
