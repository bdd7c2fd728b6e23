/** What a piece of speech is for. It decides whether it may be talked over, and how it is remembered. */
export type SpeechKind = 'greeting' | 'sentence' | 'read-back' | 'phrase' | 'filler' | 'goodbye';

/** One piece of speech. Its `id` is unique in the call. */
export interface Utterance {
  id: string;
  kind: SpeechKind;
  text: string;
  /** For a read-back: the beginning of `text` that holds what, when and which vehicle. */
  substance?: string;
}

export type TtsCommand =
  /** Queue this after everything said so far. */
  | { type: 'say'; utterance: Utterance }
  /** Nothing more will be said in this reply: what is still in the synthesiser's buffer goes out. */
  | { type: 'finishReply' }
  /** Be silent at once, keep the rest. Answered by `voice.held`. */
  | { type: 'hold' }
  /** Go on from where the voice was held. */
  | { type: 'resume' }
  /** Be silent at once and forget the rest. Answered by `voice.stopped`, also when nothing was being said. */
  | { type: 'stop' };

/** How much of an utterance has been heard: `heard` is a prefix of its text, cut at a word. */
export interface HeardPart {
  id: string;
  heard: string;
}

/** Times are milliseconds on the media clock, as for `SttFact`. */
export type TtsFact =
  /** The first sound of something was sent to a caller who was hearing nothing. */
  | { type: 'voice.started'; id: string; at: number }
  /** Of a read-back, as much has been heard as holds its substance. */
  | { type: 'voice.substanceHeard'; id: string; at: number }
  /** This utterance was heard whole; its end was at `at`. */
  | { type: 'voice.heard'; id: string; at: number }
  /** Everything that was to be said has been heard. */
  | { type: 'voice.finished'; at: number }
  | { type: 'voice.held'; at: number }
  /** Answer to `stop`: what had been heard of each utterance that was cut, in order; the unheard ones with `heard: ''`. */
  | { type: 'voice.stopped'; at: number; cut: HeardPart[] }
  /** The synthesiser cannot be had; what was not yet sent will not be heard. */
  | { type: 'tts.lost'; code: string };

export interface TtsInput {
  callId: string;
}
