import { type Actor, createActor, fromCallback } from 'xstate';
import type { OutboundCall } from '../../entities/outbound-call.ts';
import type { CallOutcome } from '../../entities/vocabulary.ts';
import type { DialerInput, OutboundEvent, OutboundInput } from '../../machines/outbound/kit.ts';
import { outboundMachine } from '../../machines/outbound/machine.ts';
import type { PlacedCall } from '../calls/live-call.ts';
import type { Clock, NewId } from '../clock.ts';
import { knownCustomer } from '../crm/customer-card.ts';
import type { Db } from '../crm/writing.ts';
import { messageOf, OutsideError } from '../errors.ts';
import type { Logger } from '../log.ts';
import type { Metrics } from '../metrics.ts';
import type { ShopTime } from '../shop/calendar.ts';
import type { CallOrder, TwilioOutbound } from '../telephony/twilio-outbound.ts';
import type { OutboundWords } from '../words/outbound.ts';
import * as store from './store.ts';
import { subjectOf } from './subject.ts';
import { phrasesFor, placedFor } from './words.ts';

/** About five rings: most mailboxes have come on by then. */
const RING_SECONDS = 30;

export interface OutboundOptions {
  db: Db;
  shopId: string;
  shopTime: ShopTime;
  carrier: {
    placeCall: TwilioOutbound['placeCall'];
    /** Ends a call, also one that only rings. */
    hangUp(callSid: string): Promise<void>;
  };
  shopName: string;
  words: OutboundWords;
  /** Our own number, E.164. */
  from: string;
  publicUrl(): string;
  clock: Clock;
  newId: NewId;
  log: Logger;
  metrics: Pick<Metrics, 'callTotal'>;
  /** Commits with the end of a call that nobody answered. */
  unanswered?(tx: Db, call: OutboundCall, outcome: CallOutcome): Promise<void>;
}

/** What became of asking for a call. */
export type Dialed =
  | { outcome: 'placed'; callId: string; callSid: string }
  | { outcome: 'refused'; callId: string; code: string }
  /** It was asked for before, and is not placed again. */
  | { outcome: 'repeated' };

export type Outbound = ReturnType<typeof createOutbound>;

type OutboundActor = Actor<typeof outboundMachine>;

/** How a call ended that nobody answered, by the state in which its chart came to rest. */
const OUTCOMES: Readonly<Record<string, CallOutcome>> = {
  busy: 'busy',
  'no-answer': 'no_answer',
  failed: 'failed',
  canceled: 'canceled',
  // Answered, and no server of ours was asked what to say.
  over: 'failed',
};

/**
 * Places calls and follows them until somebody answers. Each has a chart on the server that placed it; a callback that comes to
 * another server opens one there. What is written down is written once, whoever hears of it first.
 */
export function createOutbound(options: OutboundOptions) {
  const { db, shopId, shopTime, carrier, clock, newId, log, metrics } = options;
  const actors = new Map<string, Promise<OutboundActor | null>>();
  const dialing = new Map<string, { order: CallOrder; tell(dialed: Dialed): void }>();
  const settling = new Set<Promise<void>>();
  let isClosed = false;

  const machine = outboundMachine.provide({
    actors: {
      dialer: fromCallback<OutboundEvent, DialerInput>(({ input: { callId }, sendBack }) => {
        void dial(callId).then(sendBack);
      }),
    },
    actions: { stopRinging: ({ context: { callId } }) => stopRinging(callId) },
  });

  async function dial(callId: string): Promise<OutboundEvent> {
    const asked = dialing.get(callId);
    dialing.delete(callId);
    try {
      if (!asked) throw new Error(`expected an order for the call, got none`);
      const { callSid } = await carrier.placeCall(asked.order);
      // Not waited for: what the carrier asks about this call may come before it is written.
      remember(store.rememberSid(db, callId, callSid), callId);
      asked.tell({ outcome: 'placed', callId, callSid });
      return { type: 'dialer.placed' };
    } catch (thrown) {
      const code = thrown instanceof OutsideError ? thrown.code : 'internal';
      log.warn({ call_id: callId, code, error: messageOf(thrown) }, 'outbound.refused');
      asked?.tell({ outcome: 'refused', callId, code });
      return { type: 'dialer.refused', code };
    }
  }

  const wordFor = ({ scenario }: OutboundCall) =>
    options.words[scenario].voicemail.replaceAll('{shop}', options.shopName);

  function stopRinging(callId: string): void {
    const work = store.outboundCall(db, callId).then(async (call) => {
      if (!call || call.answeredAt !== null) return;
      const callSid = await store.sidOf(db, callId);
      if (callSid !== null) await carrier.hangUp(callSid);
    });
    remember(work, callId);
  }

  /** Goes on by itself; `close` waits for it. */
  function remember(work: Promise<unknown>, callId: string): void {
    const done: Promise<void> = work
      .then(
        () => undefined,
        (error: unknown) => log.error({ call_id: callId, error: messageOf(error) }, 'outbound.notWritten'),
      )
      .finally(() => settling.delete(done));
    settling.add(done);
  }

  function open(callId: string, known: OutboundInput['known']): OutboundActor {
    const actor = createActor(machine, { clock, input: { callId, known } });
    const forget = () => void actors.delete(callId);
    actor.subscribe({
      complete: () => {
        forget();
        // One that is only stopped has come to nothing yet: another server will hear of it.
        const { status, value } = actor.getSnapshot();
        if (status === 'done') remember(settle(callId, String(value)), callId);
      },
      error: (error) => {
        forget();
        log.error({ call_id: callId, error: messageOf(error) }, 'outbound.broke');
        remember(settle(callId, 'failed'), callId);
      },
    });
    return actor.start();
  }

  async function settle(callId: string, state: string): Promise<void> {
    const outcome = OUTCOMES[state] ?? 'failed';
    const first = await store.settle(db, callId, { at: new Date(clock.now()), outcome }, async (tx, call) =>
      options.unanswered?.(tx, call, outcome),
    );
    if (first) metrics.callTotal.inc({ outcome });
  }

  /** The call's chart: the one that is there, or one that takes it up where it stands. Null when it is over, or none of ours. */
  function actorOf(callId: string): Promise<OutboundActor | null> {
    const there = actors.get(callId);
    if (there) return there;
    const taken = takeUp(callId);
    actors.set(callId, taken);
    return taken;
  }

  async function takeUp(callId: string): Promise<OutboundActor | null> {
    try {
      const call = await store.outboundCall(db, callId);
      if (call && !isClosed && (await store.isOpen(db, callId)))
        return open(callId, call.answeredAt === null ? 'placed' : 'answered');
    } catch (error) {
      log.error({ call_id: callId, error: messageOf(error) }, 'outbound.notRead');
    }
    actors.delete(callId);
    return null;
  }

  return {
    /** Writes the call down and asks the carrier for it, unless somebody has done so before. Rejects when it cannot be written down. */
    async place(wanted: Omit<store.Wanted, 'from'>): Promise<Dialed> {
      const change = { shopId, at: new Date(clock.now()), newId };
      const call = await store.claim(db, change, { ...wanted, from: options.from });
      if (!call) return { outcome: 'repeated' };
      const { callId, toNumber: to } = call;
      const address = (path: string) => `${options.publicUrl()}${path}?call=${callId}`;
      return new Promise((tell) => {
        const order: CallOrder = {
          to,
          from: options.from,
          url: address('/twilio/voice'),
          statusUrl: address('/twilio/status'),
          detectedUrl: address('/twilio/detected'),
          ringSeconds: RING_SECONDS,
        };
        dialing.set(callId, { order, tell });
        actors.set(callId, Promise.resolve(open(callId, 'nothing')));
      });
    },

    /** Somebody took the call: what it is for. Null when it is none of ours. */
    async answered(callId: string, callSid: string): Promise<PlacedCall | null> {
      const now = new Date(clock.now());
      const call = await store.outboundCall(db, callId);
      if (!call || !(await store.rememberAnswer(db, callId, now))) return null;
      await store.rememberSid(db, callId, callSid);
      void actorOf(callId).then((actor) => actor?.send({ type: 'carrier.answered' }));
      const subject = await subjectOf(db, call, shopTime, now);
      if (!subject) return null;
      const { toNumber: to, customerId, toNumberOnFile } = call;
      return {
        callId,
        to,
        from: options.from,
        customer: toNumberOnFile ? await knownCustomer(db, shopId, customerId) : null,
        scenario: call.scenario,
        placed: placedFor(options.words, subject),
        phrases: phrasesFor(options.words, subject),
        message: wordFor(call),
      };
    },

    /** What an answering machine is to hear; null when the call is none of ours. */
    async messageFor(callId: string): Promise<string | null> {
      const call = await store.outboundCall(db, callId);
      return call && wordFor(call);
    },

    /** A callback of the carrier's. In any order, repeated or not, on any server. */
    async heard(callId: string, fact: OutboundEvent): Promise<void> {
      const actor = await actorOf(callId);
      if (actor?.getSnapshot().status === 'active') actor.send(fact);
    },

    /** How many calls are being followed here. */
    following: (): number => actors.size,

    /** Follows no call any more; what they come to, other servers hear. Resolves when all that was begun is written. */
    async close(): Promise<void> {
      isClosed = true;
      const all = await Promise.all(actors.values());
      actors.clear();
      for (const actor of all) actor?.stop();
      await Promise.all(settling);
    },
  };
}
