import type { Stretch } from './hearing.ts';
import { secondsOf } from './window.ts';

/** One word as Deepgram reports it; times are seconds since the stream began. */
export interface Word {
  word: string;
  start: number;
  end: number;
  confidence: number;
  punctuated_word?: string;
}

/**
 * The recognizer gives no times: the words share the time in which there was a voice, by their letters, which is right within
 * two or three tenths of a second.
 */
export function timeWords(text: string, speech: Stretch, confidence: number, punctuated: boolean): Word[] {
  const written = text.split(/\s+/).filter((word) => plain(word) !== '');
  const letters = written.reduce((sum, word) => sum + weight(word), 0);
  const begin = secondsOf(speech.begin);
  const length = secondsOf(Math.max(0, speech.end - speech.begin));
  let before = 0;
  return written.map((word) => {
    const start = begin + (before / letters) * length;
    before += weight(word);
    const end = begin + (before / letters) * length;
    const timed = { word: plain(word), start: rounded(start), end: rounded(end), confidence: rounded(confidence) };
    return punctuated ? { ...timed, punctuated_word: word } : timed;
  });
}

/** As the service writes it when neither `punctuate` nor `smart_format` is asked for. */
export function plainText(text: string): string {
  return text.split(/\s+/).map(plain).filter(Boolean).join(' ');
}

function plain(word: string): string {
  return word.toLowerCase().replace(/^[^\p{L}\p{N}$]+|[^\p{L}\p{N}%]+$/gu, '');
}

/** A word takes a moment besides its letters. */
function weight(word: string): number {
  return plain(word).length + 1;
}

/** Milliseconds are enough. */
export function rounded(value: number): number {
  return Math.round(value * 1000) / 1000;
}
