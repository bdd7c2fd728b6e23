import type { Clock } from '../clock.ts';
import type { Mark } from './marks.ts';
import type { Usage, Wave, WaveEnd } from './messages.ts';
import type { Memory, RawBench, RawPhase } from './report.ts';
import type { BenchStage, Subject } from './stage.ts';

export interface Plan {
  warmUpCalls: number;
  singleTurns: number;
  manyCalls: number;
  manyTurns: number;
  growthCalls: number;
  /** The calls of a wave begin, and end, within so many ms. */
  spreadMs: number;
  lettersPerSecond: number;
  /** Of the server with many calls: a CPU profile is written here. */
  profile: string | undefined;
}

export const FULL: Plan = {
  warmUpCalls: 75,
  singleTurns: 2,
  manyCalls: 25,
  manyTurns: 3,
  growthCalls: 200,
  spreadMs: 2_500,
  lettersPerSecond: 18,
  profile: undefined,
};
/** A minute and a half. Too few turns for the far percentiles, no growth, and voices in such a hurry that calls are all work. */
export const QUICK: Plan = {
  ...FULL,
  warmUpCalls: 50,
  singleTurns: 1,
  manyTurns: 1,
  growthCalls: 0,
  spreadMs: 1_000,
  lettersPerSecond: 30,
};

const IDLE_MS = 2_000;
/** What is written after a call is written by then. */
const SETTLE_MS = 1_000;
const WAVE = 25;
const SEED = 7;

/** The phases of a bench, one after the other; what may run side by side without disturbing what is measured does. */
export async function runBench(stage: BenchStage, plan: Plan, clock: Clock, tell: (step: string) => void) {
  const { product, relay, callers, simulators } = stage;
  const marks: Mark[] = [];
  const problems: string[] = [];
  let calls = 0;
  const pause = (ms: number) => new Promise<void>((resolve) => clock.setTimeout(() => resolve(), ms));

  function waveOf(subject: Subject, size: { calls: number; turns: number; spreadMs: number }): Wave {
    const { webhookUrl, statusUrl } = subject;
    const firstCall = calls;
    calls += size.calls;
    return { ...size, name: `from ${firstCall}`, webhookUrl, statusUrl, firstCall, seed: SEED, from: stage.numbers };
  }

  async function finish(wave: Wave): Promise<Pick<WaveEnd, 'callSeconds' | 'greetedAfter'>> {
    const end = await callers.ask('finish', wave.name);
    marks.push(...end.marks);
    problems.push(...end.problems);
    return end;
  }

  /** Without turns: calls that interrupt the greeting and end on the answer. */
  async function shortCalls(subject: Subject, count: number, turns = 0): Promise<void> {
    for (let left = count; left > 0; left -= WAVE) {
      const wave = waveOf(subject, { calls: Math.min(WAVE, left), turns, spreadMs: 1_000 });
      await callers.ask('begin', wave);
      await finish(wave);
    }
  }

  /** CPU used without calls, in ms a second. */
  async function idle(subject: Subject): Promise<number> {
    const before = await subject.probe.ask('usage');
    await pause(IDLE_MS);
    return ((await subject.probe.ask('usage')).cpuMs - before.cpuMs) / (IDLE_MS / 1_000);
  }

  async function talk(subject: Subject, count: number, turns: number, idleCpu: number): Promise<RawPhase> {
    const wave = waveOf(subject, { calls: count, turns, spreadMs: plan.spreadMs });
    const startedAt = clock.now();
    const before = await subject.probe.ask('usage');
    await callers.ask('begin', wave);
    const { callSeconds, greetedAfter } = await finish(wave);
    await pause(SETTLE_MS);
    const after = await subject.probe.ask('usage');
    const idleMs = (idleCpu * (clock.now() - startedAt)) / 1_000;
    const cpuMs = after.cpuMs - before.cpuMs - idleMs;
    return { firstCall: wave.firstCall, calls: count, callSeconds, greetedAfter, cpuMs };
  }

  /** What is in use while so many calls wait for their last turn. */
  async function hold(subject: Subject, count: number): Promise<Memory> {
    const wave = waveOf(subject, { calls: count, turns: 1, spreadMs: plan.spreadMs });
    await callers.ask('begin', wave);
    const memory = memoryOf(await subject.probe.ask('collect'));
    await finish(wave);
    return memory;
  }

  async function holdEach(subject: Subject) {
    return { one: await hold(subject, 1), many: await hold(subject, plan.manyCalls) };
  }

  tell('warming up');
  // The relay knows no interruption.
  await Promise.all([shortCalls(product, plan.warmUpCalls), shortCalls(relay, WAVE, 1)]);
  await pause(SETTLE_MS);
  const [idleProduct, idleRelay] = await Promise.all([idle(product), idle(relay)]);
  tell('one call each');
  const [oneProduct, oneRelay] = await Promise.all([
    talk(product, 1, plan.singleTurns, idleProduct),
    talk(relay, 1, plan.singleTurns, idleRelay),
  ]);
  tell(`the bare relay, ${plan.manyCalls} calls`);
  const manyRelay = await talk(relay, plan.manyCalls, plan.manyTurns, idleRelay);
  tell(`the product, ${plan.manyCalls} calls`);
  if (plan.profile) await product.probe.ask('startProfile');
  const manyProduct = await talk(product, plan.manyCalls, plan.manyTurns, idleProduct);
  if (plan.profile) await product.probe.ask('stopProfile', plan.profile);
  // Last, since a full collection throws optimised code away: what is timed after it is a server that warms up again.
  tell(`memory, one call and ${plan.manyCalls}`);
  const [memoryProduct, memoryRelay] = await Promise.all([holdEach(product), holdEach(relay)]);
  if (plan.growthCalls > 0) tell(`the product, ${plan.growthCalls} short calls`);
  const before = memoryOf(await product.probe.ask('collect'));
  await shortCalls(product, plan.growthCalls);
  await pause(SETTLE_MS);
  const after = memoryOf(await product.probe.ask('collect'));

  const seen = await simulators.ask('seen');
  return {
    marks: [...marks, ...seen.marks],
    problems: [...problems, ...seen.problems],
    product: { idleCpu: idleProduct, one: oneProduct, many: manyProduct, memory: memoryProduct },
    relay: { idleCpu: idleRelay, one: oneRelay, many: manyRelay, memory: memoryRelay },
    growth: plan.growthCalls > 0 ? { calls: plan.growthCalls, before, after } : null,
  } satisfies RawBench;
}

const memoryOf = ({ rssBytes, heapBytes }: Usage) => ({ rssBytes, heapBytes });
