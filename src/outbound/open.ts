import type { DataSource } from 'typeorm';
import type { LiveCall } from '../calls/live-call.ts';
import type { Clock, NewId } from '../clock.ts';
import type { Config } from '../config.ts';
import { openJobs } from '../jobs/jobs.ts';
import type { Logger } from '../log.ts';
import { createConsents } from '../messages/consents.ts';
import { createTextRoutes } from '../messages/routes.ts';
import { createTexts, TEXT } from '../messages/texts.ts';
import type { Metrics } from '../metrics.ts';
import type { ShopTime } from '../shop/calendar.ts';
import { createPlacedCalls, type PlacedCalls } from '../telephony/placed-calls.ts';
import type { HttpReply } from '../telephony/server.ts';
import { createSigned, type Webhook } from '../telephony/signed.ts';
import { createTwilioOutbound } from '../telephony/twilio-outbound.ts';
import { createTwilioRest } from '../telephony/twilio-rest.ts';
import { loadOutboundWords } from '../words/outbound.ts';
import { loadTextWords } from '../words/texts.ts';
import { createPlacedLookUp } from './look-up.ts';
import { createOutbound } from './outbound.ts';
import { CALL, createRounds } from './rounds.ts';
import { createCallsRoute } from './route.ts';

/** The carrier answers within a second or two; a person waits for the answer to `POST /calls`. */
const REST_TIMEOUT_MS = 10_000;
const QUEUES = [{ name: CALL, oneAtATime: true }, { name: TEXT }] as const;

export interface OutreachOptions {
  config: Config;
  db: DataSource;
  shop: { shopId: string; name: string };
  shopTime: ShopTime;
  clock: Clock;
  newId: NewId;
  log: Logger;
  metrics: Metrics;
  live: ReadonlyMap<string, LiveCall>;
  publicUrl(): string;
  isDraining(): boolean;
}

type Desk = Parameters<typeof createPlacedCalls>[0]['desk'];
type LookUp = ReturnType<typeof createPlacedLookUp>;

/**
 * All that begins with us and not with a caller.
 * @throws {OutsideError} database
 */
export async function openOutreach(options: OutreachOptions) {
  const { config, db, shop, shopTime, clock, newId, log, metrics, live, publicUrl } = options;
  const { shopId, name: shopName } = shop;
  const { TWILIO_ACCOUNT_SID: accountSid, TWILIO_AUTH_TOKEN: authToken, TWILIO_PHONE_NUMBER: from } = config;
  const allowList = config.OUTBOUND_ALLOWLIST;
  const access = accountSid !== undefined &&
    authToken !== undefined && { accountSid, authToken, apiUrl: config.TWILIO_API_URL, timeoutMs: REST_TIMEOUT_MS };
  const carrier =
    access && from !== undefined
      ? { ...createTwilioOutbound({ ...access, clock }), ...createTwilioRest({ ...access, clock }), from }
      : null;
  const words = { outbound: loadOutboundWords(), texts: loadTextWords() };
  let rounds: ReturnType<typeof createRounds> | null = null;
  const outbound =
    carrier &&
    createOutbound({
      db,
      shopId,
      shopName,
      words: words.outbound,
      shopTime,
      carrier,
      from: carrier.from,
      publicUrl,
      clock,
      newId,
      log,
      metrics,
      unanswered: async (tx, call, outcome) => rounds?.unanswered(tx, call, outcome),
    });

  const consents = createConsents({ db, shopId, clock, newId });
  // Where nobody may be dialed or texted there is nothing to do.
  const jobs = carrier && allowList.length > 0 ? await openJobs(db, clock, log, QUEUES) : null;
  if (jobs && outbound)
    rounds = createRounds({ db, shopId, shopTime, allowList, jobs, place: outbound.place, clock, newId, log });
  const texts =
    jobs &&
    carrier &&
    createTexts({
      db,
      shop,
      shopTime,
      words: words.texts,
      allowList,
      jobs,
      sendText: carrier.sendText,
      consents,
      from: carrier.from,
      publicUrl,
      clock,
      newId,
      log,
    });

  const calls = createCallsRoute({
    db,
    shopId,
    outbound,
    allowList,
    consoleToken: config.CONSOLE_TOKEN,
    isDraining: options.isDraining,
    clock,
  });

  return {
    /** By path. */
    routes: {
      '/calls': calls,
      ...createTextRoutes({
        db,
        shopName,
        help: words.texts.help,
        consents,
        signed: createSigned({ config, publicUrl }),
        clock,
        log,
      }),
    } satisfies Record<string, Webhook>,
    /** What is written with every change of an appointment, so that its customer is told; nothing where nobody may be. */
    afterWrite: texts?.afterWrite,
    /** Begins to work on what is due; to be called when the server listens. */
    start(): void {
      texts?.start();
      rounds?.start();
    },
    /** What the carrier is answered about the calls that we placed; nothing where none can be. */
    createPlaced:
      outbound && carrier
        ? (desk: Desk) =>
            (connect: (callSid: string) => HttpReply): PlacedCalls =>
              createPlacedCalls({ outbound, desk, connect, redirect: carrier.redirect, log })
        : null,
    lookUp: (byNumber: LookUp): LookUp => createPlacedLookUp((callId) => live.get(callId)?.placed, byNumber),
    async close(): Promise<void> {
      await rounds?.close();
      await jobs?.close();
      await outbound?.close();
    },
  };
}
