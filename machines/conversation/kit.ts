import { assertEvent, stateIn } from 'xstate';
import type { Consent } from '../ports/consents.ts';
import type { ConversationFacts, Identity, Topic } from '../ports/conversation.ts';
import type { Grant, ToolErrorCode } from '../ports/tools.ts';
import { consentsIn } from './consent-words.ts';
import { judged, learned } from './guards.ts';
import { offeredTo } from './rules.ts';
import type { ConversationFact } from './types.ts';

const ruled = (fact: ConversationFact) => fact;

function refuse(code: ToolErrorCode) {
  return judged.enqueueActions(({ event, enqueue }) => {
    assertEvent(event, 'tool.asked');
    enqueue.sendParent(ruled({ type: 'ruling.refused', call: event.call, code }));
  });
}

function grant(mode: Grant['mode']) {
  return judged.enqueueActions(({ context, event, check, enqueue }) => {
    assertEvent(event, 'tool.asked');
    const verified = check(stateIn({ identity: 'verified' }));
    const customerId = context.customer?.customerId ?? null;
    enqueue.sendParent(ruled({ type: 'ruling.granted', call: event.call, grant: { mode, customerId, verified } }));
  });
}

/** What was said of texts and reminder calls, to whom it may concern. */
function tellOf(which: (consent: Consent) => boolean) {
  return judged.enqueueActions(({ context: { customer }, event, enqueue }) => {
    assertEvent(event, 'caller.said');
    const consents = consentsIn(event.text).filter(which);
    if (customer) enqueue.sendParent(ruled({ type: 'consent.heard', customerId: customer.customerId, consents }));
  });
}

const IDENTITIES: readonly Identity[] = ['recognised', 'verified', 'locked'];
const CHANGE_STATES = ['proposed', 'read-back', 'awaiting-answer', 'allowed', 'refused'] as const;
const TOPICS: readonly Topic[] = [
  'new-customer',
  'booking',
  'rescheduling',
  'cancelling',
  'enquiry',
  'reminder',
  'follow-up',
  'closing',
];

const actions = {
  refuseLocked: refuse('verification_locked'),
  refuseUnverified: refuse('verification_required'),
  refuseNotTheirs: refuse('not_yours'),
  refuseUntilAnswered: refuse('confirmation_required'),
  tellOfConsents: tellOf(() => true),
  tellOfWithdrawals: tellOf(({ given }) => !given),
  grantRead: grant('read'),
  grantProposal: grant('propose'),
  grantCommit: grant('commit'),

  tellHowThingsStand: judged.enqueueActions(({ context, check, enqueue }) => {
    const identity = IDENTITIES.find((name) => check(stateIn({ identity: name }))) ?? 'unknown';
    const facts: ConversationFacts = {
      identity,
      change: CHANGE_STATES.find((name) => check(stateIn({ change: name }))) ?? 'none',
      topic: TOPICS.find((name) => check(stateIn({ topic: name }))) ?? 'opening',
      customer: context.customer,
      from: context.from,
    };
    const offered = offeredTo({
      recognised: identity === 'recognised',
      verified: identity === 'verified',
      locked: identity === 'locked',
      reminded: context.placed?.scenario === 'reminder' && context.placed.toNumberOnFile,
    });
    enqueue.sendParent(ruled({ type: 'conversation.stands', facts, offered }));
  }),

  rememberCustomer: judged.assign({
    customer: ({ context, event }) => {
      if (event.type === 'records.recognised') return event.customer;
      const fact = learned(event);
      return fact && 'customer' in fact ? fact.customer : context.customer;
    },
  }),
  countWrongAnswer: judged.assign({ failures: ({ context }) => context.failures + 1 }),
  rememberProposal: judged.assign({
    change: ({ context, event }) => {
      const fact = learned(event);
      if (fact?.about !== 'proposed') return context.change;
      return { key: fact.changeKey, tool: fact.tool, readBack: fact.readBack, answerableFrom: null };
    },
  }),
  acceptAnswersFromNow: judged.assign({
    change: ({ context, event }) => {
      if (!context.change || (event.type !== 'readBack.substanceHeard' && event.type !== 'readBack.heard'))
        return context.change;
      return { ...context.change, answerableFrom: context.change.answerableFrom ?? event.at };
    },
  }),
  forgetChange: judged.assign({ change: null }),
  rememberAppointment: judged.assign({
    customer: ({ context, event }) => {
      const fact = learned(event);
      if (!context.customer || fact?.about !== 'changed') return context.customer;
      const appointmentIds = [...new Set([...context.customer.appointmentIds, fact.appointmentId])];
      return { ...context.customer, appointmentIds };
    },
  }),
};

/** The conversation's vocabulary: every guard and action that its chart may name. */
export const kit = judged.extend({ actions });
