import type { WebSocket } from 'ws';
import type { Clock } from '../../clock.ts';
import type { AnswerPlan } from './answering.ts';
import { CarrierCall } from './call.ts';
import { openStream, streamUrl } from './connect.ts';
import { type Sign, signature } from './form.ts';
import type { CallOptions } from './options.ts';
import { RestApi, type RestBackend, type RestFaults } from './rest.ts';
import { Texts } from './texts.ts';
import { Ticker } from './ticker.ts';

export interface CarrierOptions {
  clock: Clock;
  accountSid: string;
  /** Webhooks, upgrades and REST requests are signed and checked with it; without it nothing is. */
  authToken?: string;
  restPort?: number;
}

/** A simulated carrier: it places calls to our server as Twilio does, and is Twilio's REST API for them. */
export interface Carrier {
  /** Base of the REST API, for TWILIO_API_URL. */
  readonly restUrl: string;
  readonly accountSid: string;
  /** Every call that was placed, oldest first. */
  readonly calls: readonly CarrierCall[];
  readonly restFaults: RestFaults;
  /** What becomes of calls placed over REST, by number: one plan for each call, the last for all that follow. None: a human answers. */
  readonly phones: Map<string, readonly AnswerPlan[]>;
  readonly texts: Texts;
  /** The `n`th call (from 1) that was placed over REST to this number, there already or to come. */
  placed(to: string, n?: number): Promise<CarrierCall>;
  /** Places a call; it goes its way from here. */
  call(options: CallOptions): Promise<CarrierCall>;
  /** A socket to a media address outside any call: two with one token, one without. Rejects as a stream would fail. */
  socket(url: string, sign?: Sign): Promise<WebSocket>;
  /** Forgets calls that are over (long runs). */
  forgetEnded(): void;
  /** Hangs up every call and stops. */
  close(): Promise<void>;
}

export async function startCarrier(options: CarrierOptions): Promise<Carrier> {
  const { clock, accountSid, authToken } = options;
  const ticker = new Ticker(clock);
  const calls = new Map<string, CarrierCall>();
  // Names are counted, so that a run can be repeated; the clock tells one run from another, and the port one carrier from another.
  let run = Math.floor(clock.now()).toString(16).padStart(12, '0').slice(-12);
  let sids = 0;
  const newSid = (prefix: string) => {
    sids += 1;
    return `${prefix}${run}${sids.toString(16).padStart(16, '0')}`;
  };
  const texts = new Texts({ clock, accountSid, authToken, newSid });
  const phones = new Map<string, readonly AnswerPlan[]>();
  const outgoing: CarrierCall[] = [];
  let waiting: (() => void)[] = [];
  const make = (callOptions: CallOptions) => {
    const call = new CarrierCall({ clock, ticker, accountSid, authToken, newSid }, callOptions);
    calls.set(call.callSid, call);
    return call;
  };
  const backend: RestBackend = {
    find: (callSid) => calls.get(callSid),
    text: (form) => texts.take(form),
    place(callOptions) {
      const [plan, ...later] = phones.get(callOptions.to) ?? [];
      if (later.length > 0) phones.set(callOptions.to, later);
      const call = make({ ...callOptions, ...(plan && { answer: plan }) });
      outgoing.push(call);
      for (const told of waiting.splice(0)) told();
      return call;
    },
  };
  const rest = new RestApi(clock, backend, { accountSid, authToken });
  const restUrl = await rest.listen(options.restPort ?? 0);
  run += Number(new URL(restUrl).port).toString(16).padStart(4, '0');
  return {
    restUrl,
    phones,
    texts,
    async placed(to, n = 1) {
      for (;;) {
        const call = outgoing.filter((each) => each.to === to)[n - 1];
        if (call) return call;
        await new Promise<void>((resolve) => waiting.push(resolve));
      }
    },
    accountSid,
    restFaults: rest.faults,
    get calls() {
      return [...calls.values()];
    },
    async call(callOptions) {
      return make(callOptions);
    },
    async socket(url, sign = 'right') {
      const checked = streamUrl(url, url, {});
      return (await openStream(clock, checked, signature(authToken, sign, checked, {}))).ws;
    },
    forgetEnded() {
      for (const [callSid, { isLive }] of calls) if (!isLive) calls.delete(callSid);
    },
    async close() {
      await Promise.all([...calls.values()].map((call) => call.hangUp()));
      waiting = [];
      await texts.settled();
      await rest.close();
    },
  };
}
