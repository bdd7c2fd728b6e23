import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { access, chmod, cp, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { systemClock } from '../../../src/clock.ts';
import { openDatabase } from '../../../src/crm/database.ts';
import { type Embedded, startEmbedded } from '../../../src/crm/embedded.ts';
import { packagedBinaries, postgresUser, runnableBinaries } from '../../../src/crm/postgres-binaries.ts';
import { createLog, silentLog } from '../../../src/log.ts';
import { openFolder, run } from '../../kit/database.ts';

const root = process.getuid?.() === 0;

describe('the embedded PostgreSQL', function () {
  this.timeout(60_000);
  const folders: string[] = [];
  const running: Embedded[] = [];

  const folder = async () => {
    const made = await openFolder();
    folders.push(made);
    return made;
  };
  const start = async (dataDir: string, log = silentLog) => {
    const embedded = await startEmbedded({ dataDir, durable: false, clock: systemClock, log });
    running.push(embedded);
    return embedded;
  };
  const lockFile = (dataDir: string) => join(dataDir, 'postgres/data/postmaster.pid');
  const postmasterOf = async (dataDir: string) => Number((await readFile(lockFile(dataDir), 'utf8')).split('\n')[0]);
  const isGone = (path: string) =>
    access(path).then(
      () => false,
      () => true,
    );

  afterEach(async () => {
    for (const each of running.splice(0).reverse()) await each.stop();
    for (const each of folders.splice(0)) await rm(each, { recursive: true, force: true });
  });

  it('keeps what is stored over a stop, and leaves no lock behind', async () => {
    const dataDir = await folder();
    const first = await start(dataDir);
    await run(first.url, 'CREATE TABLE kept AS SELECT 1 AS n');
    await first.stop();
    expect(await isGone(lockFile(dataDir))).to.equal(true);
    const second = await start(dataDir);
    expect(await run(second.url, 'SELECT n FROM kept')).to.deep.equal([{ n: 1 }]);
  });

  it('is one server for two who start it at once on the same data', async () => {
    const dataDir = await folder();
    const [one, two] = await Promise.all([start(dataDir), start(dataDir)]);
    expect(one.url).to.equal(two.url);
    const postmaster = await postmasterOf(dataDir);
    const third = await start(dataDir);
    await third.stop();
    expect([await run(third.url, 'SELECT 1 AS n'), await postmasterOf(dataDir)]).to.deep.equal([
      [{ n: 1 }],
      postmaster,
    ]);
  });

  it('is two servers for two folders', async () => {
    const [one, two] = await Promise.all([start(await folder()), start(await folder())]);
    await run(one.url, 'CREATE TABLE here ()');
    const tables = `SELECT count(*)::int AS n FROM pg_tables WHERE tablename = 'here'`;
    expect(await run(two.url, tables)).to.deep.equal([{ n: 0 }]);
  });

  it('comes back after its server was killed', async () => {
    const dataDir = await folder();
    await start(dataDir);
    process.kill(await postmasterOf(dataDir), 'SIGKILL');
    const again = await start(dataDir);
    expect(await run(again.url, 'SELECT 1 AS n')).to.deep.equal([{ n: 1 }]);
  });

  it('is not misled by a lock whose process is now another program', async () => {
    const dataDir = await folder();
    const first = await start(dataDir);
    const lock = (await readFile(lockFile(dataDir), 'utf8')).split('\n').slice(1);
    await first.stop();
    // PostgreSQL minds the processes of its own user only, so the other program is one of that user's.
    const other = spawn('sleep', ['60'], { ...(await postgresUser()), stdio: 'ignore' });
    await writeFile(lockFile(dataDir), [other.pid, ...lock].join('\n'));
    const again = await start(dataDir).finally(() => other.kill());
    expect(await run(again.url, 'SELECT 1 AS n')).to.deep.equal([{ n: 1 }]);
  });

  it('ends with the process that started it, however that ends', async () => {
    const dataDir = await folder();
    const script = `
      const { startEmbedded } = await import('./src/crm/embedded.ts');
      const { systemClock } = await import('./src/clock.ts');
      const { silentLog } = await import('./src/log.ts');
      await startEmbedded({ dataDir: ${JSON.stringify(dataDir)}, clock: systemClock, log: silentLog });
      process.stdout.write('started');
      setInterval(() => {}, 1000);`;
    const child = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', script], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    await once(child.stdout, 'data');
    const gone = once(child, 'exit');
    child.kill('SIGKILL');
    await gone;
    // The server removes its lock as the last thing it does.
    for (let tries = 0; tries < 100 && !(await isGone(lockFile(dataDir))); tries++)
      await new Promise((later) => setTimeout(later, 50));
    expect(await isGone(lockFile(dataDir))).to.equal(true);
  });

  it('runs where the user postgres cannot go, with its data elsewhere, and says so', async function () {
    if (!root) this.skip();
    const closed = await folder();
    await chmod(closed, 0o700);
    const lines: Record<string, unknown>[] = [];
    const log = createLog('info', { write: (line) => void lines.push(JSON.parse(line)) });
    const embedded = await start(join(closed, 'data'), log);
    expect(await run(embedded.url, 'SELECT 1 AS n')).to.deep.equal([{ n: 1 }]);
    expect(lines.map(({ msg, dataDir }) => ({ msg, dataDir }))).to.deep.equal([
      {
        msg: 'the user postgres cannot enter DATA_DIR: the database is kept in the temporary folder instead',
        dataDir: join(closed, 'data'),
      },
    ]);
    folders.push(String(lines[0]?.instead));
  });

  it('runs from a copy where the user postgres cannot go to its binaries', async function () {
    if (!root) this.skip();
    const closed = await folder();
    await cp(packagedBinaries(), join(closed, 'native'), { recursive: true, verbatimSymlinks: true });
    await chmod(closed, 0o700);
    const home = await folder();
    const as = await postgresUser();
    expect(await runnableBinaries(join(closed, 'native'), home, as)).to.equal(join(home, 'binaries'));
    expect(await runnableBinaries(packagedBinaries(), home, as)).to.equal(packagedBinaries());
  });

  it('runs where the links between its libraries were never made', async () => {
    const home = await folder();
    const native = join(await folder(), 'native');
    await cp(packagedBinaries(), native, { recursive: true, verbatimSymlinks: true });
    for (const { target } of JSON.parse(await readFile(join(native, 'pg-symlinks.json'), 'utf8')))
      await rm(join(native, '..', target));
    expect(await runnableBinaries(native, home, await postgresUser())).to.equal(join(home, 'binaries'));
  });

  it('says what it expected of the folder when something else is in its place', async () => {
    const dataDir = await folder();
    await mkdir(join(dataDir, 'postgres/data'), { recursive: true });
    const error = await start(dataDir).catch((e) => e);
    expect(error).to.include({ provider: 'database', code: 'embedded_postgres_data_unusable' });
  });
});

describe('the database', () => {
  it('opens with its tables and its limits, answers a ping, and no longer when it is gone', async () => {
    const dataDir = await openFolder();
    const options = { url: undefined, dataDir, log: silentLog, clock: systemClock };
    const database = await openDatabase(options);
    const other = await openDatabase({ ...options, url: database.url });
    await other.ping();
    const show = async (name: string) => (await other.dataSource.query(`SHOW ${name}`))[0][name];
    expect([await show('statement_timeout'), await show('application_name')]).to.deep.equal(['5s', 'callchart']);
    const [{ n }] = await other.dataSource.query('SELECT count(*)::int AS n FROM shops');
    expect(n).to.equal(0);
    await database.close();
    expect(await other.ping().catch((error) => error)).to.include({ provider: 'database', code: 'unavailable' });
    await other.close();
    await rm(dataDir, { recursive: true });
  });
});
