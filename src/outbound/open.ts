import type { LiveCall } from '../calls/live-call.ts';
import type { Clock, NewId } from '../clock.ts';
import type { Config } from '../config.ts';
import type { Db } from '../crm/writing.ts';
import type { Logger } from '../log.ts';
import type { Metrics } from '../metrics.ts';
import type { ShopTime } from '../shop/calendar.ts';
import { createPlacedCalls, type PlacedCalls } from '../telephony/placed-calls.ts';
import type { HttpReply } from '../telephony/server.ts';
import type { Webhook } from '../telephony/signed.ts';
import { createTwilioOutbound } from '../telephony/twilio-outbound.ts';
import { createTwilioRest } from '../telephony/twilio-rest.ts';
import { createPlacedLookUp } from './look-up.ts';
import { createOutbound } from './outbound.ts';
import { createCallsRoute } from './route.ts';

/** The carrier answers within a second or two; a person waits for the answer to `POST /calls`. */
const REST_TIMEOUT_MS = 10_000;

export interface OutreachOptions {
  config: Config;
  db: Db;
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

/** All that begins with us and not with a caller. */
export type Outreach = Awaited<ReturnType<typeof openOutreach>>;

type Desk = Parameters<typeof createPlacedCalls>[0]['desk'];
type LookUp = ReturnType<typeof createPlacedLookUp>;

export async function openOutreach(options: OutreachOptions) {
  const { config, db, shop, shopTime, clock, newId, log, metrics, live, publicUrl } = options;
  const { shopId, name: shopName } = shop;
  const { TWILIO_ACCOUNT_SID: accountSid, TWILIO_AUTH_TOKEN: authToken, TWILIO_PHONE_NUMBER: from } = config;
  const access = accountSid !== undefined &&
    authToken !== undefined && { accountSid, authToken, apiUrl: config.TWILIO_API_URL, timeoutMs: REST_TIMEOUT_MS };
  const carrier =
    access && from !== undefined
      ? { ...createTwilioOutbound({ ...access, clock }), ...createTwilioRest({ ...access, clock }), from }
      : null;
  const outbound =
    carrier &&
    createOutbound({
      db,
      shopId,
      shopName,
      shopTime,
      carrier,
      from: carrier.from,
      publicUrl,
      clock,
      newId,
      log,
      metrics,
    });

  const calls = createCallsRoute({
    db,
    shopId,
    outbound,
    allowList: config.OUTBOUND_ALLOWLIST,
    consoleToken: config.CONSOLE_TOKEN,
    isDraining: options.isDraining,
    clock,
  });

  return {
    /** By path. */
    routes: { '/calls': calls } satisfies Record<string, Webhook>,
    /** What the carrier is answered about the calls that we placed; nothing where none can be. */
    createPlaced:
      outbound && carrier
        ? (desk: Desk) =>
            (connect: (callSid: string) => HttpReply): PlacedCalls =>
              createPlacedCalls({ outbound, desk, connect, redirect: carrier.redirect, log })
        : null,
    lookUp: (byNumber: LookUp): LookUp =>
      createPlacedLookUp({ db, shopId, clock, log, placedOf: (callId) => live.get(callId)?.placed }, byNumber),
    async close(): Promise<void> {
      await outbound?.close();
    },
  };
}
