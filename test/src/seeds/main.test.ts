import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { expect } from 'chai';
import { emptyDatabase, run } from '../../kit/database.ts';

/** `npm run seed`, as a process of its own whose output is no terminal. */
async function seed(url: string, ...args: string[]) {
  const child = spawn(process.execPath, ['--import', 'tsx', 'seeds/main.ts', ...args], {
    env: { PATH: process.env.PATH, DATABASE_URL: url },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const [out, err, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'exit')]);
  return { code, out: out.replace(/in \d+\.\d s/, 'in a moment'), err };
}

describe('npm run seed', function () {
  this.timeout(60_000);

  it('makes the tables, fills them and says what it did; the second time it refuses', async () => {
    const url = await emptyDatabase();
    const first = await seed(url, '--customers', '20', '--as-of', '2026-11-22');
    expect(first.out).to.match(
      /^20 customers, \d+ vehicles, 16 appointments and \d+ visits as of 2026-11-22 \(seed 42\), in a moment\n$/,
    );
    expect([first.code, first.err]).to.deep.equal([0, '']);
    expect(await run(url, 'SELECT count(*)::int AS n FROM customers')).to.deep.equal([{ n: 20 }]);
    expect(await seed(url)).to.deep.equal({
      code: 1,
      out: '',
      err: 'seed: expected a CRM without customers, got one that has some; with --reset they are deleted first\n',
    });
  });

  it('says in one line what it cannot read, or cannot reach', async () => {
    const url = 'postgres://callchart:secret@127.0.0.1:1/callchart';
    expect(await seed(url, '--seed', 'x')).to.deep.equal({
      code: 1,
      out: '',
      err: 'seed: --seed: expected a whole number from 0 to 4294967295, got "x"\n',
    });
    expect(await seed(url)).to.deep.equal({
      code: 1,
      out: '',
      err: 'seed: PostgreSQL: expected an answer, got ECONNREFUSED\n',
    });
  });
});
