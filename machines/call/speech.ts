import { stateIn } from 'xstate';
import type { ConversationEvent } from '../conversation/types.ts';
import type { SpeechKind, TtsCommand, Utterance } from '../ports/tts.ts';
import { judged } from './guards.ts';
import { withCut, withHeard, withSpoken } from './history.ts';
import type { Phrases } from './phrases.ts';
import type { CallContext, CallEvent } from './types.ts';

type Words = Omit<Utterance, 'id'>;

const fill = (context: CallContext, text: string): string =>
  text.replaceAll('{shop}', context.shopName).replaceAll('{name}', context.firstName ?? '');

/** What the call remembers once these words are on their way to the caller. */
function remembering(context: CallContext, words: Words): { utterance: Utterance; memory: Partial<CallContext> } {
  const utterance: Utterance = { id: `u${context.utterances + 1}`, ...words };
  const { id, kind, text } = utterance;
  return {
    utterance,
    memory: {
      utterances: context.utterances + 1,
      saidThisTurn: context.saidThisTurn + (kind === 'filler' ? 0 : 1),
      unheard: [...context.unheard, { id, kind, substanceHeardAt: null }],
      history: withSpoken(context.history, { id, kind, text }, context.toolCalls.length > 0),
    },
  };
}

/** An action that says something, by what the call and the event hold. Nothing is said when there are no words. */
function saying(
  wordsOf: (args: { context: CallContext; event: CallEvent }) => Words | null,
  reply: 'goes on' | 'ends',
) {
  return judged.enqueueActions(({ context, event, enqueue }) => {
    const words = wordsOf({ context, event });
    if (words) {
      const { utterance, memory } = remembering(context, words);
      enqueue.assign(memory);
      enqueue.sendTo('tts', { type: 'say', utterance } satisfies TtsCommand);
    }
    if (reply === 'ends') enqueue.sendTo('tts', { type: 'finishReply' } satisfies TtsCommand);
  });
}

const phrase = (name: keyof Phrases, kind: SpeechKind = 'phrase') =>
  saying(({ context }) => ({ kind, text: fill(context, context.phrases[name]) }), 'ends');

/** Said only to somebody who is there to hear it. */
const onTheLine = (name: keyof Phrases) =>
  judged.enqueueActions(({ context, check, enqueue }) => {
    if (!check(stateIn({ live: { dialogue: 'on-the-line' } }))) return;
    const { utterance, memory } = remembering(context, { kind: 'phrase', text: fill(context, context.phrases[name]) });
    enqueue.assign(memory);
    enqueue.sendTo('tts', { type: 'say', utterance } satisfies TtsCommand);
    enqueue.sendTo('tts', { type: 'finishReply' } satisfies TtsCommand);
  });

const isReadBack = (context: CallContext, id: string): boolean =>
  context.unheard.some((speech) => speech.id === id && speech.kind === 'read-back');

/** What the conversation is to know of a read-back, or null when the fact is about something else. */
function readBackNews(context: CallContext, event: CallEvent): ConversationEvent | null {
  switch (event.type) {
    case 'voice.substanceHeard':
      return isReadBack(context, event.id) ? { type: 'readBack.substanceHeard', at: event.at } : null;
    case 'voice.heard':
      return isReadBack(context, event.id) ? { type: 'readBack.heard', at: event.at } : null;
    case 'voice.stopped':
      return event.cut.some((part) => isReadBack(context, part.id)) ? { type: 'readBack.cut' } : null;
    default:
      return null;
  }
}

export const speechActions = {
  greet: saying(
    ({ context }) => ({
      kind: 'greeting',
      text: fill(context, context.firstName ? context.phrases.greetingByName : context.phrases.greeting),
    }),
    'ends',
  ),
  saySentence: saying(
    ({ event }) => (event.type === 'llm.saidSentence' ? { kind: 'sentence', text: event.text } : null),
    'goes on',
  ),
  sayReadBack: saying(({ context }) => (context.readBack ? { kind: 'read-back', ...context.readBack } : null), 'ends'),
  sayHolding: phrase('holding', 'filler'),
  sayWelcomeBack: phrase('welcomeBack'),
  sayNobodyAnswered: phrase('nobodyAnswered'),
  sayLostThread: phrase('lostThread'),
  sayHardToHear: onTheLine('hardToHear'),
  sayHardToHearNow: phrase('hardToHear'),
  sayAgain: onTheLine('sayAgain'),
  sayGoodbye: phrase('goodbye', 'goodbye'),
  saySilentGoodbye: phrase('silentGoodbye', 'goodbye'),
  sayTooLong: phrase('tooLong', 'goodbye'),
  sayGoingDown: phrase('goingDown', 'goodbye'),
  sayTransferring: phrase('transferring', 'goodbye'),
  sayVoicemail: phrase('voicemail', 'goodbye'),
  sayCallBackNoted: phrase('callBackNoted'),
  offerPerson: phrase('offerPerson'),
  saySorry: phrase('sorry', 'goodbye'),
  sayCallBack: phrase('callBack', 'goodbye'),
  askIfStillThere: saying(
    ({ context }) => ({
      kind: 'phrase',
      text: context.silences === 0 ? context.phrases.stillThere : context.phrases.stillThereAgain,
    }),
    'ends',
  ),
  finishReply: judged.sendTo('tts', { type: 'finishReply' } satisfies TtsCommand),
  holdVoice: judged.sendTo('tts', { type: 'hold' } satisfies TtsCommand),
  resumeVoice: judged.sendTo('tts', { type: 'resume' } satisfies TtsCommand),
  stopVoice: judged.sendTo('tts', { type: 'stop' } satisfies TtsCommand),

  tellConversationOfReadBack: judged.enqueueActions(({ context, event, enqueue }) => {
    const news = readBackNews(context, event);
    if (news) enqueue.sendTo('conversation', news);
  }),
  tellOfOffer: judged.sendTo('conversation', { type: 'person.offered' } satisfies ConversationEvent),
  beginReadBack: judged.sendTo('conversation', { type: 'readBack.began' } satisfies ConversationEvent),

  rememberSubstanceHeard: judged.assign({
    unheard: ({ context, event }) =>
      event.type === 'voice.substanceHeard'
        ? context.unheard.map((speech) => (speech.id === event.id ? { ...speech, substanceHeardAt: event.at } : speech))
        : context.unheard,
  }),
  rememberHeard: judged.assign(({ context, event }) => {
    if (event.type !== 'voice.heard') return {};
    return {
      history: withHeard(context.history, event.id, event.at),
      unheard: context.unheard.filter((speech) => speech.id !== event.id),
    };
  }),
  /** Everything was heard: whatever the ledger did not tell of one by one will never be. */
  rememberAllHeard: judged.assign(({ context, event }) => {
    if (event.type !== 'voice.finished') return {};
    const lost = context.unheard.map((speech) => ({ id: speech.id, heard: '' }));
    return { history: withCut(context.history, lost, event.at), unheard: [] };
  }),
  rememberCut: judged.assign(({ context, event }) => {
    if (event.type !== 'voice.stopped') return {};
    const cut = new Set(event.cut.map((part) => part.id));
    return {
      history: withCut(context.history, event.cut, event.at),
      unheard: context.unheard.filter((speech) => !cut.has(speech.id)),
    };
  }),
};
