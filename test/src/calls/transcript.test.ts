import { expect } from 'chai';
import type { HistoryItem } from '../../../machines/ports/history.ts';
import { spokenIn, toolsOf, transcriptOf } from '../../../src/calls/transcript.ts';

const HISTORY: HistoryItem[] = [
  {
    role: 'assistant',
    spoken: [{ id: 'u1', kind: 'greeting', text: 'Hello there.', heard: 'Hello', at: 900 }],
    calls: [],
  },
  { role: 'user', text: 'An oil change', startedAt: 800, endedAt: 2_000 },
  {
    role: 'assistant',
    spoken: [
      { id: 'u2', kind: 'sentence', text: 'Let me look.', heard: 'Let me look.', at: 3_000 },
      { id: 'u3', kind: 'filler', text: 'One moment.', heard: '', at: 3_100 },
    ],
    calls: [{ id: 't1', name: 'get_available_slots', arguments: '{}' }],
  },
  { role: 'tool', callId: 't1', name: 'get_available_slots', result: '{"success":true,"message":"Two."}' },
  {
    role: 'tool',
    callId: 't2',
    name: 'book_appointment',
    result: '{"success":false,"error":"not_yours","message":"No."}',
  },
  { role: 'tool', callId: 't3', name: 'verify_caller', result: '{"success":false,"message":"That does not match."}' },
  { role: 'note', text: 'The line was silent.' },
  { role: 'assistant', spoken: [{ id: 'u4', kind: 'sentence', text: 'On its way.' }], calls: [] },
];

describe('transcript', () => {
  it('keeps what was said by both, and of our words what was generated, what was heard, and when', () => {
    expect(transcriptOf(HISTORY)).to.deep.equal([
      { speaker: 'agent', kind: 'greeting', generated: 'Hello there.', heard: 'Hello', ended_at: 900 },
      { speaker: 'caller', heard: 'An oil change', started_at: 800, ended_at: 2_000 },
      { speaker: 'agent', kind: 'sentence', generated: 'Let me look.', heard: 'Let me look.', ended_at: 3_000 },
      { speaker: 'agent', kind: 'filler', generated: 'One moment.', heard: '', ended_at: 3_100 },
      { speaker: 'agent', kind: 'sentence', generated: 'On its way.', heard: '', ended_at: null },
    ]);
  });

  it('keeps which tools were used, when, and what came of them, and nothing of what they said', () => {
    const at = (id: string) => ({ t1: 1_500, t2: 2_500 })[id] ?? null;
    expect(toolsOf(HISTORY, at)).to.deep.equal([
      { name: 'get_available_slots', result: 'ok', at: 1_500 },
      { name: 'book_appointment', result: 'not_yours', at: 2_500 },
      { name: 'verify_caller', result: 'failed', at: null },
    ]);
  });

  it('is empty for a call in which nothing was said', () => {
    expect([transcriptOf([]), toolsOf([], () => null), spokenIn([])]).to.deep.equal([[], [], []]);
  });
});
