import { createActor } from 'xstate';
import type { callMachine } from '../../machines/call/machine.ts';
import type { Phrases } from '../../machines/call/phrases.ts';
import { stance } from '../../machines/call/stance.ts';
import type { CallOutput } from '../../machines/call/types.ts';
import type { Clock, NewId } from '../clock.ts';
import { fieldsOfThrown } from '../errors.ts';
import type { Logger } from '../log.ts';
import type { MediaPath } from '../media/types.ts';
import type { Metrics } from '../metrics.ts';
import { phrasesFor } from '../words/phrases.ts';
import { type CallBook, endOf, type ShopOfCall } from './book.ts';
import { closeStream, isHandedOver } from './line.ts';
import type { CarrierStream, Fate, LiveCall, PlacedCall, Session } from './live-call.ts';
import { limitTime } from './time-limit.ts';
import { createToolTimes } from './tool-times.ts';
import { createTurnTimer } from './turn-timer.ts';
import { type EventLog, inspectCall, type Watch } from './watch.ts';

export type { CallBook } from './book.ts';

export interface SessionStore {
  put(callSid: string, session: Session): void;
  get(callSid: string): Promise<Session | null>;
}

export interface DeskOptions {
  machine: typeof callMachine;
  /** Calls by id, shared with the wiring, which finds a child's call here. */
  live: Map<string, LiveCall>;
  clock: Clock;
  newId: NewId;
  log: Logger;
  metrics: Metrics;
  newMediaPath: () => MediaPath;
  book: CallBook;
  events: EventLog;
  sessions: SessionStore;
  shop: ShopOfCall;
  /** What is said in fixed words, unless the shop or the call has others. */
  phrases: Phrases;
  maxCalls: number;
  maxCallMinutes: number;
  watch: Watch;
}

export type Ringing = 'accepted' | 'full' | 'draining';

/** The carrier's words for a call that is over, whatever came before. */
const FINAL_STATUSES = new Set(['completed', 'failed', 'busy', 'no-answer', 'canceled']);

export type Desk = ReturnType<typeof createDesk>;

/** Opens, finds and forgets calls. The one place that goes from the carrier's name of a call to its actor. */
export function createDesk(options: DeskOptions) {
  const { clock, live, log, metrics } = options;
  const bySid = new Map<string, LiveCall>();
  /** Machines that were recognized before there was a stream. */
  const early = new Map<string, boolean>();
  let draining = false;
  let whenEmpty: (() => void)[] = [];

  function open(callSid: string, from: string | null, to: string | null, placed: PlacedCall | null): void {
    const callId = placed?.callId ?? options.newId();
    const timer = createTurnTimer(clock, metrics);
    const media = options.newMediaPath();
    const toolTimes = createToolTimes(() => media.now());
    const { name: shopName } = options.shop;
    const phrases = phrasesFor(options.phrases, options.shop, placed?.phrases);
    const actor = createActor(options.machine, {
      clock,
      input: { callId, from, shopName, phrases, placed: placed?.placed ?? null },
      inspect: inspectCall({ callId, log: options.events, timer, toolTimes, watch: options.watch }),
    });
    const call: LiveCall = {
      callId,
      callSid,
      shopId: options.shop.shopId,
      from,
      to,
      placed,
      startedAt: clock.now(),
      media,
      actor,
      fate: { next: 'go-on' },
      stream: null,
      timer,
      toolTimes,
    };
    live.set(callId, call);
    bySid.set(callSid, call);
    metrics.callActive.set(live.size);
    options.watch({ note: 'began', callId, callSid });
    const unlimit = limitTime({
      clock,
      minutes: options.maxCallMinutes,
      warn: () => actor.send({ type: 'line.mustEnd', why: 'too-long' }),
      end: () => end(call, 'too_long'),
    });
    const over = (outcome: CallOutput['outcome']) => {
      unlimit();
      forget(call, outcome);
    };
    let last = '';
    let written = false;
    actor.subscribe({
      next: (snapshot) => {
        const now = stance(snapshot);
        if (now !== last) options.watch({ note: 'stance', callId, stance: now });
        last = now;
        const isCutOff = snapshot.matches({ live: { dialogue: 'cut-off' } });
        // What was heard of the last words is known once the voice has told where it was cut.
        const isKnown = isCutOff && snapshot.context.unheard.length === 0;
        if (isKnown && !written) options.book.ended(call, endOf(call, clock.now(), snapshot.context.outcome));
        if (!isCutOff && written && snapshot.status === 'active') options.book.wentOn(call);
        written = isCutOff && (written || isKnown);
      },
      complete: () => over(actor.getSnapshot().context.outcome),
      error: (error) => {
        log.error({ call_id: callId, ...fieldsOfThrown(error) }, 'the call broke');
        call.fate = { next: 'apologize' };
        options.sessions.put(callSid, { callId, fate: call.fate });
        over('failed');
      },
    });
    options.sessions.put(callSid, { callId, fate: call.fate });
    // The log of a call that we placed was begun with it.
    if (placed) options.book.wentOn(call);
    else options.book.began(call);
    actor.start();
  }

  function turnAway(callSid: string, from: string | null, to: string | null): void {
    const arrival = { shopId: options.shop.shopId, callSid, from, to, startedAt: clock.now() };
    options.book.turnedAway({ callId: options.newId(), ...arrival });
    metrics.callTotal.inc({ outcome: 'refused' });
  }

  function forget(call: LiveCall, outcome: CallOutput['outcome']): void {
    if (!live.delete(call.callId)) return;
    for (const known of [bySid, early]) known.delete(call.callSid);
    // Nobody is left to go on with: whoever the carrier still holds is let go.
    if (call.fate.next === 'go-on') call.fate = { next: 'hang-up' };
    options.sessions.put(call.callSid, { callId: call.callId, fate: call.fate });
    closeStream(call);
    options.book.ended(call, endOf(call, clock.now(), outcome));
    metrics.callActive.set(live.size);
    metrics.callTotal.inc({ outcome });
    options.watch({ note: 'ended', callId: call.callId, outcome });
    if (live.size === 0) for (const told of whenEmpty.splice(0)) told();
  }

  /** Ends a call at once, without a word. */
  function end(call: LiveCall, outcome: CallOutput['outcome']): void {
    // Forgotten first: an actor that is stopped completes with whatever outcome it had until then.
    forget(call, outcome);
    call.actor.stop();
  }

  return {
    /**
     * The carrier asks whether we take a call, or what to say in one that we placed. Asked again for the same call, nothing new
     * happens.
     * @param from the number at the other end, `to` ours
     */
    ring(callSid: string, from: string | null, to: string | null, placed: PlacedCall | null = null): Ringing {
      if (bySid.has(callSid)) return 'accepted';
      const no = draining ? 'draining' : live.size >= options.maxCalls ? 'full' : null;
      if (no === null) open(callSid, from, to, placed);
      else if (placed === null) turnAway(callSid, from, to);
      return no ?? 'accepted';
    },

    /** What is to become of a call whose stream ended. */
    async fateOf(callSid: string): Promise<Fate> {
      const call = bySid.get(callSid);
      if (call) return call.fate;
      const session = await options.sessions.get(callSid);
      if (!session) return { next: 'apologize' };
      return session.fate.next === 'go-on' ? { next: 'apologize' } : session.fate;
    },

    /** The carrier's word on the call as a whole. Anything but a final one changes nothing. */
    status(callSid: string, status: string): void {
      if (FINAL_STATUSES.has(status)) bySid.get(callSid)?.actor.send({ type: 'line.hungUp' });
    },

    /** A machine took a call that we placed. @returns false when the call is not here */
    metMachine(callSid: string, ready: boolean): boolean {
      const call = bySid.get(callSid);
      if (call?.stream) call.actor.send({ type: 'line.metMachine', ready });
      else if (call) early.set(callSid, ready);
      return call !== undefined;
    },

    /**
     * Nobody took the call that was handed over: its caller comes back to the same conversation.
     * @returns false when it is over for us, and the carrier has to say what there is to say
     */
    colleagueAway(callSid: string): boolean {
      const call = bySid.get(callSid);
      if (!call || !isHandedOver(call)) return false;
      call.fate = { next: 'go-on' };
      options.sessions.put(callSid, { callId: call.callId, fate: call.fate });
      call.actor.send({ type: 'line.colleagueAway' });
      return true;
    },

    find: (callSid: string): LiveCall | undefined => bySid.get(callSid),

    /** The carrier's stream is there: from now on there is sound. */
    streamOpened(call: LiveCall, stream: CarrierStream): void {
      call.stream?.close(1000, 'replaced');
      call.stream = stream;
      call.actor.send({ type: 'line.opened', at: call.media.now() });
      const ready = early.get(call.callSid);
      if (ready !== undefined) call.actor.send({ type: 'line.metMachine', ready });
      // A call that could not wait for its stream (no voice) is left as soon as there is one.
      if (call.fate.next !== 'go-on') closeStream(call);
    },

    streamClosed(call: LiveCall, stream: CarrierStream, how: 'stopped' | 'dropped'): void {
      if (call.stream !== stream) return;
      call.stream = null;
      if (live.has(call.callId)) call.actor.send({ type: 'line.closed', how });
    },

    active: (): number => live.size,

    /** Takes no more calls. Resolves when the last one is over. */
    drain(): Promise<void> {
      draining = true;
      if (live.size === 0) return Promise.resolve();
      return new Promise((resolve) => {
        whenEmpty.push(resolve);
      });
    },
    isDraining: (): boolean => draining,
    /** Ends every call with a word of apology. */
    endAll(): void {
      for (const call of live.values()) call.actor.send({ type: 'line.mustEnd', why: 'draining' });
    },
    /** Ends every call at once. */
    stopAll(): void {
      for (const call of [...live.values()]) end(call, 'failed');
      whenEmpty = [];
    },
  };
}
