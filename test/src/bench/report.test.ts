import { expect } from 'chai';
import type { Mark } from '../../../src/bench/marks.ts';
import { type RawBench, type RawPhase, reportOf } from '../../../src/bench/report.ts';
import { tableOf } from '../../../src/bench/table.ts';

const MIB = 1_048_576;

/** A plain turn whose five parts take `part` ms each, save the tools. */
function turn(key: string, part: number): Mark[] {
  const gaps = { spoke: 0, final: part, asked: part, sentence: 80, flushed: part, voiced: 60, heard: part };
  let at = 1_000;
  return Object.entries(gaps).map(([what, gap]) => {
    at += gap;
    return { key, what: what as Mark['what'], at };
  });
}

const phase = (firstCall: number, calls: number, cpuMs: number, greetedAfter: number[] = []): RawPhase => ({
  firstCall,
  calls,
  callSeconds: calls * 10,
  greetedAfter,
  cpuMs,
});

const inUse = (rss: number) => ({ rssBytes: rss * MIB, heapBytes: (rss / 2) * MIB });

const raw: RawBench = {
  marks: [...turn('c0t0', 50), ...turn('c1t0', 2), ...turn('c2t0', 3), ...turn('c7t0', 0.5), ...turn('c9t0', 1)],
  problems: [],
  // Call 0 warms up.
  product: {
    idleCpu: 1.234,
    one: phase(1, 1, 50),
    many: phase(2, 5, 150, [120, 100, 301, 140, 110]),
    memory: { one: inUse(100), many: inUse(102) },
  },
  relay: {
    idleCpu: 0.5,
    one: phase(7, 1, 20),
    many: phase(8, 5, 75, [90]),
    memory: { one: inUse(60), many: inUse(60) },
  },
  growth: { calls: 64, before: { rssBytes: MIB, heapBytes: MIB }, after: { rssBytes: 3 * MIB, heapBytes: 2 * MIB } },
};

describe('the report of a bench', () => {
  it('keeps product and relay apart, and leaves out the calls that are not measured', () => {
    const { product, relay, ratio, growth, problems } = reportOf(raw);
    const medians = [product.one, product.many, relay.one, relay.many].map(({ overhead, plain, parts, turns }) => [
      turns,
      overhead?.p50,
      plain?.p50,
      parts.soundIn?.p50,
      parts.tools,
    ]);
    expect(medians).to.deep.equal([
      [1, 8, 8, 2, null],
      [1, 12, 12, 3, null],
      [1, 2, 2, 0.5, null],
      [1, 4, 4, 1, null],
    ]);
    expect([product.one.cpuPerCallSecond, relay.many.cpuPerCallSecond, product.idleCpu]).to.deep.equal([5, 1.5, 1.23]);
    expect({ ratio, growth, problems }).to.deep.equal({
      ratio: { plainOverheadP50: 3, cpuPerCallSecond: 2 },
      growth: { calls: 64, rssPerCall: 32, heapPerCall: 16 },
      problems: [],
    });
  });

  it('says how soon the greeting was heard', () => {
    const { product, relay } = reportOf(raw);
    expect([product.one, product.many, relay.many].map(({ greeting }) => greeting)).to.deep.equal([
      null,
      { n: 5, p50: 120, p95: 301, p99: 301 },
      { n: 1, p50: 90, p95: 90, p99: 90 },
    ]);
  });

  it('counts memory for each call beyond the first', () => {
    const { rssPerCall, heapPerCall } = reportOf(raw).product;
    expect([rssPerCall, heapPerCall]).to.deep.equal([512, 256]);
  });

  it('says which targets were reached, which missed, and which were not measured', () => {
    const { targets } = reportOf({ ...raw, growth: null });
    expect(targets.map(({ limit, value, met }) => [limit, value, met])).to.deep.equal([
      [10, 12, false],
      [300, 301, false],
      [4, 3, true],
      [1_024, 512, true],
      [20, null, null],
    ]);
  });

  it('names turns that could not be measured', () => {
    const lost = raw.marks.filter(({ key, what }) => !(key === 'c2t0' && what === 'heard'));
    const { problems, product } = reportOf({ ...raw, marks: lost, problems: ['call 7: lost'] });
    expect(problems).to.deep.equal(['call 7: lost', 'turn c2t0: expected every mark in order']);
    expect([product.many.turns, product.many.overhead]).to.deep.equal([0, null]);
  });

  it('is a table for people: a row a number, product beside relay', () => {
    const lines = tableOf(reportOf(raw)).split('\n');
    expect(lines.find((line) => line.startsWith('  overhead '))?.split(/\s{2,}/)).to.deep.equal([
      '',
      'overhead',
      '1',
      '8 / 8 / 8',
      '1',
      '2 / 2 / 2',
    ]);
    expect(lines.filter((line) => /^(reached|MISSED)/.test(line))).to.deep.equal([
      'MISSED: overhead a turn, p50, 5 calls 12 ms (at most 10)',
      'MISSED: first sound of the greeting, p95, 5 calls 301 ms (at most 300)',
      'reached: CPU a call-second, 5 calls 3 ms (at most 4)',
      'reached: memory a call 512 KiB (at most 1024)',
      'MISSED: growth a call 32 KiB (at most 20)',
    ]);
  });
});
