import type { HeardPart, Utterance } from '../../machines/ports/tts.ts';
import { cleanForSpeech, isSpeakable } from './text.ts';

/** What is synthesised between two Flushes. Nearly always one utterance; several sentences where Flushes are scarce. */
export interface Unit {
  members: Utterance[];
  /** As the media path knows it: the utterance itself, or one that stands for all members. */
  utterance: Utterance;
  /** What the synthesiser is to say; empty where there is nothing to pronounce. */
  speech: string;
  /** 0, or how often it has broken off and been begun again. */
  attempt: number;
}

export function unitOf(members: Utterance[], attempt = 0): Unit {
  const [first] = members;
  if (!first) throw new Error('expected at least one utterance, got none');
  const text = members.map((member) => member.text).join(' ');
  const speech = cleanForSpeech(text);
  // The media path takes an id once; a second attempt needs another.
  const id = attempt === 0 ? first.id : `${first.id}~${attempt}`;
  return {
    members,
    utterance: members.length === 1 ? { ...first, id } : { id, kind: first.kind, text },
    speech: isSpeakable(speech) ? speech : '',
    attempt,
  };
}

/** Where sentences share a unit, what was heard of each is estimated: a longer one would tell too little. */
const MOST_CHARACTERS = 600;

export function charactersOf(members: readonly Utterance[]): number {
  return members.reduce((sum, { text }) => sum + text.length + 1, 0);
}

/** The utterances that go into the next unit: sentences may share one, everything else is alone. */
export function nextMembers(waiting: readonly Utterance[]): Utterance[] {
  const end = waiting.findIndex(
    ({ kind }, i) => kind !== 'sentence' || charactersOf(waiting.slice(0, i + 1)) > MOST_CHARACTERS,
  );
  return waiting.slice(0, end === -1 ? waiting.length : Math.max(1, end));
}

/** How much of each member was heard, when `heard` is the heard beginning of the unit's text. */
export function splitHeard({ members }: Unit, heard: string): HeardPart[] {
  let from = 0;
  return members.map(({ id, text }) => {
    const part = heard.slice(from, from + text.length).trimEnd();
    from += text.length + 1;
    return { id, heard: part };
  });
}
