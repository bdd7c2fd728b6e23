import type { SttFact } from '../../machines/ports/stt.ts';
import type { ListenMessage } from './messages.ts';

/** Some words and when they were said, in milliseconds on the media clock. */
interface Said {
  text: string;
  startedAt: number;
  endedAt: number;
}

export interface Turns {
  /** The finals of this turn so far, joined. */
  finals: Said | null;
  /** The newest interim of the span that is not final yet. */
  interim: Said | null;
  /** Voice activity that no words have explained: its beginning, and its latest sign. */
  sound: { at: number; latest: number } | null;
  /** Where the audio was when the first message of this utterance came; when it began, where words carry no times. */
  firstSign: number | null;
  /** The end of the latest word heard in this call: an UtteranceEnd for an earlier word is stale. */
  lastWordEnd: number;
  /** The end of the previous turn. */
  turnEndedAt: number;
  /** Words of a span that is not final yet and that have already been told as said: the span will bring them again. */
  told: { until: number; words: number } | null;
}

export const noTurns: Turns = {
  finals: null,
  interim: null,
  sound: null,
  firstSign: null,
  lastWordEnd: 0,
  turnEndedAt: 0,
  told: null,
};

/** Seconds of sound on a socket → milliseconds on the media clock. */
export type ToMediaTime = (seconds: number) => number;

type Step = [Turns, SttFact[]];

/** UtteranceEnd is sent at 1,000 ms without a word; by then it is late, or was never sent (a reopened socket knows no words). */
const SURELY_OVER = 1_500;
/** Word times are rounded. */
const TOLERANCE = 20;
/** A noise that no result has covered by then never will be; the next sound is one of its own, and may be a barge-in. */
const FORGOTTEN = 2_000;
/** A span may end just after a sound has begun, before a word can be made out in it. */
const TOO_SHORT_FOR_A_WORD = 200;

/** One message of the recogniser → the facts it means. Rules: a turn is its finals joined until speech_final, or until UtteranceEnd where that comes instead. */
export function takeMessage(turns: Turns, message: ListenMessage, toMedia: ToMediaTime): Step {
  switch (message.kind) {
    case 'speechStarted':
      return soundBegan(turns, toMedia(message.at));
    case 'utteranceEnd':
      return utteranceEnded(turns, message.lastWordEnd, toMedia);
    case 'results':
      return resultsCame(turns, withoutTold(turns, message, toMedia), toMedia);
  }
}

/** The socket is gone: the words that it had not made final will get no better. The turn goes on. */
export function socketDropped(turns: Turns): Turns {
  return turns.interim ? { ...turns, finals: join(turns.finals, turns.interim), interim: null } : turns;
}

type Results = Extract<ListenMessage, { kind: 'results' }>;

const isTalking = ({ finals, interim, sound }: Turns) => finals !== null || interim !== null || sound !== null;

function join(before: Said | null, after: Said | null): Said | null {
  if (!before || !after) return before ?? after;
  return { text: `${before.text} ${after.text}`, startedAt: before.startedAt, endedAt: after.endedAt };
}

function soundBegan(turns: Turns, at: number): Step {
  if (turns.finals || turns.interim) return [turns, []];
  if (turns.sound && at - turns.sound.latest <= FORGOTTEN)
    return [{ ...turns, sound: { at: turns.sound.at, latest: at } }, []];
  return [{ ...turns, sound: { at, latest: at } }, [{ type: 'caller.startedTalking', at }]];
}

function resultsCame(turns: Turns, message: Results, toMedia: ToMediaTime): Step {
  const before = message.isFinal && turns.told ? { ...turns, told: null } : turns;
  return message.text === '' ? nothingSaid(before, message, toMedia) : wordsCame(before, message, toMedia);
}

function withoutTold({ told }: Turns, message: Results, toMedia: ToMediaTime): Results {
  if (!told || toMedia(message.start) >= told.until) return message;
  const words = message.words?.filter(({ end }) => toMedia(end) > told.until + TOLERANCE);
  const left = words ? words.map(({ text }) => text) : message.text.split(/\s+/).slice(told.words);
  return { ...message, words: words ?? null, text: left.join(' ') };
}

function wordsCame(turns: Turns, message: Results, toMedia: ToMediaTime): Step {
  const end = toMedia(message.end);
  const firstSign = turns.firstSign ?? end;
  const firstWord = message.words?.at(0);
  const lastWord = message.words?.at(-1);
  const began = firstWord ? toMedia(firstWord.start) : (turns.sound?.at ?? firstSign);
  const startedAt = Math.max(turns.turnEndedAt, began);
  const words: Said = {
    text: message.text,
    startedAt,
    endedAt: Math.max(startedAt, lastWord ? toMedia(lastWord.end) : end),
  };
  const facts: SttFact[] = isTalking(turns) ? [] : [{ type: 'caller.startedTalking', at: words.startedAt }];
  const next: Turns = {
    ...turns,
    firstSign,
    lastWordEnd: lastWord ? Math.max(turns.lastWordEnd, words.endedAt) : turns.lastWordEnd,
    finals: message.isFinal ? join(turns.finals, words) : turns.finals,
    interim: message.isFinal ? null : words,
  };
  if (message.speechFinal) return turnOver(next, end, facts);
  const saying = join(next.finals, next.interim);
  if (saying) facts.push({ type: 'caller.isSaying', ...saying });
  return [next, facts];
}

/** A result without words. Only a final one settles anything; silence brings many of them. */
function nothingSaid(turns: Turns, message: Results, toMedia: ToMediaTime): Step {
  const end = toMedia(message.end);
  if (turns.finals) {
    const next = message.isFinal ? { ...turns, interim: null } : turns;
    const over = message.speechFinal || (!next.interim && end >= turns.finals.endedAt + SURELY_OVER);
    return over ? turnOver(next, end, []) : [next, []];
  }
  if (!message.isFinal) return [turns, []];
  const { sound, interim } = turns;
  const enough = message.speechFinal ? 0 : TOO_SHORT_FOR_A_WORD;
  const covered = sound ? sound.latest + enough <= end : interim !== null;
  if (!covered) return [turns, []];
  // Words that an interim had guessed and the final took back were a sound, too.
  const at = sound?.at ?? interim?.startedAt ?? end;
  return [{ ...turns, interim: null, sound: null, firstSign: null }, [{ type: 'caller.madeNoise', at }]];
}

function utteranceEnded(turns: Turns, lastWordEnd: number, toMedia: ToMediaTime): Step {
  const nothingToEnd = !turns.finals && !turns.interim;
  // -1 has been seen where there were no words.
  if (nothingToEnd || lastWordEnd < 0 || toMedia(lastWordEnd) < turns.lastWordEnd - TOLERANCE) return [turns, []];
  const { interim } = turns;
  const told = interim && { until: interim.endedAt, words: interim.text.split(/\s+/).length };
  const finals = join(turns.finals, interim);
  return turnOver({ ...turns, finals, interim: null, told }, finals?.endedAt ?? 0, []);
}

function turnOver(turns: Turns, coveredUntil: number, facts: SttFact[]): Step {
  const said = turns.finals;
  if (!said) return [turns, facts];
  // A sound that began after what is covered belongs to the next turn.
  const sound = turns.sound && turns.sound.latest > coveredUntil ? turns.sound : null;
  const next: Turns = {
    ...turns,
    finals: null,
    interim: null,
    sound: sound && { at: sound.latest, latest: sound.latest },
    firstSign: null,
    turnEndedAt: said.endedAt,
  };
  facts.push({ type: 'caller.said', ...said });
  if (next.sound) facts.push({ type: 'caller.startedTalking', at: next.sound.at });
  return [next, facts];
}
