import { SILENCE } from './alphabet.ts';
import { encodeUnit, fillNoise } from './encode.ts';
import { readWords } from './read.ts';

/** μ-law at 8 kHz. */
const BYTES_PER_MS = 8;

/** How the recogniser is to treat one utterance. It travels in the sound, so that it holds whatever the timing. */
export interface UtteranceScript {
  /** What interims say instead of the words: as many of these words as have been spoken, all of it once all were. */
  interim?: string;
  /** False: a noise keeps voice activity open, so the words become final without `speech_final`; UtteranceEnd tells. */
  speechFinal?: boolean;
  /** UtteranceEnd of this utterance comes only after the first words of the next one. */
  staleUtteranceEnd?: boolean;
  /** More silence than usual, in ms, before the words become final (digits being dictated). */
  finalDelayMs?: number;
}

export interface SpeechOptions extends UtteranceScript {
  /** The whole length. Default: by `wordsPerSecond`. */
  ms?: number;
  wordsPerSecond?: number;
}

/**
 * The sound of a caller who says `text`: μ-law that carries its words in-band, each in a stretch of its own, so that
 * the scripted recogniser hears them whatever the frame size, and the rest of them after a reconnect in the middle.
 * Anything else hears a quiet tone.
 */
export function scriptedSpeech(text: string, options: SpeechOptions = {}): Buffer {
  const { ms, wordsPerSecond = 2.5, ...script } = options;
  const words = text.split(/\s+/).filter((word) => word !== '');
  const length = Math.round(ms ?? (words.length / wordsPerSecond) * 1000) * BYTES_PER_MS;
  const head =
    Object.keys(script).length > 0 ? [encodeUnit({ kind: 'script', index: 0, payload: JSON.stringify(script) })] : [];
  const spent = head.reduce((sum, unit) => sum + unit.length, 0);
  return Buffer.concat([...head, ...encodeWords(words, Math.max(0, length - spent))]);
}

/** The words as sound of `length` bytes (more where their codes need it), time shared by their letters. */
export function encodeWords(words: readonly string[], length: number, firstIndex = 0): Buffer[] {
  const letters = words.reduce((sum, word) => sum + word.length + 1, 0);
  let passed = 0;
  let end = 0;
  return words.map((payload, n) => {
    passed += payload.length + 1;
    const due = Math.round((length * passed) / letters);
    const unit = encodeUnit({ kind: 'word', index: (firstIndex + n) % 256, payload }, due - end);
    end += unit.length;
    return unit;
  });
}

/** A cough, a door: voice activity without words. */
export function noise(ms: number): Buffer {
  return fillNoise(Buffer.allocUnsafe(Math.round(ms) * BYTES_PER_MS));
}

export function silence(ms: number): Buffer {
  return Buffer.alloc(Math.round(ms) * BYTES_PER_MS, SILENCE);
}

/** A pause between words is silence; whoever wants one in the middle joins two pieces with it. */
export function joined(...pieces: Buffer[]): Buffer {
  return Buffer.concat(pieces);
}

export interface HeardWord {
  word: string;
  /** How much of it was played, 0–1. */
  played: number;
}

/** Of a word, at least this much must have sounded for it to count as heard. */
export const HEARD = 0.8;

/** Every word that began to sound in `sound`, in order; a word that was cut and then continued appears once. */
export function heardWords(sound: Buffer): HeardWord[] {
  return readWords(sound).map(({ payload, played, length }) => ({
    word: payload,
    played: Math.min(1, played / length),
  }));
}

/** The words that were played, complete up to where the sound was cut. */
export function heardText(sound: Buffer): string {
  return heardWords(sound)
    .filter(({ played }) => played >= HEARD)
    .map(({ word }) => word)
    .join(' ');
}
