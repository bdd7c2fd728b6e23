/**
 * What the call hears of speech to text. The sound itself never passes here.
 * All times are milliseconds on the call's media clock: 0 is the start of the carrier's first stream.
 */
export type SttFact =
  /** Voice activity, nothing more: it may be a cough. */
  | { type: 'caller.startedTalking'; at: number }
  /** The words so far of an utterance that is not over: earlier finals and the newest interim, joined. */
  | { type: 'caller.isSaying'; text: string; startedAt: number; endedAt: number }
  /** The turn is over: everything said since the last `caller.said`. Never empty. */
  | { type: 'caller.said'; text: string; startedAt: number; endedAt: number }
  /** The sound that began with `caller.startedTalking` has been covered and holds no words. */
  | { type: 'caller.madeNoise'; at: number }
  | { type: 'stt.opened' }
  /** The socket could not be opened, dropped or fell silent; it is being opened again and sound is kept meanwhile. */
  | { type: 'stt.dropped'; code: string }
  /** It is back. `lostMs` is sound that nobody will ever recognise: more than 0 means that words may be missing. */
  | { type: 'stt.reopened'; lostMs: number }
  /** It will not come back in this call. */
  | { type: 'stt.lost'; code: string };

export interface SttInput {
  callId: string;
}
