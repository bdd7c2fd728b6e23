import { expect } from 'chai';
import { type SteadyClock, steadyClock } from '../../../src/flows/steady-clock.ts';

describe('a steady clock', () => {
  let clock: SteadyClock;
  beforeEach(() => {
    clock = steadyClock(8);
  });
  afterEach(() => clock.stop());

  const wait = (ms: number) => new Promise<void>((resolve) => clock.setTimeout(() => resolve(), ms));

  it('calls timers at their time, in order of their time, those of one time in order of their setting', async () => {
    const started = clock.now();
    const called: [string, number][] = [];
    const note = (name: string) => () => called.push([name, Math.round(clock.now() - started)]);
    clock.setTimeout(note('late'), 30);
    clock.setTimeout(note('early'), 10);
    clock.setTimeout(note('early too'), 10);
    clock.setTimeout(note('at once'), 0);
    const given = clock.setTimeout(note('given up'), 20);
    clock.clearTimeout(given);
    await wait(40);
    expect(called).to.deep.equal([
      ['at once', 1],
      ['early', 10],
      ['early too', 10],
      ['late', 30],
    ]);
  });

  it('lets what one timer promised come to pass before it calls the next', async () => {
    const called: string[] = [];
    clock.setTimeout(() => {
      Promise.resolve()
        .then(() => called.push('promised by the first'))
        .catch(() => undefined);
    }, 5);
    clock.setTimeout(() => called.push('second'), 5);
    await wait(6);
    expect(called).to.deep.equal(['promised by the first', 'second']);
  });

  it('does not jump when the machine was busy', async () => {
    await wait(1);
    const before = clock.now();
    for (const until = performance.now() + 60; performance.now() < until; );
    await wait(1);
    expect(clock.now() - before).to.be.below(25);
  });

  it('goes no faster than real time while somebody outside is waited for, and then as fast as before', async () => {
    let busy = true;
    const takeBack = clock.realTimeWhile(() => busy);
    /** How long so much of its time takes. */
    const taken = async (ms: number) => {
      const before = performance.now();
      await wait(ms);
      return performance.now() - before;
    };
    const waited = await taken(200);
    busy = false;
    const free = await taken(200);
    busy = true;
    takeBack();
    const takenBack = await taken(200);
    // Compared with each other: how long they take depends on the machine.
    expect([waited >= 198, free < waited, takenBack < waited]).to.deep.equal([true, true, true]);
  });

  it('goes on after a timer that threw', async () => {
    const thrown = new Promise<unknown>((resolve) => {
      const others = process.listeners('uncaughtException');
      process.removeAllListeners('uncaughtException');
      process.once('uncaughtException', (error) => {
        for (const other of others) process.on('uncaughtException', other);
        resolve(error);
      });
    });
    clock.setTimeout(() => {
      throw new Error('mine');
    }, 1);
    expect(await thrown).to.have.property('message', 'mine');
    await wait(5);
  });
});
