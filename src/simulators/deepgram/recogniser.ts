import { CLASS, QUIET } from './alphabet.ts';
import { type ListenMessage, results, type SpokenWord } from './messages.ts';
import { type HeardUnit, SoundReader } from './read.ts';
import type { ListenSettings } from './settings.ts';
import { HEARD, type UtteranceScript } from './sound.ts';

/** What one connection's recogniser does beside hearing the words that the sound carries. */
export interface SttScript {
  /** How every utterance is treated that says nothing of its own. */
  utterance?: UtteranceScript;
  /** Sent when so much audio has been received, whatever it holds. Results get their metadata when they lack it. */
  at?: readonly { ms: number; message: object }[];
  /** False: what sounds is not recognised; only `at` speaks. */
  recognizes?: boolean;
  /** False: Finalize is carried out and not answered with `from_finalize` (Deepgram does not guarantee it). */
  answersFinalize?: boolean;
}

/** Voice activity is decided for so much sound at a time. */
const WINDOW_MS = 10;
/** nova-3 sends interims about once a second. */
const INTERIM_MS = 1000;
/** A span is closed after so much speech without a pause, or so much silence. */
const SPAN_MS = 4000;
/** Finalize is answered when there was a noticeable amount of audio to flush. */
const NOTICEABLE_MS = 100;
/** With `endpointing=false` voice activity still ends somewhere. */
const ACTIVITY_ENDS_MS = 300;

/** One word as it is being spoken; `endMs` is null until it is complete, or cut and settled for. */
interface Speaking {
  unit: HeardUnit;
  startMs: number;
  endMs: number | null;
}

/**
 * Audio in, messages out, and no other clock than the audio: with gaps it stands still. Spans follow each other without
 * holes, an is_final closes a span, and speech_final comes after `endpointing` ms of silence.
 */
export class Recogniser {
  /** Audio received, in ms, whole windows. */
  audioMs = 0;
  /** When the first sound that is not silence began; null before. */
  firstVoiceMs: number | null = null;
  readonly #settings: ListenSettings;
  readonly #script: SttScript;
  readonly #tell: (message: object) => void;
  readonly #reader = new SoundReader((unit) => this.#began(unit));
  #utterance: UtteranceScript;
  #bytesInWindow = 0;
  #voicedInWindow = false;
  #talking = false;
  #voiceFrom = 0;
  #lastVoice = 0;
  #lastWordSound = 0;
  #playedBefore = 0;
  #spanStart = 0;
  #nextInterim = 0;
  #words: Speaking[] = [];
  #wordsBefore = 0;
  #lastWordEnd = 0;
  #utteranceEnded = true;
  #staleNext = false;
  #stale: ListenMessage | null = null;
  #nextAt = 0;

  constructor(settings: ListenSettings, script: SttScript, tell: (message: object) => void) {
    this.#settings = settings;
    this.#script = script;
    this.#tell = tell;
    this.#utterance = script.utterance ?? {};
  }

  hear(sound: Uint8Array): void {
    const windowBytes = WINDOW_MS * this.#settings.bytesPerMs;
    const listens = this.#script.recognizes !== false && this.#settings.encoding === 'mulaw';
    for (const byte of sound) {
      if (listens) {
        this.#reader.readByte(byte);
        if ((byte & CLASS) !== QUIET) this.#voicedInWindow = true;
      }
      this.#bytesInWindow += 1;
      if (this.#bytesInWindow === windowBytes) this.#closeWindow();
    }
  }

  /** What was spoken so far becomes final. */
  finalize(): void {
    if (this.audioMs - this.#spanStart < NOTICEABLE_MS) return;
    this.#closeSpan(this.audioMs, { fromFinalize: true }, this.#script.answersFinalize !== false);
  }

  /** The audio is over: the remaining results. */
  finish(): void {
    if (this.audioMs === this.#spanStart) return;
    for (const word of this.#words) if (word.unit.played >= HEARD * word.unit.length) word.endMs ??= this.#lastVoice;
    this.#closeSpan(this.audioMs, {});
  }

  #began(unit: HeardUnit): void {
    if (unit.kind === 'script') {
      this.#utterance = JSON.parse(unit.payload) as UtteranceScript;
      return;
    }
    this.#followWord();
    this.#settleLast();
    this.#words.push({ unit, startMs: unit.from / this.#settings.bytesPerMs, endMs: null });
    this.#playedBefore = -1;
  }

  /** A word that the next one cuts short counts if most of it was heard; of a lesser one only a sound remains. */
  #settleLast(): void {
    const last = this.#words.at(-1);
    if (!last || last.endMs !== null) return;
    if (last.unit.played >= HEARD * last.unit.length) last.endMs = this.audioMs;
    else this.#words.pop();
  }

  #closeWindow(): void {
    this.audioMs += WINDOW_MS;
    const voiced = this.#voicedInWindow;
    this.#bytesInWindow = 0;
    this.#voicedInWindow = false;
    if (voiced) this.#hearVoice();
    this.#followWord();
    if (this.#talking) this.#whileTalking(voiced);
    else if (this.audioMs - this.#spanStart >= SPAN_MS) this.#closeSpan(this.audioMs, {});
    this.#endUtterance();
    const { at = [] } = this.#script;
    for (let due = at[this.#nextAt]; due && due.ms <= this.audioMs; due = at[this.#nextAt]) {
      this.#nextAt += 1;
      this.#tell(due.message);
    }
  }

  #hearVoice(): void {
    this.#lastVoice = this.audioMs;
    if (this.#talking) return;
    this.#talking = true;
    this.#voiceFrom = this.audioMs - WINDOW_MS;
    this.firstVoiceMs ??= this.#voiceFrom;
    this.#nextInterim = this.#voiceFrom + INTERIM_MS;
    if (this.#settings.vadEvents)
      this.#tell({ type: 'SpeechStarted', channel: [0, 1], timestamp: this.#voiceFrom / 1000 } satisfies ListenMessage);
  }

  #followWord(): void {
    const word = this.#words.at(-1);
    if (!word || word.unit.played === this.#playedBefore) return;
    this.#playedBefore = word.unit.played;
    this.#lastWordSound = this.audioMs;
    if (word.unit.to !== null) word.endMs = word.unit.to / this.#settings.bytesPerMs;
  }

  #whileTalking(voiced: boolean): void {
    const { endpointingMs, interimResults } = this.#settings;
    const silence = this.audioMs - this.#lastVoice;
    const enough = (endpointingMs ?? ACTIVITY_ENDS_MS) + (this.#utterance.finalDelayMs ?? 0);
    if (silence >= enough) this.#endpoint();
    else if (voiced && this.audioMs - Math.max(this.#spanStart, this.#voiceFrom) >= SPAN_MS)
      this.#closeSpan(this.#words.findLast((word) => word.endMs !== null)?.endMs ?? this.audioMs, {});
    else if (interimResults && this.audioMs >= this.#nextInterim) {
      this.#nextInterim = this.audioMs + INTERIM_MS;
      this.#tellResults(this.audioMs, this.#interimWords(voiced), {});
    }
  }

  #endpoint(): void {
    this.#talking = false;
    this.#settleLast();
    this.#staleNext = this.#utterance.staleUtteranceEnd === true;
    if (this.#settings.endpointingMs !== null)
      this.#closeSpan(this.audioMs, { speechFinal: this.#utterance.speechFinal !== false });
    this.#utterance = this.#script.utterance ?? {};
    this.#wordsBefore = 0;
  }

  #closeSpan(endMs: number, flags: { speechFinal?: boolean; fromFinalize?: boolean }, told = true): void {
    const words = this.#spoken();
    if (told) this.#tellResults(endMs, words, { isFinal: true, ...flags });
    this.#words = this.#words.filter((word) => word.endMs === null);
    this.#wordsBefore += words.length;
    this.#spanStart = endMs;
    this.#nextInterim = endMs + INTERIM_MS;
  }

  #spoken(): SpokenWord[] {
    return this.#words.flatMap(({ unit, startMs, endMs }) =>
      endMs === null ? [] : [{ text: unit.payload, startMs, endMs }],
    );
  }

  /** The words so far, or what the script puts in their place. */
  #interimWords(voiced: boolean): SpokenWord[] {
    const words = this.#spoken();
    const last = words.at(-1);
    if (this.#utterance.interim === undefined || !last) return words;
    const instead = this.#utterance.interim.split(/\s+/);
    return instead
      .slice(this.#wordsBefore, voiced ? this.#wordsBefore + words.length : undefined)
      .map((text, n) => ({ ...(words[n] ?? last), text }));
  }

  #tellResults(endMs: number, words: SpokenWord[], flags: { isFinal?: boolean; speechFinal?: boolean }): void {
    this.#tell(results({ startMs: this.#spanStart, endMs, words, formatted: this.#settings.formatted, ...flags }));
    const last = words.at(-1);
    if (!last) return;
    if (this.#stale) this.#tell(this.#stale);
    this.#stale = null;
    if (last.endMs > this.#lastWordEnd) this.#utteranceEnded = false;
    this.#lastWordEnd = Math.max(this.#lastWordEnd, last.endMs);
  }

  /** A gap between words, whatever voice activity says: it is also told after the speech_final of the same words. */
  #endUtterance(): void {
    const { utteranceEndMs } = this.#settings;
    if (utteranceEndMs === null || this.#utteranceEnded || this.audioMs - this.#lastWordSound < utteranceEndMs) return;
    this.#utteranceEnded = true;
    const end: ListenMessage = { type: 'UtteranceEnd', channel: [0, 1], last_word_end: this.#lastWordEnd / 1000 };
    if (this.#staleNext) this.#stale = end;
    else this.#tell(end);
    this.#staleNext = false;
  }
}
