import { type Mark, type Turn, turnsOf } from './marks.ts';
import { type Percentiles, percentilesOf, rounded } from './percentiles.ts';
import { callOf } from './script.ts';

export interface Memory {
  rssBytes: number;
  heapBytes: number;
}

/** A group of calls as it was measured. */
export interface RawPhase {
  firstCall: number;
  calls: number;
  callSeconds: number;
  /** Of each call: ms from the start of its stream to the first sound of the greeting. */
  greetedAfter: readonly number[];
  /** Without what the process uses when idle. */
  cpuMs: number;
}

export interface Measured {
  /** CPU ms a second without calls. */
  idleCpu: number;
  one: RawPhase;
  many: RawPhase;
  /** With as many calls on the line, after a garbage collection. */
  memory: { one: Memory; many: Memory };
}

export interface RawBench {
  marks: readonly Mark[];
  problems: readonly string[];
  product: Measured;
  relay: Measured;
  growth: { calls: number; before: Memory; after: Memory } | null;
}

export interface PhaseReport {
  calls: number;
  turns: number;
  /** ms a turn. `overhead` is all of it; `plain` only of turns without tools, which is what a relay can be compared with. */
  overhead: Percentiles | null;
  plain: Percentiles | null;
  parts: Record<Part, Percentiles | null>;
  /** ms from the start of a stream to the first sound, with what the voice takes for it. */
  greeting: Percentiles | null;
  /** CPU ms of the server for each second of a call. */
  cpuPerCallSecond: number;
}

export interface SubjectReport {
  one: PhaseReport;
  many: PhaseReport;
  /** KiB for each call beyond the first. RSS is what counts; the heap says how much of it is ours. */
  rssPerCall: number;
  heapPerCall: number;
  idleCpu: number;
}

export interface Target {
  name: string;
  unit: string;
  limit: number;
  value: number | null;
  met: boolean | null;
}

export interface Report {
  product: SubjectReport;
  relay: SubjectReport;
  /** Product ÷ relay, with many calls. */
  ratio: { plainOverheadP50: number | null; cpuPerCallSecond: number };
  /** KiB for each call that is over. */
  growth: { calls: number; rssPerCall: number; heapPerCall: number } | null;
  targets: Target[];
  /** Turns that could not be measured, calls that broke off, violations of a protocol: none in a good run. */
  problems: string[];
}

export const PARTS = ['soundIn', 'endpointToLlm', 'tools', 'sentenceToTts', 'soundOut'] as const;
type Part = (typeof PARTS)[number];

const KIB = 1_024;

export function reportOf(raw: RawBench): Report {
  const { turns, broken } = turnsOf(raw.marks.filter(({ key }) => isMeasured(raw, callOf(key))));
  const product = subjectReport(raw.product, turns);
  const relay = subjectReport(raw.relay, turns);
  const growth = raw.growth && {
    calls: raw.growth.calls,
    rssPerCall: perCall(raw.growth.before.rssBytes, raw.growth.after.rssBytes, raw.growth.calls),
    heapPerCall: perCall(raw.growth.before.heapBytes, raw.growth.after.heapBytes, raw.growth.calls),
  };
  const [mine, bare] = [product.many.plain?.p50, relay.many.plain?.p50];
  return {
    product,
    relay,
    ratio: {
      plainOverheadP50: mine && bare ? rounded(mine / bare) : null,
      cpuPerCallSecond: rounded(product.many.cpuPerCallSecond / relay.many.cpuPerCallSecond),
    },
    growth,
    targets: [
      target(`overhead a turn, p50, ${product.many.calls} calls`, 'ms', 10, product.many.overhead?.p50),
      target(`first sound of the greeting, p95, ${product.many.calls} calls`, 'ms', 300, product.many.greeting?.p95),
      target(`CPU a call-second, ${product.many.calls} calls`, 'ms', 4, product.many.cpuPerCallSecond),
      target('memory a call', 'KiB', 1_024, product.rssPerCall),
      target('growth a call', 'KiB', 20, growth?.rssPerCall),
    ],
    problems: [...raw.problems, ...broken.map((key) => `turn ${key}: expected every mark in order`)],
  };
}

/** The short calls, which warm up and grow, are not timed. */
function isMeasured({ product, relay }: RawBench, call: number): boolean {
  return [product.one, product.many, relay.one, relay.many].some((phase) => isOf(phase, call));
}

const isOf = ({ firstCall, calls }: RawPhase, call: number) => call >= firstCall && call < firstCall + calls;

function subjectReport({ idleCpu, one, many, memory }: Measured, turns: readonly Turn[]): SubjectReport {
  const more = many.calls - one.calls;
  return {
    one: phaseReport(one, turns),
    many: phaseReport(many, turns),
    rssPerCall: perCall(memory.one.rssBytes, memory.many.rssBytes, more),
    heapPerCall: perCall(memory.one.heapBytes, memory.many.heapBytes, more),
    idleCpu: rounded(idleCpu),
  };
}

function phaseReport(phase: RawPhase, all: readonly Turn[]): PhaseReport {
  const turns = all.filter(({ key }) => isOf(phase, callOf(key)));
  const of = (part: Part) => turns.filter(({ usesTools }) => part !== 'tools' || usesTools).map((turn) => turn[part]);
  return {
    calls: phase.calls,
    turns: turns.length,
    overhead: percentilesOf(turns.map(({ overhead }) => overhead)),
    plain: percentilesOf(turns.filter(({ usesTools }) => !usesTools).map(({ overhead }) => overhead)),
    parts: {
      soundIn: percentilesOf(of('soundIn')),
      endpointToLlm: percentilesOf(of('endpointToLlm')),
      tools: percentilesOf(of('tools')),
      sentenceToTts: percentilesOf(of('sentenceToTts')),
      soundOut: percentilesOf(of('soundOut')),
    },
    greeting: percentilesOf(phase.greetedAfter),
    cpuPerCallSecond: rounded(phase.cpuMs / phase.callSeconds),
  };
}

const perCall = (before: number, after: number, calls: number) => rounded((after - before) / KIB / calls);

function target(name: string, unit: string, limit: number, value: number | undefined): Target {
  return { name, unit, limit, value: value ?? null, met: value === undefined ? null : value <= limit };
}
