import type { Phrases } from '../machines/call/phrases.ts';
import type { Calendar } from './calendar/open.ts';
import { createConsentBook } from './calls/consent-book.ts';
import { leaveLine } from './calls/line.ts';
import type { Transfers } from './calls/transfers.ts';
import type { Clock, NewId } from './clock.ts';
import type { Config } from './config.ts';
import type { Database } from './crm/database.ts';
import { type AfterWrite, together } from './crm/writing.ts';
import { createLlm } from './llm/openai-llm.ts';
import { loadPrompts } from './llm/prompts.ts';
import type { Logger } from './log.ts';
import type { Metrics } from './metrics.ts';
import type { CustomerCache } from './sessions/customer-cache.ts';
import type { Sessions } from './sessions/sessions.ts';
import { createVinCache } from './sessions/vin-cache.ts';
import type { ShopTime } from './shop/calendar.ts';
import { hoursInWords } from './shop/hours-in-words.ts';
import { placeInWords, servicesInWords } from './shop/in-words.ts';
import type { createLanguages } from './shop/languages.ts';
import type { ShopData } from './shop/of-shop.ts';
import { shopFile } from './shop/shop-file.ts';
import type { StandIns } from './stand-ins.ts';
import { createDeepgramStt } from './stt/deepgram-stt.ts';
import { KEYTERMS } from './stt/keyterms.ts';
import { handOver } from './telephony/hand-over.ts';
import { createTwilioRest } from './telephony/twilio-rest.ts';
import { toolSchemas } from './tools/all.ts';
import { createTools } from './tools/runner.ts';
import { createDeepgramTts } from './tts/deepgram-tts.ts';
import { createPhraseCache } from './tts/phrase-cache.ts';
import { createVpic } from './vin/vpic.ts';
import type { Parts } from './wiring.ts';
import { keptPhrases, phrasesFor } from './words/phrases.ts';
import { loadWhisper } from './words/whisper.ts';

const PHRASE_CACHE_BYTES = 16 * 1024 * 1024;
const REST_TIMEOUT_MS = 3_000;

interface PartsOptions {
  config: Config;
  clock: Clock;
  newId: NewId;
  log: Logger;
  metrics: Metrics;
  standIns: StandIns;
  database: Database;
  shopTime: ShopTime;
  shop: ShopData & { shopId: string };
  sessions: Sessions;
  customers: CustomerCache;
  calendar: Calendar | null;
  /** What is written with every change of an appointment, beside what the calendar wants. */
  afterWrite: AfterWrite | undefined;
  /** What is written once a customer agrees to texts, for each appointment that their call has booked. */
  afterConsent: AfterWrite | undefined;
  transfers: Transfers;
  phrases: Phrases;
  languages: ReturnType<typeof createLanguages>;
  /** The address that the carrier calls. */
  publicUrl(): string;
  keep<T>(thing: T, closeIt: (thing: T) => Promise<void> | void): T;
}

/** The services behind a call, each pointed at the real provider or at what stands in for it. */
export function createParts(options: PartsOptions): Omit<Parts, 'records'> {
  const { config, clock, newId, log, metrics, standIns, database, shopTime, shop, calendar, keep } = options;
  const speech = { url: standIns.speech?.url ?? config.DEEPGRAM_URL, apiKey: config.DEEPGRAM_API_KEY ?? 'local' };
  const file = shopFile();
  const said = phrasesFor(options.phrases, shop);
  const phrases = createPhraseCache({ maxBytes: PHRASE_CACHE_BYTES, texts: keptPhrases(said, shop.name) });
  const llm = keep(
    createLlm({
      apiKey: config.OPENAI_API_KEY,
      baseUrl: standIns.model ? standIns.model.url : config.OPENAI_BASE_URL,
      model: config.OPENAI_MODEL,
      prompts: loadPrompts(),
      shop: {
        name: shop.name,
        zone: shop.timeZone,
        hours: hoursInWords(shop.hours, file.holidays),
        place: placeInWords(shop),
        services: servicesInWords(file.services),
        language: shop.language,
      },
      tools: toolSchemas(),
      clock,
      log,
      metrics,
    }),
    (it) => it.close(),
  );
  const control =
    config.TWILIO_ACCOUNT_SID && config.TWILIO_AUTH_TOKEN
      ? createTwilioRest({
          accountSid: config.TWILIO_ACCOUNT_SID,
          authToken: config.TWILIO_AUTH_TOKEN,
          apiUrl: config.TWILIO_API_URL,
          clock,
          timeoutMs: REST_TIMEOUT_MS,
        })
      : null;
  const whisper = loadWhisper();
  // Before anybody is recognised, and with one recogniser a call: the shop's. The voice's is in its name.
  const language = options.languages.spokenFor(shop.language);
  return {
    stt: createDeepgramStt({ access: speech, model: config.STT_MODEL, language, clock, log, metrics }),
    tts: createDeepgramTts({
      access: speech,
      model: config.TTS_MODEL,
      clock,
      log,
      metrics,
      phrases,
      onTiming: (stage, ms) => metrics.turnLatency.observe({ stage }, ms / 1_000),
    }),
    llm,
    tools: createTools({
      database,
      shopId: shop.shopId,
      shopTime,
      vpic: createVpic({ url: config.VPIC_URL, clock, log, metrics, cache: createVinCache(options.sessions.redis) }),
      clock,
      newId,
      log,
      metrics,
      transfer: { number: config.TRANSFER_NUMBER },
      findCard: (phoneNumber) => options.customers.find({ shopId: shop.shopId, phoneNumber }),
      ...(calendar && { busy: calendar.busy }),
      afterWrite: together(calendar?.afterWrite, options.afterWrite),
    }),
    line: {
      leave: (call, command) =>
        leaveLine(call, command, {
          control: control && {
            hangUp: control.hangUp,
            dial: (callSid, to) => control.redirect(callSid, handOver(options.publicUrl(), callSid, to)),
          },
          transferNumber: config.TRANSFER_NUMBER,
          transfers: options.transfers,
          whisper,
          log,
          countError: (code) => metrics.providerErrors.inc({ provider: 'twilio', code }),
          fateChanged: ({ callSid, callId, fate }) => void options.sessions.put(callSid, { callId, fate }),
        }),
    },
    consents: keep(
      createConsentBook({
        db: database.dataSource,
        shopId: shop.shopId,
        clock,
        newId,
        log,
        afterConsent: options.afterConsent,
      }),
      (it) => it.close(),
    ),
    keyterms: KEYTERMS,
  };
}
