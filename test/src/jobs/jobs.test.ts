import { expect } from 'chai';
import { DataSource } from 'typeorm';
import { scaledClock } from '../../../src/clock.ts';
import { type Jobs, openJobs } from '../../../src/jobs/jobs.ts';
import { silentLog } from '../../../src/log.ts';
import { emptyDatabase } from '../../kit/database.ts';
import { Diary } from '../../kit/telephony-server.ts';

const QUEUES = [{ name: 'many' }, { name: 'single', oneAtATime: true }] as const;
/** Looked for fifty times a second, instead of once. */
const QUICK = 50;

describe('jobs', function () {
  this.timeout(30_000);
  const sources: DataSource[] = [];
  const servers: Jobs[] = [];
  let done: Diary<string>;
  beforeEach(() => {
    done = new Diary();
  });
  afterEach(async () => {
    await Promise.all(servers.splice(0).map((server) => server.close()));
    for (const source of sources.splice(0)) await source.destroy();
  });

  async function source(url?: string): Promise<DataSource> {
    const options = { type: 'postgres', url: url ?? (await emptyDatabase()), installExtensions: false } as const;
    const made = await new DataSource(options).initialize();
    sources.push(made);
    return made;
  }
  async function server(db: DataSource): Promise<Jobs> {
    const jobs = await openJobs(db, scaledClock(QUICK), silentLog, QUEUES);
    servers.push(jobs);
    return jobs;
  }
  const all = (names: readonly string[]) =>
    Promise.all(names.map((name) => done.until((entry) => entry === name || entry.endsWith(`: ${name}`))));
  const names = (count: number) => Array.from({ length: count }, (_, i) => `job ${i}`);

  it('are done once each, by whichever of several servers, which may start at the same moment', async () => {
    const url = (await source()).options as { url: string };
    const both = await Promise.all([1, 2].map(async () => server(await source(url.url))));
    both.forEach((jobs, i) => {
      jobs.work<{ name: string }>('many', async ({ name }) => done.write(`${i}: ${name}`));
    });
    const [db] = sources;
    for (const name of names(30)) if (db) await both[0]?.add(db, 'many', { name });
    await all(names(30));
    await Promise.all(servers.splice(0).map((jobs) => jobs.close()));
    expect(done.entries.map((entry) => entry.slice(3)).sort()).to.deep.equal(names(30).sort());
  });

  it('that come again and again are done once each time, however many servers ask for them', async () => {
    const url = (await source()).options as { url: string };
    const both = await Promise.all([1, 2].map(async () => server(await source(url.url))));
    const [db] = sources;
    both.forEach((jobs) => {
      jobs.work('many', async () => done.write('round'));
      jobs.every('many', 36_000);
      jobs.every('many', 36_000);
    });
    await done.until((entry) => entry === 'round');
    // Whoever is asked for nothing more has done all there was.
    await Promise.all(servers.splice(0).map((jobs) => jobs.close()));
    const rows = await db?.query(`SELECT count(*)::int AS jobs FROM pgboss.job WHERE name = 'many'`);
    expect([rows, done.entries]).to.deep.equal([[{ jobs: 1 }], ['round']]);
  });

  it('go on when one of them fails, and that one is tried again later', async () => {
    const db = await source();
    const jobs = await server(db);
    let tries = 0;
    for (const name of ['broken', 'fine']) await jobs.add(db, 'many', { name });
    jobs.work<{ name: string }>('many', async ({ name }) => {
      if (name === 'broken' && ++tries === 1) throw new Error('no');
      done.write(name);
    });
    await all(['fine']);
    expect(done.entries).to.deep.equal(['fine']);
    const again = `UPDATE pgboss.job SET start_after = now() WHERE state = 'retry' AND start_after > now() RETURNING data`;
    expect((await db.query(again))[0]).to.deep.equal([{ data: { name: 'broken' } }]);
    await all(['broken']);
    expect([tries, done.entries]).to.deep.equal([2, ['fine', 'broken']]);
  });

  it('are there when the transaction that adds them is, and not otherwise', async () => {
    const db = await source();
    const jobs = await server(db);
    const givenUp = db.transaction(async (tx) => {
      await jobs.add(tx, 'many', { name: 'never' });
      throw new Error('no');
    });
    await givenUp.catch(() => undefined);
    await db.transaction((tx) => jobs.add(tx, 'many', { name: 'kept' }));
    expect(await db.query(`SELECT data FROM pgboss.job`)).to.deep.equal([{ data: { name: 'kept' } }]);
  });

  it('wait for their time', async () => {
    const db = await source();
    const jobs = await server(db);
    await jobs.add(db, 'many', { name: 'later' }, 3_600);
    await jobs.add(db, 'many', { name: 'now' });
    jobs.work<{ name: string }>('many', async ({ name }) => done.write(name));
    await all(['now']);
    await jobs.close();
    expect(done.entries).to.deep.equal(['now']);
    const waits = `SELECT round(extract(epoch FROM start_after - created_on))::int AS seconds FROM pgboss.job WHERE state = 'created'`;
    expect(await db.query(waits)).to.deep.equal([{ seconds: 3_600 }]);
  });

  it('of some queues are done one at a time over all servers', async () => {
    const db = await source();
    let running = 0;
    let most = 0;
    for (const jobs of [await server(db), await server(db)])
      jobs.work<{ name: string }>('single', async ({ name }) => {
        most = Math.max(most, ++running);
        for (let i = 0; i < 20; i++) await db.query('SELECT 1');
        running -= 1;
        done.write(name);
      });
    for (const name of names(6)) await servers[0]?.add(db, 'single', { name });
    await all(names(6));
    expect([most, [...done.entries].sort()]).to.deep.equal([1, names(6)]);
  });

  it('that were begun are finished before a server goes, and others are left to the next', async () => {
    const db = await source();
    const jobs = await server(db);
    for (const name of ['first', 'second']) await jobs.add(db, 'many', { name });
    let finish = () => {};
    jobs.work<{ name: string }>('many', async ({ name }) => {
      done.write(`began ${name}`);
      await new Promise<void>((resolve) => {
        finish = resolve;
      });
      done.write(name);
    });
    await done.until((entry) => entry === 'began first');
    const closed = jobs.close().then(() => done.write('closed'));
    finish();
    await closed;
    expect(done.entries).to.deep.equal(['began first', 'first', 'closed']);
    (await server(db)).work<{ name: string }>('many', async ({ name }) => done.write(name));
    await all(['second']);
  });
});
