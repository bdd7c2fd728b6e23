import { expect } from 'chai';
import { DataSource } from 'typeorm';
import { openQueue, type Queue } from '../../../src/calendar/queue.ts';
import { silentLog } from '../../../src/log.ts';
import { emptyDatabase, run } from '../../kit/database.ts';

describe('the queue of the calendar', () => {
  const opened: DataSource[] = [];
  const queues: Queue[] = [];
  const open = async (db: DataSource) => {
    const queue = await openQueue(db, silentLog);
    queues.push(queue);
    return queue;
  };
  const source = async (url: string) => {
    const made = await new DataSource({ type: 'postgres', url, installExtensions: false }).initialize();
    opened.push(made);
    return made;
  };
  afterEach(async () => {
    for (const queue of queues.splice(0)) await queue.close();
    for (const each of opened.splice(0)) await each.destroy();
  });

  it('makes its schema once when several servers start at the same moment', async () => {
    const url = await emptyDatabase();
    const sources = await Promise.all([source(url), source(url), source(url)]);
    const all = await Promise.all(sources.map(open));
    const [first] = sources;
    if (first) await all[0]?.add(first, { appointmentId: 'one', tries: 3 });
    const taken = await Promise.all(all.map((queue) => queue.take()));
    expect(taken.flatMap((job) => (job ? [[job.appointmentId, job.tries]] : []))).to.deep.equal([['one', 3]]);
  });

  it('keeps what is added and done within a transaction only when that commits', async () => {
    const db = await source(await emptyDatabase());
    const queue = await open(db);
    const givenUp = db.transaction(async (tx) => {
      await queue.add(tx, { appointmentId: 'never', tries: 0 });
      throw new Error('no');
    });
    await givenUp.catch(() => undefined);
    expect(await queue.take()).to.equal(undefined);
    await db.transaction((tx) => queue.add(tx, { appointmentId: 'one', tries: 0 }));
    const job = await queue.take();
    if (!job) throw new Error('expected a job, got none');
    await db
      .transaction(async (tx) => {
        await queue.done(tx, job);
        throw new Error('no');
      })
      .catch(() => undefined);
    expect(await db.query('SELECT state FROM pgboss.job')).to.deep.equal([{ state: 'active' }]);
    await queue.done(db, job);
    expect(await db.query('SELECT state FROM pgboss.job')).to.deep.equal([{ state: 'completed' }]);
  });

  it('says in one line what right it lacks', async () => {
    const url = await emptyDatabase();
    const name = `clerk_${process.pid}`;
    await run(url, `CREATE ROLE ${name} LOGIN PASSWORD 'clerk'`);
    const theirs = new URL(url);
    theirs.username = name;
    theirs.password = 'clerk';
    const error = await openQueue(await source(theirs.href), silentLog).catch((thrown: Error) => thrown);
    expect(error).to.include({
      code: 'not_allowed',
      message: 'PostgreSQL: expected to be allowed to create the schema pgboss (GRANT CREATE ON DATABASE), got 42501',
    });
    await run(url, `DROP ROLE ${name}`);
  });
});
