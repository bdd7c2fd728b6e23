import { expect } from 'chai';
import { type Clock, scaledClock, systemClock, uuidv7, within } from '../../src/clock.ts';
import { VirtualClock } from '../kit/virtual-clock.ts';

const outcome = (work: Promise<unknown>) => work.catch((error: Error) => error.message);
const late = () => new Error('too late');

describe('within', () => {
  it('gives what comes in time, and leaves no timer', async () => {
    const clock = new VirtualClock();
    expect(await within(clock, 100, Promise.resolve('answer'), late)).to.equal('answer');
    expect(clock.pending).to.equal(0);
  });

  it('rejects with what the work rejects with, and leaves no timer', async () => {
    const clock = new VirtualClock();
    expect(await outcome(within(clock, 100, Promise.reject(new Error('broken')), late))).to.equal('broken');
    expect(clock.pending).to.equal(0);
  });

  it('rejects when the time is over, and minds no later failure', async () => {
    const clock = new VirtualClock();
    let fail: (error: Error) => void = () => undefined;
    const work = new Promise((_, reject) => {
      fail = reject;
    });
    const result = outcome(within(clock, 100, work, late));
    clock.advance(99);
    expect(clock.pending).to.equal(1);
    clock.advance(1);
    expect(await result).to.equal('too late');
    fail(new Error('unheard'));
  });
});

describe('clocks', () => {
  const fires = (clock: Clock, ms: number) => new Promise((resolve) => clock.setTimeout(resolve, ms));

  it('scales waiting and the time of day alike', async () => {
    const clock = scaledClock(50);
    const [from, real] = [clock.now(), performance.now()];
    await fires(clock, 1_000);
    // 20 ms of ours; the machine may take longer, and then more has gone by on the clock as well.
    expect(performance.now() - real).to.be.within(18, 900);
    expect(clock.now() - from).to.be.at.least(950);
  });

  it('is the clock of the machine at speed 1', () => {
    expect(scaledClock(1)).to.equal(systemClock);
    expect(systemClock.now()).to.be.closeTo(Date.now(), 50);
  });

  it('forgets a timer that is cleared', async () => {
    for (const clock of [systemClock, scaledClock(2)]) {
      let fired = false;
      const handle = clock.setTimeout(() => {
        fired = true;
      }, 1);
      clock.clearTimeout(handle);
      await fires(clock, 5);
      expect(fired).to.equal(false);
    }
  });
});

describe('uuidv7', () => {
  const at = (ms: number): Clock => ({ ...systemClock, now: () => ms });

  it('is what the time and the random bytes make of it', () => {
    const newId = uuidv7(at(0x0199_1234_5678), (bytes) => Buffer.alloc(bytes, 0xff));
    expect(newId()).to.equal('01991234-5678-7fff-bfff-ffffffffffff');
    expect(uuidv7(at(0), (bytes) => Buffer.alloc(bytes))()).to.equal('00000000-0000-7000-8000-000000000000');
  });

  it('lies in the order of time, and never twice the same', () => {
    const ids = [1, 2, 3, 4, 5].map((ms) => uuidv7(at(1_700_000_000_000.5 + ms))());
    expect([...ids].sort()).to.deep.equal(ids);
    const newId = uuidv7(at(1));
    expect(new Set(Array.from({ length: 100 }, newId)).size).to.equal(100);
  });
});
