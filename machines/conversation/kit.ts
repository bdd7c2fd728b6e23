import { assertEvent, stateIn } from 'xstate';
import type { Consent } from '../ports/consents.ts';
import type { Cause, ConversationFacts, Escalation, Identity, Topic } from '../ports/conversation.ts';
import type { Grant, ToolErrorCode } from '../ports/tools.ts';
import { consentsIn } from './consent-words.ts';
import { judged, learned, wanted } from './guards.ts';
import { consentsAnswered } from './question.ts';
import { offeredTo } from './rules.ts';
import type { ConversationFact } from './types.ts';
import { detailsIn } from './wishes.ts';

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

/** A yes to what we asked leave for. */
const tellOfAnswer = judged.enqueueActions(({ context: { customer }, event, enqueue }) => {
  assertEvent(event, 'caller.said');
  const consents = consentsAnswered(event.text, event.asked ?? []);
  if (customer) enqueue.sendParent(ruled({ type: 'consent.heard', customerId: customer.customerId, consents }));
});

const IDENTITIES: readonly Identity[] = ['recognised', 'verified', 'locked'];
const CHANGE_STATES = ['proposed', 'read-back', 'awaiting-answer', 'allowed', 'refused'] as const;
const blaming = (cause: Cause) => judged.assign({ cause });

const ASIDE: readonly Topic[] = ['enquiry', 'closing'];
const UNDER_WAY = ['new-customer', 'booking', 'rescheduling', 'cancelling', 'reminder', 'follow-up'] as const;
const ESCALATIONS: readonly Escalation[] = ['to-offer', 'offered', 'due', 'stuck', 'arranged'];

const actions = {
  refuseLocked: refuse('verification_locked'),
  refuseUnverified: refuse('verification_required'),
  refuseNotTheirs: refuse('not_yours'),
  refuseUntilAnswered: refuse('confirmation_required'),
  tellOfConsents: tellOf(() => true),
  tellOfWithdrawals: tellOf(({ given }) => !given),
  tellOfAnswer,
  grantRead: grant('read'),
  grantProposal: grant('propose'),
  grantCommit: grant('commit'),

  tellHowThingsStand: judged.enqueueActions(({ context, check, enqueue }) => {
    const identity = IDENTITIES.find((name) => check(stateIn({ identity: name }))) ?? 'unknown';
    const facts: ConversationFacts = {
      identity,
      change: CHANGE_STATES.find((name) => check(stateIn({ change: name }))) ?? 'none',
      topic:
        ASIDE.find((name) => check(stateIn({ topic: name }))) ??
        UNDER_WAY.find((name) => check(stateIn({ topic: { 'under-way': name } }))) ??
        'opening',
      escalation: ESCALATIONS.find((name) => check(stateIn({ escalation: name }))) ?? 'none',
      cause: context.cause,
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
      if (!fact || !('customer' in fact)) return context.customer;
      // A look-up knows less of them than their verification did.
      const { due, customerId } = context.customer ?? {};
      return due && customerId === fact.customer.customerId ? { due, ...fact.customer } : fact.customer;
    },
  }),
  countWrongAnswer: judged.assign({ failures: ({ context }) => context.failures + 1 }),
  rememberProposal: judged.enqueueActions(({ context, event, enqueue }) => {
    const fact = learned(event);
    if (fact?.about !== 'proposed') return;
    const { changeKey: key, tool, readBack } = fact;
    const before = context.change?.key ?? key;
    if (before !== key) enqueue.sendParent(ruled({ type: 'change.withdrawn', changeKey: before }));
    enqueue.assign({ change: { key, tool, readBack, answerableFrom: null } });
  }),
  acceptAnswersFromNow: judged.assign({
    change: ({ context, event }) => {
      if (!context.change || (event.type !== 'readBack.substanceHeard' && event.type !== 'readBack.heard'))
        return context.change;
      return { ...context.change, answerableFrom: context.change.answerableFrom ?? event.at };
    },
  }),
  closeChange: judged.assign({ change: null }),
  forgetChange: judged.enqueueActions(({ context, enqueue }) => {
    if (context.change) enqueue.sendParent(ruled({ type: 'change.withdrawn', changeKey: context.change.key }));
    enqueue.assign({ change: null });
  }),
  tellOfDiscussion: judged.enqueueActions(({ context, enqueue }) => {
    if (context.change) enqueue.sendParent(ruled({ type: 'change.discussed', changeKey: context.change.key }));
  }),
  countTurn: judged.assign(({ context, event }) => {
    if (event.type !== 'caller.said') return {};
    return { turns: context.turns + 1, told: [...new Set([...context.told, ...detailsIn(event.text)])] };
  }),
  countIdleTurn: judged.assign({ idle: ({ context }) => context.idle + 1 }),
  forgetIdleTurns: judged.assign({ idle: 0 }),
  // However often a model tries again while the caller waits: that is one disappointment for them.
  countMiss: judged.assign({ missed: ({ context: { missed, turns } }) => [...new Set([...missed, turns])] }),
  forgetMisses: judged.assign({ missed: [] }),
  countAnew: judged.assign({ cause: null, idle: 0, missed: [] }),
  rememberCause: judged.assign({
    cause: ({ context, event }) => {
      const wish = wanted(event);
      return wish && wish.what !== 'declined' ? wish.cause : context.cause;
    },
  }),
  blameTheirWish: blaming('request'),
  blameVerification: blaming('verification'),
  blameLookUps: blaming('look-ups'),
  blameNoProgress: blaming('no-progress'),
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
