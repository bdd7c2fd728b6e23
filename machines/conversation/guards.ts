import { and, not, or, setup, stateIn } from 'xstate';
import type { Topic } from '../ports/conversation.ts';
import type { CheckedCall } from '../ports/tools.ts';
import { assess, isFarewell } from './phrases.ts';
import {
  CHANGES,
  CLOSED_WHEN_LOCKED,
  EFFECTS,
  FAILURES_TO_LOCK,
  FOR_VERIFIED,
  LEAVES_THE_CHANGE,
  TOPIC_OF,
} from './rules.ts';
import type { ConversationContext, ConversationEvent, ConversationInput } from './types.ts';

type GuardArgs = { context: ConversationContext; event: ConversationEvent };

const asked = (event: ConversationEvent): CheckedCall | null => (event.type === 'tool.asked' ? event.call : null);
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
  answersTheReadBack: ({ context, event }: GuardArgs) => {
    const from = context.change?.answerableFrom ?? null;
    return event.type === 'caller.said' && from !== null && event.startedAt >= from;
  },
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
  mayBeDone: and(['wantsAChange', stateIn({ change: 'allowed' }), 'confirmsThisChange']),
};

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
  .extend({ guards: composed });
