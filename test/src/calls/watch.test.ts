import { expect } from 'chai';
import type { CallEvent } from '../../../machines/call/types.ts';
import { aDesk } from '../../kit/calls-desk.ts';
import { replayed } from '../../kit/replayed-call.ts';

const usage = { prompt: 10, completion: 5, cached: 0, counted: true };
const said = (text: string, at: number): CallEvent => ({ type: 'caller.said', text, startedAt: at, endedAt: at + 500 });

/** A call with a barge-in, a tool, a silence, a cut-off line and a goodbye, told to a real actor. */
function aCallWithEverything() {
  const it = aDesk();
  it.desk.ring('CA1', '+12125550177', '+12125550100');
  const { actor } = it.call('CA1');
  const tell = (...events: CallEvent[]) => {
    for (const event of events) if (actor.getSnapshot().status === 'active') actor.send(event);
  };
  const stream = it.opens('CA1');
  tell(
    { type: 'voice.started', id: 'u1', at: 10 },
    { type: 'caller.startedTalking', at: 800 },
    { type: 'voice.held', at: 800 },
    { type: 'caller.isSaying', text: 'what are', startedAt: 800, endedAt: 1_100 },
    said('what are your hours', 800),
    { type: 'llm.startedAnswering' },
    { type: 'llm.saidSentence', text: 'Let me look.' },
    {
      type: 'llm.finished',
      text: 'Let me look.',
      usage,
      calls: [{ id: 't1', name: 'get_available_slots', arguments: '{}' }],
    },
    { type: 'tools.checked', call: { id: 't1', name: 'get_available_slots', args: {}, owned: {} } },
    {
      type: 'tools.answered',
      id: 't1',
      name: 'get_available_slots',
      result: { success: true, message: 'Two.' },
      learned: [],
    },
    { type: 'llm.saidSentence', text: 'At nine or at ten.' },
    { type: 'llm.finished', text: 'At nine or at ten.', usage, calls: [] },
    { type: 'voice.finished', at: 6_000 },
  );
  it.clock.advance(9_000);
  tell({ type: 'voice.finished', at: 16_000 });
  it.desk.streamClosed(it.call('CA1'), stream, 'dropped');
  it.clock.advance(1_000);
  it.opens('CA1');
  tell({ type: 'stt.dropped', code: 'close_1011' }, { type: 'stt.reopened', lostMs: 0 }, said('goodbye', 19_000));
  return { it, actor };
}

describe('watching a call', () => {
  it('records every event of a call in order: fed to a fresh actor they make the same call again', () => {
    const { it, actor } = aCallWithEverything();
    const original = actor.getSnapshot();
    const again = replayed(it.recorded);
    expect([again.value, again.context]).to.deep.equal([original.value, original.context]);
    expect(original.context.history.length).to.be.above(5);
    it.desk.status('CA1', 'completed');
    const end = actor.getSnapshot();
    const whole = replayed(it.recorded);
    expect([whole.status, whole.value, whole.context, whole.output]).to.deep.equal([
      'done',
      end.value,
      end.context,
      end.output,
    ]);
  });

  it('records as plain data, which is the same after a way through JSON', () => {
    const { it, actor } = aCallWithEverything();
    const through = JSON.parse(JSON.stringify(it.recorded));
    expect(replayed(through).context).to.deep.equal(JSON.parse(JSON.stringify(actor.getSnapshot().context)));
  });

  it('names who told: a child by its name, the line, or the call itself', () => {
    const { it } = aCallWithEverything();
    const source = (type: string) => it.recorded.find((event) => event.type === type)?.source;
    expect(['records.knowsNobody', 'line.opened', 'voice.stopped', 'conversation.stands'].map(source)).to.deep.equal([
      'records',
      'line',
      'tts',
      'conversation',
    ]);
    expect(it.recorded.every(({ callId }) => callId === 'call-1')).to.equal(true);
  });

  it('notes what goes on: the beginning, each change of stance once, the events, the end', () => {
    const { it } = aCallWithEverything();
    it.desk.status('CA1', 'completed');
    const stances = it.notes.flatMap((note) => (note.note === 'stance' ? [note.stance] : []));
    expect([stances[0], stances.at(-1)]).to.deep.equal(['ringing', 'ended']);
    expect(stances).to.include.members(['listening', 'speaking', 'barge-in', 'thinking', 'tool-executing']);
    expect(stances.filter((stance, n) => stance === stances[n + 1])).to.deep.equal([]);
    const others = it.notes.filter(({ note }) => note === 'began' || note === 'ended');
    expect(others).to.deep.equal([
      { note: 'began', callId: 'call-1', callSid: 'CA1' },
      { note: 'ended', callId: 'call-1', outcome: 'caller_hung_up' },
    ]);
    const told = it.notes.flatMap((note) => (note.note === 'event' ? [note.event.type] : []));
    expect(told.filter((type) => type.startsWith('xstate.'))).to.deep.equal([]);
    expect(told).to.include.members(['line.opened', 'caller.said', 'line.closed', 'line.hungUp']);
  });
});
