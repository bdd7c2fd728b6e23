import { assign, fromCallback, setup } from 'xstate';

/** Where a call stands for who takes it up: a server that did not place it hears of it later. */
export interface OutboundInput {
  callId: string;
  known: 'nothing' | 'placed' | 'answered';
}

export interface DialerInput {
  callId: string;
}

/** What became of asking the carrier for the call. Said once. */
export type DialerFact =
  | { type: 'dialer.placed' }
  /** It was refused, or nobody answered: then the call may ring all the same. */
  | { type: 'dialer.refused'; code: string };

/** The carrier's word on the call, in any order, repeated or not. */
export type CarrierFact =
  | { type: 'carrier.ringing' }
  | { type: 'carrier.answered' }
  | { type: 'carrier.busy' }
  | { type: 'carrier.gotNoAnswer' }
  | { type: 'carrier.failed' }
  | { type: 'carrier.canceled' }
  /** It had been answered and is over. */
  | { type: 'carrier.ended' };

/** What listens who it is that answered. */
export type DetectorFact = { type: 'detector.heardHuman' } | { type: 'detector.heardMachine' };

export type OutboundEvent = DialerFact | CarrierFact | DetectorFact;

export interface OutboundContext extends OutboundInput {
  /** Why it failed; null where nothing did. */
  code: string | null;
}

/** Milliseconds, each with its reason. */
export const OUTBOUND_DELAYS = {
  /** The carrier's API answers within seconds; its client gives up long before. */
  placingOverdue: 15_000,
  /** The carrier itself gives up after 30 s of ringing and says so; this is for word that was lost. */
  ringingOverdue: 60_000,
  /** No call is allowed to be longer (`MAX_CALL_MINUTES` is at most 240): its end was not heard of. */
  endOverdue: 4 * 60 * 60_000 + 60_000,
} as const;

const codeOf = (event: OutboundEvent): string => {
  if (event.type === 'dialer.refused') return event.code;
  if (event.type === 'carrier.failed') return 'carrier_failed';
  return event.type.startsWith('xstate.after') ? 'timeout' : 'internal';
};

export const outboundKit = setup({
  types: {
    input: {} as OutboundInput,
    context: {} as OutboundContext,
    events: {} as OutboundEvent,
  },
  actors: {
    /** Asks the carrier for the call; says `DialerFact`s. */
    dialer: fromCallback<OutboundEvent, DialerInput>(() => {
      throw new Error('expected a dialer to be provided, got none');
    }),
  },
  delays: OUTBOUND_DELAYS,
  guards: {
    wasAnswered: ({ context }) => context.known === 'answered',
    wasPlaced: ({ context }) => context.known === 'placed',
  },
  actions: {
    rememberCode: assign({ code: ({ event }) => codeOf(event) }),
    /** Has the carrier stop the ringing. Given when the product is wired. */
    stopRinging: () => undefined,
  },
});
