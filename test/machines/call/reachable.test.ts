import { expect } from 'chai';
import { callMachine } from '../../../machines/call/machine.ts';
import { keyOf, statesOf } from '../../kit/call-walk.ts';
import { idsOf, isPassing, nodesOf, transitionsOf } from '../../kit/charts.ts';
import { expectKept } from '../../kit/kept.ts';
import { others, type WalkedCall, walkedCall } from '../../kit/walked-call.ts';

const EXECUTING = { live: { dialogue: { 'on-the-line': { turn: { replying: 'tool-executing' } } } } } as const;

describe('every state that a call can be in', function () {
  this.timeout(120_000);
  let walk: WalkedCall;
  before(() => {
    walk = walkedCall();
  });

  it('is one of those that were read and kept', () => {
    const hearing = (line: string) =>
      ['open', 'interrupted', 'troubled'].map((state) => line.replace('hearing(not-lost)', `hearing(${state})`));
    const lines = new Set(walk.snapshots.flatMap(({ value }) => hearing(statesOf(value))));
    expectKept(
      new URL('reachable.txt', import.meta.url),
      [...lines].map((line) => line.replace('memory(remembering) ', '')).sort(),
    );
  });

  it('is as good as the same one while the recogniser is away: only losing it for good is noticed', () => {
    const noticed = walk.away.filter(({ from, to }) => others(from) !== others(to));
    expect(noticed.map(({ from, event }) => `${others(from)} by ${event.type}`)).to.deep.equal([]);
    const tried = new Set(walk.snapshots.map(others).filter((line) => line.includes('hearing(not-lost)')));
    expect([...tried].filter((line) => !walk.open.has(line))).to.deep.equal([]);
  });

  it('makes up the whole chart: no state and no transition is out of reach', () => {
    const seen = new Set([...walk.snapshots, ...walk.away.map(({ to }) => to)].flatMap(idsOf));
    const passed = nodesOf(callMachine)
      .filter(isPassing)
      .map(({ id }) => id);
    expect(passed.map((id) => id.replace('call.live.dialogue.', ''))).to.deep.equal([
      'answering.greeting',
      'on-the-line.voice.barge-in.resumed',
      'on-the-line.turn.replying.tool-executing.settled',
      'on-the-line.turn.handing-over.announcing',
    ]);
    const unseen = nodesOf(callMachine).filter(({ id }) => !seen.has(id));
    expect(unseen.map(({ id }) => id)).to.deep.equal(passed);
    expect(transitionsOf(callMachine).filter((name) => !walk.taken.has(name))).to.deep.equal([]);
  });

  it('tells something only to a child that is there', () => {
    expect(walk.astray).to.deep.equal([]);
  });

  it('has tool calls without a result only while tools are executing', () => {
    const wrong = walk.snapshots.filter(
      (snapshot) => snapshot.context.toolCalls.length > 0 !== snapshot.matches(EXECUTING),
    );
    expect(wrong.map(keyOf)).to.deep.equal([]);
  });
});
