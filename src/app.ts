import { randomBytes } from 'node:crypto';
import { type Calendar, openCalendar } from './calendar/open.ts';
import { calendarSettings } from './calendar/settings.ts';
import { createDesk } from './calls/desk.ts';
import type { LiveCall, Session } from './calls/live-call.ts';
import { chargingFor, loadPrices } from './calls/prices.ts';
import { createCallBook, createLookUp } from './calls/records.ts';
import { createTransfers } from './calls/transfers.ts';
import type { Watch } from './calls/watch.ts';
import { type Clock, type NewId, systemClock, uuidv7 } from './clock.ts';
import { type Config, ConfigError } from './config.ts';
import { onCustomersChanged } from './crm/changed-customers.ts';
import { cardByPhone } from './crm/customer-card.ts';
import type { Database } from './crm/database.ts';
import { createRecorder } from './crm/recorder.ts';
import { openFoundations } from './foundations.ts';
import type { Logger } from './log.ts';
import { createMediaPath } from './media/path.ts';
import { createMetrics, type Metrics } from './metrics.ts';
import { openOutreach } from './outbound/open.ts';
import { createParts } from './parts.ts';
import { readinessOf } from './readiness.ts';
import { createCustomerCache, type ShopNumber } from './sessions/customer-cache.ts';
import { createLanguages } from './shop/languages.ts';
import { shopTimeOf } from './shop/of-shop.ts';
import type { StandIns } from './stand-ins.ts';
import { loadCreateServer } from './telephony/load-server.ts';
import { createRoutes } from './telephony/routes.ts';
import { streamUrl } from './telephony/signature.ts';
import { createTokens } from './telephony/tokens.ts';
import { createWebhooks } from './telephony/webhooks.ts';
import { wire } from './wiring.ts';
import { keptPhrases, loadPhrases, phrasesFor } from './words/phrases.ts';

/** Which charts a recorded call was told to. Goes up when a chart changes so that old records would replay differently. */
const CHART_VERSION = '1';
const LIMITS = {
  maxMessageBytes: 64 * 1024,
  maxBufferedBytes: 1024 * 1024,
  maxBodyBytes: 256 * 1024,
  bodyTimeoutMs: 5_000,
};

export interface AppOptions {
  config: Config;
  log: Logger;
  clock?: Clock;
  newId?: NewId;
  watch?: Watch;
}

export interface App {
  port: number;
  /** The address that the carrier is told. */
  url: string;
  database: Database;
  shopId: string;
  metrics: Metrics;
  standIns: StandIns;
  /** Null where there is none. */
  calendar: Pick<Calendar, 'look'> | null;
  active(): number;
  /** Takes no more calls; resolves when the last one is over, at the latest after `seconds`. */
  drain(seconds: number): Promise<void>;
  close(): Promise<void>;
}

/** Starts everything, in the order in which things need each other. `close` stops it in reverse. */
export async function startApp(options: AppOptions): Promise<App> {
  const { config, log, clock = systemClock, newId = uuidv7(clock), watch = () => undefined } = options;
  const metrics = createMetrics();
  const phrases = loadPhrases();
  const languages = createLanguages(log);
  const closers: (() => Promise<void> | void)[] = [];
  const close = async () => {
    for (const step of closers.splice(0).reverse()) await step();
  };
  const keep = <T>(thing: T, closeIt: (thing: T) => Promise<void> | void): T => {
    closers.push(() => closeIt(thing));
    return thing;
  };

  try {
    const foundations = await openFoundations({ config, clock, newId, log, metrics, keep });
    const { standIns, database, sessions, shop } = foundations;
    const { shopId } = shop;
    const recorder = keep(
      createRecorder({ dataSource: database.dataSource, shopId, chartVersion: CHART_VERSION, clock, log }),
      (it) => it.close(),
    );
    const records = { db: database.dataSource, shopId, clock, log, metrics };
    const load = ({ shopId, phoneNumber }: ShopNumber) => cardByPhone(database.dataSource, shopId, phoneNumber);
    const customers = createCustomerCache({ redis: sessions.redis, clock, newId, load });
    onCustomersChanged(database.dataSource, customers.forget);
    const kept = new Set(keptPhrases(phrasesFor(phrases, shop), shop.name));
    const costOf = loadPrices(chargingFor(config, standIns), (text) => kept.has(text));
    const book = keep(createCallBook({ ...records, costOf }), (it) => it.settled());
    const transfers = keep(createTransfers({ ...records, newId }), (it) => it.settled());
    const shopTime = shopTimeOf(shop);
    const settings = calendarSettings(config, shop.bays);
    const calendar =
      settings &&
      (await openCalendar({ ...settings, db: database.dataSource, shop, clock, newId, log, metrics }).then((it) =>
        keep(it, (all) => all.close()),
      ));
    const live = new Map<string, LiveCall>();
    const address = { port: config.PORT };
    const publicUrl = () => config.PUBLIC_URL ?? `http://localhost:${address.port}`;
    let isDraining = () => false;
    const outreach = await openOutreach({
      config,
      db: database.dataSource,
      shop,
      shopTime,
      clock,
      newId,
      log,
      metrics,
      live,
      publicUrl,
      isDraining: () => isDraining(),
    }).then((it) => keep(it, (all) => all.close()));
    const parts = createParts({
      config,
      clock,
      newId,
      log,
      metrics,
      standIns,
      database,
      shopTime,
      shop,
      sessions,
      customers,
      calendar,
      afterWrite: outreach.afterWrite,
      afterConsent: outreach.afterWrite,
      transfers,
      phrases,
      languages,
      publicUrl,
      keep,
    });
    const desk = createDesk({
      machine: wire(
        { ...parts, records: outreach.lookUp(createLookUp({ ...records, customers, languages })) },
        live,
        watch,
      ),
      live,
      clock,
      newId,
      log,
      metrics,
      newMediaPath: () => createMediaPath({ clock }),
      book,
      events: recorder,
      sessions: {
        put: (callSid, session) => void sessions.put(callSid, session),
        get: async (callSid) => ((await sessions.get(callSid)) as Session | undefined) ?? null,
      },
      shop,
      phrases,
      maxCalls: config.MAX_CALLS,
      maxCallMinutes: config.MAX_CALL_MINUTES,
      watch,
    });

    isDraining = desk.isDraining;

    const mediaUrl = () => streamUrl(config.MEDIA_URL ?? publicUrl());
    const tokens = createTokens({ secret: config.TWILIO_AUTH_TOKEN ?? randomBytes(32).toString('hex'), clock });
    const claim = async (token: string) => {
      const first = await sessions.claim(`token:${token}`, 60);
      return first === 'unknown' ? 'unknown' : first ? 'ours' : 'used';
    };
    const routes = createRoutes({
      webhooks: {
        ...createWebhooks({
          config,
          publicUrl,
          mediaUrl,
          tokens,
          desk,
          transfers,
          createPlaced: outreach.createPlaced?.(desk),
        }),
        ...outreach.routes,
      },
      stream: { desk, tokens, clock, log, metrics, claim },
      metrics,
      authToken: config.TWILIO_AUTH_TOKEN,
      mediaUrl,
      readiness: () => readinessOf({ ...foundations, config, calendar, isDraining: desk.isDraining }),
    });
    const createServer = await loadCreateServer(config.MEDIA_SERVER, log, { clock });
    const server = keep(createServer(routes, LIMITS), (it) => it.close());
    // Before the server closes their streams: a call that we end was not hung up on.
    closers.push(() => desk.stopAll());
    address.port = await server.listen(config.bindHost, config.PORT).catch(() => {
      const where = `${config.bindHost}:${config.PORT}`;
      throw new ConfigError(`PORT: expected to listen on ${where}, but the address cannot be had`);
    });

    outreach.start();

    return {
      port: address.port,
      url: publicUrl(),
      database,
      shopId,
      metrics,
      standIns,
      calendar,
      active: desk.active,
      async drain(seconds) {
        const empty = desk.drain();
        // The last calls are told in time to hear a goodbye.
        const warning = clock.setTimeout(() => desk.endAll(), Math.max(0, seconds - 10) * 1_000);
        let limit: unknown;
        const late = new Promise<void>((resolve) => {
          limit = clock.setTimeout(() => resolve(), seconds * 1_000);
        });
        await Promise.race([empty, late]);
        clock.clearTimeout(warning);
        clock.clearTimeout(limit);
      },
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}
