import { clean } from './markup.ts';

export interface Sentences {
  /** Takes the next piece of the stream and returns the sentences that it closed, clean of markup. */
  push(piece: string): string[];
  /** Nothing more comes for now: the rest is a sentence too. */
  end(): string[];
}

/** Speech synthesis takes texts of any length, but a listener does not: and a cut in time is heard as a pause. */
const LONGEST = 300;
/** A first clause shorter than this is no gain: its sound would end before the rest has come. */
const FIRST_CLAUSE_CHARACTERS = 40;
const FIRST_CLAUSE_WORDS = 6;

const ENDS = '.!?…';
const CLOSERS = '"\'”’)]*_`';
const ABBREVIATIONS = new Set(['mr', 'mrs', 'ms', 'dr', 'st', 'ave', 'blvd', 'rd', 'vs', 'approx', 'e.g', 'i.e', 'mt']);
/** These end a sentence or do not: what follows tells. */
const MAY_END = /(?:^|\s)(?:\d*\s?[ap]\.m|etc|inc|jr|sr)$/i;
const CALENDAR_WORD =
  /^(?:mon|tues|wednes|thurs|fri|satur|sun)day|^(?:january|february|march|april|may|june|july|august|september|october|november|december|eastern|central|mountain|pacific)/i;

/** Cuts a stream of text into sentences as soon as each is known to be complete. */
export function createSentences(): Sentences {
  let rest = '';
  let saidNothing = true;
  let atLineStart = true;

  function take(end: number, into: string[]): void {
    const piece = rest.slice(0, end);
    const sentence = clean(piece, atLineStart);
    rest = rest.slice(end);
    atLineStart = rest.startsWith('\n') || (piece.trim() === '' && atLineStart);
    if (sentence === '') return;
    into.push(sentence);
    saidNothing = false;
  }

  function takeAll(): string[] {
    const sentences: string[] = [];
    for (;;) {
      const lead = /^\s+/.exec(rest)?.[0] ?? '';
      if (lead.includes('\n')) atLineStart = true;
      rest = rest.slice(lead.length);
      const end = sentenceEnd(rest, atLineStart) ?? (saidNothing ? firstClauseEnd(rest) : undefined) ?? tooLong(rest);
      if (end === undefined) return sentences;
      take(end, sentences);
    }
  }

  return {
    push(piece) {
      rest += piece;
      return takeAll();
    },
    end() {
      const sentences = takeAll();
      take(rest.length, sentences);
      return sentences;
    },
  };
}

/** Where the first sentence of `text` ends, or undefined while that is not known. */
function sentenceEnd(text: string, atLineStart: boolean): number | undefined {
  for (let i = 0; i < text.length; i++) {
    const character = text.charAt(i);
    if (character === '\n') return i;
    if (!ENDS.includes(character)) continue;
    let end = i + 1;
    while (end < text.length && ENDS.includes(text.charAt(end))) end++;
    const run = text.slice(i, end);
    while (end < text.length && CLOSERS.includes(text.charAt(end))) end++;
    if (end >= text.length) return undefined;
    if (/\s/.test(text.charAt(end))) {
      const verdict = closes(run, text.slice(0, i), text.slice(end), atLineStart);
      if (verdict === 'unknown') return undefined;
      if (verdict) return end;
    }
    i = end - 1;
  }
  return undefined;
}

function closes(run: string, before: string, after: string, atLineStart: boolean): boolean | 'unknown' {
  if (run !== '.' && !run.includes('…') && !run.includes('..')) return true;
  if (run !== '.') {
    const next = after.trimStart().charAt(0);
    return next === '' ? after.includes('\n') || 'unknown' : after.includes('\n') || /[\p{Lu}\d]/u.test(next);
  }
  if (atLineStart && /^\d{1,2}$/.test(before)) return false; // "1." of a list
  if (/(?:^|\s)[A-HJ-Z]$/.test(before)) return false; // an initial
  const word = /[\p{L}.]+$/u.exec(before)?.[0].toLowerCase() ?? '';
  if (ABBREVIATIONS.has(word)) return false;
  if (!MAY_END.test(before)) return true;
  if (/^[^\S\n]*\n/.test(after)) return true;
  const next = /^\s+([^\s.,!?]+)[\s.,!?]/.exec(after)?.[1];
  if (next === undefined) return 'unknown';
  return /^\p{Lu}/u.test(next) && !CALENDAR_WORD.test(next);
}

/** The caller waits for the first sound: a long first clause may be spoken while its sentence still goes on. */
function firstClauseEnd(text: string): number | undefined {
  for (const match of text.matchAll(/(?:[,;]|\s?[—–]|\s-)(?=\s)/g)) {
    const end = match.index + match[0].length;
    if (end < FIRST_CLAUSE_CHARACTERS) continue;
    if (text.slice(0, match.index).trim().split(/\s+/).length >= FIRST_CLAUSE_WORDS) return end;
  }
  return undefined;
}

function tooLong(text: string): number | undefined {
  if (text.length <= LONGEST) return undefined;
  const start = text.slice(0, LONGEST);
  const pause = Math.max(start.lastIndexOf(', '), start.lastIndexOf('; ')) + 1;
  return pause > 0 ? pause : start.lastIndexOf(' ') > 0 ? start.lastIndexOf(' ') : LONGEST;
}
