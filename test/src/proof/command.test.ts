import { existsSync } from 'node:fs';
import { expect } from 'chai';
import { PROOFS } from '../../../src/proof/all.ts';
import { readCommand, UsageError } from '../../../src/proof/command.ts';
import { FILES } from '../../../src/proof/fast-tests.ts';
import type { Proof } from '../../../src/proof/proof.ts';
import { runProofs } from '../../../src/proof/run.ts';
import { tableText } from '../../../src/proof/table.ts';
import { overLimits, quietest } from '../../../src/proof/times.ts';

const proof = (name: string, prove: Proof['prove']): Proof => ({ name, shows: `that ${name} holds`, prove });
const holding = proof('one', async () => ({ tables: [], failures: [] }));
const broken = proof('two', async () => {
  throw new Error('no database');
});

describe('the proofs', () => {
  it('are all carried out unless some are named', () => {
    expect(readCommand([], [holding, broken])).to.deep.equal({ proofs: [holding, broken], json: false });
    expect(readCommand(['--only', 'two', '--json'], [holding, broken])).to.deep.equal({ proofs: [broken], json: true });
  });

  it('that are not known are refused with those that are', () => {
    expect(() => readCommand(['--only', 'three'], [holding, broken])).to.throw(
      UsageError,
      '--only: expected one of one, two, got three',
    );
    expect(() => readCommand(['--all'], [holding])).to.throw(
      UsageError,
      'usage: npm run proof -- [--only NAME]… [--json]',
    );
  });

  it('of the guards find the tests that they run', () => {
    const path = (file: string) => new URL(`../../machines/${file}.ts`, import.meta.url);
    expect(FILES.filter((file) => !existsSync(path(file)))).to.deep.equal([]);
  });

  it('have names of their own', () => {
    expect(PROOFS.map(({ name }) => name)).to.deep.equal([...new Set(PROOFS.map(({ name }) => name))]);
  });

  it('that break off have failed, and the others go on', async () => {
    const told: string[] = [];
    let now = 0;
    const clock = () => (now += 1_500);
    const outcomes = await runProofs([broken, holding], clock, (step) => told.push(step));
    const failures = ['expected to be carried out, broke off: no database'];
    expect(outcomes).to.deep.equal([
      { name: 'two', shows: 'that two holds', seconds: 2, tables: [], failures },
      { name: 'one', shows: 'that one holds', seconds: 2, tables: [], failures: [] },
    ]);
    expect(told).to.deep.equal(['two: that two holds', 'one: that one holds']);
  });
});

describe('what a proof measures', () => {
  it('fails at its limit and beyond, or when nothing was measured', () => {
    expect(overLimits('look-up', [1, 2, 3], { p50: 2.5, p99: 3.5 })).to.deep.equal([]);
    expect(overLimits('look-up', [1, 2, 3], { p50: 2, p99: 2.5 })).to.deep.equal([
      'look-up: expected p50 below 2 ms, got 2',
      'look-up: expected p99 below 2.5 ms, got 3',
    ]);
    expect(overLimits('look-up', [], { p99: 3 })).to.deep.equal(['look-up: expected times, got none']);
  });

  it('is measured again while it fails, and the quietest counts', async () => {
    const failures = [['a', 'b'], ['a'], ['a', 'b', 'c']];
    const measured: number[] = [];
    const best = await quietest(3, async (attempt) => {
      measured.push(attempt);
      return { tables: [], failures: failures[attempt] ?? [] };
    });
    expect([measured, best.failures]).to.deep.equal([[0, 1, 2], ['a']]);
    const good = await quietest(3, async () => ({ tables: [], failures: [] }));
    expect(good.failures).to.deep.equal([]);
  });

  it('is a table that the terminal and Markdown both show', () => {
    const table = { title: 'Times', columns: ['what', 'ms'], rows: [['look-up', 12.5]] };
    expect(tableText(table).split('\n')).to.deep.equal([
      'Times',
      '',
      '| what    |   ms |',
      '| ------- | ---: |',
      '| look-up | 12.5 |',
    ]);
  });
});
