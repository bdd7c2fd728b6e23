import type { Clock } from '../clock.ts';
import type { Mark } from './marks.ts';
import type { Usage, Wave } from './messages.ts';
import type { Measured, RawBench, RawPhase } from './report.ts';
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
/** Half a minute. Too few turns for the far percentiles, no growth, and voices in such a hurry that calls are all work. */
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

  async function finish(wave: Wave): Promise<number> {
    const end = await callers.ask('finish', wave.name);
    marks.push(...end.marks);
    problems.push(...end.problems);
    return end.callSeconds;
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
    const during = await subject.probe.ask('collect');
    const callSeconds = await finish(wave);
    await pause(SETTLE_MS);
    const after = await subject.probe.ask('usage');
    const idleMs = (idleCpu * (clock.now() - startedAt)) / 1_000;
    const cpuMs = after.cpuMs - before.cpuMs - during.costMs - idleMs;
    return { firstCall: wave.firstCall, calls: count, callSeconds, cpuMs, memory: memoryOf(during) };
  }

  async function measure(subject: Subject, idleCpu: number, one: RawPhase): Promise<Measured> {
    return { idleCpu, one, many: await talk(subject, plan.manyCalls, plan.manyTurns, idleCpu) };
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
  const measuredRelay = await measure(relay, idleRelay, oneRelay);
  tell(`the product, ${plan.manyCalls} calls`);
  if (plan.profile) await product.probe.ask('startProfile');
  const measuredProduct = await measure(product, idleProduct, oneProduct);
  if (plan.profile) await product.probe.ask('stopProfile', plan.profile);
  if (plan.growthCalls > 0) tell(`the product, ${plan.growthCalls} short calls`);
  const before = memoryOf(await product.probe.ask('collect'));
  await shortCalls(product, plan.growthCalls);
  await pause(SETTLE_MS);
  const after = memoryOf(await product.probe.ask('collect'));

  const seen = await simulators.ask('seen');
  return {
    marks: [...marks, ...seen.marks],
    problems: [...problems, ...seen.problems],
    product: measuredProduct,
    relay: measuredRelay,
    growth: plan.growthCalls > 0 ? { calls: plan.growthCalls, before, after } : null,
  } satisfies RawBench;
}

const memoryOf = ({ rssBytes, heapBytes }: Usage) => ({ rssBytes, heapBytes });
