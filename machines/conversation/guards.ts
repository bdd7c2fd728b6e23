import { and, not, or, setup, stateIn } from 'xstate';
import type { Cause, Topic } from '../ports/conversation.ts';
import type { CheckedCall } from '../ports/tools.ts';
import { consentsIn } from './consent-words.ts';
import { acceptsAPerson, personWanted } from './person.ts';
import { assess, isFarewell } from './phrases.ts';
import { consentsAnswered } from './question.ts';
import {
  CHANGES,
  CLOSED_WHEN_LOCKED,
  EFFECTS,
  FAILURES_TO_LOCK,
  FAILURES_TO_OFFER,
  FOR_VERIFIED,
  LEAVES_THE_CHANGE,
  MISSES_TO_HAND_OVER,
  TOPIC_OF,
  TURNS_TO_HAND_OVER,
} from './rules.ts';
import type { ConversationContext, ConversationEvent, ConversationInput } from './types.ts';
import { asksNothing, detailsIn, namesAService, topicIn } from './wishes.ts';

type GuardArgs = { context: ConversationContext; event: ConversationEvent };

const asked = (event: ConversationEvent): CheckedCall | null => (event.type === 'tool.asked' ? event.call : null);
const said = (event: ConversationEvent): string | null => (event.type === 'caller.said' ? event.text : null);
export const wanted = (event: ConversationEvent) => (event.type === 'caller.said' ? personWanted(event.text) : null);
export const learned = (event: ConversationEvent) => (event.type === 'tool.learned' ? event.learned : null);
const isOneOf = (tools: readonly string[], call: CheckedCall | null): boolean =>
  call !== null && tools.includes(call.name);

const plain = {
  // ---- what a tool call asks for
  wantsWhatLockCloses: ({ event }: GuardArgs) => isOneOf(CLOSED_WHEN_LOCKED, asked(event)),
  wantsVerifiedOnly: ({ event }: GuardArgs) => isOneOf(FOR_VERIFIED, asked(event)),
  confirmsWhatWeCalledFor: ({ context: { placed }, event }: GuardArgs) =>
    placed?.scenario === 'reminder' &&
    placed.toNumberOnFile &&
    asked(event)?.name === 'confirm_appointment' &&
    asked(event)?.owned.appointmentId === placed.appointmentId,
  wantsToBook: ({ event }: GuardArgs) => asked(event)?.name === 'book_appointment',
  wantsAnothersNumber: ({ event }: GuardArgs) =>
    asked(event)?.name === 'lookup_customer' && asked(event)?.isCallersNumber !== true,
  wantsAChange: ({ event }: GuardArgs) => isOneOf(CHANGES, asked(event)),
  wantsAnEffect: ({ event }: GuardArgs) => isOneOf(EFFECTS, asked(event)),
  leavesTheChange: ({ context, event }: GuardArgs) =>
    isOneOf(LEAVES_THE_CHANGE, asked(event)) ||
    (isOneOf(CHANGES, asked(event)) && asked(event)?.changeKey !== context.change?.key),
  isNotTheirs: ({ context, event }: GuardArgs) => {
    const { customerId, vehicleId, appointmentId } = asked(event)?.owned ?? {};
    const mine = context.customer;
    return (
      (customerId !== undefined && customerId !== mine?.customerId) ||
      (vehicleId !== undefined && !mine?.vehicleIds.includes(vehicleId)) ||
      (appointmentId !== undefined && !mine?.appointmentIds.includes(appointmentId))
    );
  },
  confirmsThisChange: ({ context, event }: GuardArgs) =>
    asked(event)?.confirmed === true && context.change !== null && asked(event)?.changeKey === context.change.key,
  isAbout: ({ event }: GuardArgs, params: { topic: Topic }) => {
    const call = asked(event);
    return call !== null && TOPIC_OF[call.name] === params.topic;
  },

  looksForTimes: ({ event }: GuardArgs) => asked(event)?.name === 'get_available_slots',

  // ---- what the caller's words are about
  saysItIsAbout: ({ event }: GuardArgs, params: { topic: Topic }) => topicIn(said(event) ?? '') === params.topic,
  saysNothingOfATopic: ({ event }: GuardArgs) => topicIn(said(event) ?? '') === null,
  asksOn: ({ event }: GuardArgs) => said(event)?.includes('?') === true,
  namesAService: ({ event }: GuardArgs) => namesAService(said(event) ?? ''),

  // ---- do we get on?
  tellsSomethingNew: ({ context, event }: GuardArgs) =>
    detailsIn(said(event) ?? '').some((detail) => !context.told.includes(detail)),
  asksNothing: ({ event }: GuardArgs) => asksNothing(said(event) ?? ''),
  learnedNothing: ({ event }: GuardArgs) => learned(event)?.about === 'nothing-found',
  foundNothingAgain: ({ context }: GuardArgs) => context.missed.length >= MISSES_TO_HAND_OVER,
  getsNowhere: ({ context }: GuardArgs) => context.idle >= TURNS_TO_HAND_OVER,
  isStuckFor: ({ context }: GuardArgs, params: { cause: Cause }) => context.cause === params.cause,

  // ---- is a person to go on?
  wantsAPerson: ({ event }: GuardArgs) => wanted(event)?.what === 'transfer',
  requestsAPerson: ({ event }: GuardArgs) => {
    const wish = wanted(event);
    return wish?.what === 'transfer' && wish.cause === 'request';
  },
  mayWantAPerson: ({ event }: GuardArgs) => wanted(event)?.what === 'offer',
  wantsNoPerson: ({ event }: GuardArgs) => wanted(event)?.what === 'declined',
  acceptsAPerson: ({ event }: GuardArgs) => acceptsAPerson(said(event) ?? ''),
  failsToVerify: ({ context, event }: GuardArgs) => {
    const fact = learned(event);
    if (fact?.about === 'unverifiable') return true;
    return fact?.about === 'verification-failed' && (fact.locked || context.failures + 1 >= FAILURES_TO_OFFER);
  },
  learnedOfAPerson: ({ event }: GuardArgs) => learned(event)?.about === 'transfer',

  // ---- what the call is for
  wasPlacedToRemind: ({ context }: GuardArgs) => context.placed?.scenario === 'reminder',
  wasPlacedToFollowUp: ({ context }: GuardArgs) => context.placed?.scenario === 'follow-up',

  // ---- what a tool taught us
  learnedCustomer: ({ event }: GuardArgs) => learned(event)?.about === 'customer',
  learnedWhoItIs: ({ event }: GuardArgs) => ['verified', 'registered'].includes(learned(event)?.about ?? ''),
  learnedProposal: ({ event }: GuardArgs) => learned(event)?.about === 'proposed',
  learnedChanged: ({ event }: GuardArgs) => learned(event)?.about === 'changed',
  learnedWrongAnswer: ({ event }: GuardArgs) => learned(event)?.about === 'verification-failed',
  learnedLastWrongAnswer: ({ context, event }: GuardArgs) => {
    const fact = learned(event);
    return fact?.about === 'verification-failed' && (fact.locked || context.failures + 1 >= FAILURES_TO_LOCK);
  },
  learnedOtherCustomer: ({ context, event }: GuardArgs) => {
    const fact = learned(event);
    return fact !== null && 'customer' in fact && fact.customer.customerId !== context.customer?.customerId;
  },

  // ---- what the caller answered
  refuses: ({ context, event }: GuardArgs) =>
    event.type === 'caller.said' && assess(event.text, context.change?.tool) === 'refusal',
  agrees: ({ context, event }: GuardArgs) =>
    event.type === 'caller.said' && assess(event.text, context.change?.tool) === 'assent',
  doubtsAfterAll: ({ context, event }: GuardArgs) =>
    event.type === 'caller.said' && assess(event.text, context.change?.tool) === 'unclear' && !isFarewell(event.text),
  // A yes is to what was asked last, and that may have been something else.
  answersTheReadBack: ({ context, event }: GuardArgs) => {
    const from = context.change?.answerableFrom ?? null;
    return event.type === 'caller.said' && from !== null && event.startedAt >= from && event.asked === undefined;
  },
  speaksOfConsent: ({ event }: GuardArgs) => event.type === 'caller.said' && consentsIn(event.text).length > 0,
  takesBackConsent: ({ event }: GuardArgs) =>
    event.type === 'caller.said' && consentsIn(event.text).some(({ given }) => !given),
  answersOurQuestion: ({ event }: GuardArgs) =>
    event.type === 'caller.said' && consentsAnswered(event.text, event.asked ?? []).length > 0,
  substanceWasHeard: ({ context }: GuardArgs) => (context.change?.answerableFrom ?? null) !== null,
};

const known = or([stateIn({ identity: 'recognised' }), stateIn({ identity: 'verified' })]);

/** The rules themselves, in words that can be read in the chart. Each is true when the call must be refused or may go on. */
const rules = {
  isLockedOut: and([stateIn({ identity: 'locked' }), or(['wantsWhatLockCloses', 'wantsAnothersNumber'])]),
  lacksVerification: or([
    and(['wantsVerifiedOnly', not(stateIn({ identity: 'verified' })), not('confirmsWhatWeCalledFor')]),
    and(['wantsToBook', not(known)]),
    and(['wantsAnothersNumber', not(stateIn({ identity: 'verified' }))]),
  ]),
  mustWaitForTheReadBack: and([stateIn({ change: 'proposed' }), 'wantsAnEffect']),
  answersAndAgrees: and(['answersTheReadBack', 'agrees']),
  // Texts and calls go to the number on file: whoever calls from it, or has proven whose it is, may have them.
  mayAgree: and([known, 'speaksOfConsent']),
  grantsWhatWeAsked: and([known, 'answersOurQuestion']),
  mayBeDone: and(['wantsAChange', stateIn({ change: 'allowed' }), 'confirmsThisChange']),
};

const changeStands = or(
  (['proposed', 'read-back', 'awaiting-answer', 'allowed'] as const).map((change) => stateIn({ change })),
);

/** What it is about. No rule asks. */
const topics = {
  goesOn: and(['saysNothingOfATopic', not('asksOn')]),
  // "Yes, book it, and that's all" is an answer first.
  saysGoodbye: and([{ type: 'saysItIsAbout', params: { topic: 'closing' } }, not(changeStands)]),
  onlyNamesAService: and(['saysNothingOfATopic', 'namesAService']),
  // Times are looked for to move an appointment, too, and to remind somebody of one.
  looksForTimesAnew: and([
    'looksForTimes',
    not(stateIn({ topic: { 'under-way': 'rescheduling' } })),
    not(stateIn({ topic: { 'under-way': 'reminder' } })),
  ]),
  changedWhatWeRemindOf: and(['learnedChanged', 'wasPlacedToRemind']),
  changedAfterAVisit: and(['learnedChanged', 'wasPlacedToFollowUp']),
};

const people = { foundThemAfterAll: or(['learnedCustomer', 'learnedWhoItIs']) };

/** Rules made of rules. */
const composed = {
  // Whoever is locked out is not verified either, nor recognised.
  isDoneNow: and([not('lacksVerification'), not('isNotTheirs'), 'mayBeDone']),
};

/** What the chart may ask about itself and its events. */
export const judged = setup({
  types: {} as { context: ConversationContext; events: ConversationEvent; input: ConversationInput },
  guards: plain,
})
  .extend({ guards: rules })
  .extend({ guards: topics })
  .extend({ guards: people })
  .extend({ guards: composed });
