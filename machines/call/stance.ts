import type { SnapshotFrom } from 'xstate';
import type { callMachine } from './machine.ts';

/** The single word that says what we are doing, for people and dashboards. */
export type Stance = 'ringing' | 'listening' | 'thinking' | 'tool-executing' | 'speaking' | 'barge-in' | 'ended';

const TURN = 'on-the-line';

/** Barge-in, else tool-executing, else speaking, else thinking, else listening. Pure. */
export function stance(snapshot: SnapshotFrom<typeof callMachine>): Stance {
  const at = (dialogue: Parameters<typeof snapshot.matches>[0]) => snapshot.matches(dialogue);
  if (at('ended')) return 'ended';
  if (at({ live: { dialogue: 'answering' } })) return 'ringing';
  if (at({ live: { dialogue: { [TURN]: { voice: 'barge-in' } } } })) return 'barge-in';
  if (at({ live: { dialogue: { [TURN]: { turn: { replying: 'tool-executing' } } } } })) return 'tool-executing';
  if (at({ live: { dialogue: { [TURN]: { voice: 'speaking' } } } })) return 'speaking';
  if (at({ live: { dialogue: { [TURN]: { turn: 'replying' } } } })) return 'thinking';
  return 'listening';
}
