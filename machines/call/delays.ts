/** Milliseconds, each with its reason. */
export const DELAYS = {
  /** Caller ID is looked up while the carrier connects; a greeting without a name beats a late one. */
  recordsPatience: 400,
  /** The caller is listening already, and the greeting has yet to be made: its first sound is due 300 ms after the opening. */
  lineOpenPatience: 150,
  /** The stream's token is good for 60 s: after that nobody can come. */
  noStream: 65_000,
  /** A cough has no words by then: nova-3 sends interims about once a second. */
  bargeInGrace: 1_300,
  /** The recogniser closes a turn about a second after the last word; much later, no end will come. */
  finalOverdue: 4_000,
  /** Long enough to look for one's car keys, short enough not to wonder whether anybody is there. */
  silence: 8_000,
  /** No first sentence by then: the caller hears that we are at work. */
  holding: 2_500,
  /** The adapter gives up on a model long before; this is for an adapter that does not. */
  replyOverdue: 30_000,
  /** A tool answers within 5 s; this is for a tools actor that does not. */
  toolOverdue: 8_000,
  /** Longer than any reply: if its end was not heard of by then, it will not be. */
  speechOverdue: 60_000,
  /** A recogniser that is back sooner is not worth a word. */
  hearingPatience: 1_500,
  /** A machine beeps within a second or two of its last word. */
  machinePatience: 3_000,
  /** The carrier asks where to go on within a second or two; a caller who hung up never comes back. */
  resumeWindow: 10_000,
  /** The voice tells at once what was heard; this is for a voice that does not. */
  lastWordsWindow: 1_000,
  /** The carrier closes the stream as soon as it is told to. */
  goodbyeWindow: 5_000,
  transferWindow: 10_000,
  /** The carrier lets a telephone ring for 30 s and tells within seconds that nobody came; after that somebody has. */
  colleagueWindow: 45_000,
} as const;
