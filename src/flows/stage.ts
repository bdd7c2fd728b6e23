import { seedDemo } from '../../seeds/demo.ts';
import { type App, startApp } from '../app.ts';
import type { Watch } from '../calls/watch.ts';
import { type Clock, uuidv7 } from '../clock.ts';
import { readConfig } from '../config.ts';
import type { Logger } from '../log.ts';
import { type Carrier, startCarrier } from '../simulators/carrier/index.ts';
import {
  type DeepgramSimulator,
  type DeepgramSimulatorOptions,
  startDeepgramSimulator,
} from '../simulators/deepgram/index.ts';
import { type LocalSpeech, startLocalSpeech } from '../simulators/local-speech/server.ts';
import { type OpenAiSimulator, startOpenAiSimulator } from '../simulators/openai/server.ts';
import type { Brain } from '../simulators/openai/types.ts';
import { startVpicSimulator, type VpicFault, type VpicSimulator } from '../simulators/vpic/server.ts';

export interface StageOptions {
  clock: Clock;
  log: Logger;
  /** What the model answers. */
  brain: Brain;
  /** Sound that carries its own words, or real recognition and synthesis on this machine. */
  speech: 'scripted' | 'local';
  /** Where the embedded database lies. Not needed with DATABASE_URL in `env`. */
  dataDir: string;
  /** Environment on top of the stage's own. */
  env?: Readonly<Record<string, string>>;
  deepgram?: Omit<DeepgramSimulatorOptions, 'clock'>;
  latency?: { firstTokenMs?: number; perTokenMs?: number };
  watch?: Watch;
}

/** The whole product on loopback, with everybody it talks to: real sockets, real SDKs, simulated providers. */
export interface Stage {
  app: App;
  carrier: Carrier;
  /** Null with local speech. */
  deepgram: DeepgramSimulator | null;
  /** Null with scripted speech. */
  localSpeech: LocalSpeech | null;
  openai: OpenAiSimulator;
  vpic: VpicSimulator;
  /** What goes wrong with vPIC from now on. */
  vpicFault: { now: VpicFault | undefined };
  people: Awaited<ReturnType<typeof seedDemo>>;
  /** What a call of this stage is placed with. */
  dialing: { webhookUrl: string; statusUrl: string; to: string };
  close(): Promise<void>;
}

export const SHOP_NUMBER = '+12125550100';
const ACCOUNT = `AC${'0'.repeat(32)}`;
// Nobody outside this process and its simulators ever sees it.
const AUTH_TOKEN = 'token-of-the-simulated-carrier';
const KEY = 'key-of-the-simulated-providers';
const SEED = 42;

export async function openStage(options: StageOptions): Promise<Stage> {
  const { clock, log } = options;
  const closers: (() => Promise<void>)[] = [];
  const close = async () => {
    for (const step of closers.splice(0).reverse()) await step();
  };
  const keep = <T extends { close(): Promise<void> }>(thing: T): T => {
    closers.push(() => thing.close());
    return thing;
  };
  try {
    const carrier = keep(await startCarrier({ clock, accountSid: ACCOUNT, authToken: AUTH_TOKEN }));
    const openai = keep(
      await startOpenAiSimulator({
        clock,
        brain: options.brain,
        apiKey: KEY,
        ...(options.latency && { latency: options.latency }),
      }),
    );
    const vpicFault: Stage['vpicFault'] = { now: undefined };
    const vpic = keep(await startVpicSimulator({ clock, faults: () => vpicFault.now }));
    const deepgram =
      options.speech === 'scripted'
        ? keep(await startDeepgramSimulator({ clock, apiKey: KEY, ...options.deepgram }))
        : null;
    const localSpeech = options.speech === 'local' ? keep(await startLocalSpeech({ clock, log })) : null;
    await localSpeech?.ready();
    const speech = deepgram ?? localSpeech;
    const config = readConfig({
      PORT: '0',
      HOST: '127.0.0.1',
      DATA_DIR: options.dataDir,
      TWILIO_ACCOUNT_SID: ACCOUNT,
      TWILIO_AUTH_TOKEN: AUTH_TOKEN,
      TWILIO_PHONE_NUMBER: SHOP_NUMBER,
      TWILIO_API_URL: carrier.restUrl,
      OPENAI_API_KEY: KEY,
      OPENAI_BASE_URL: openai.url,
      VPIC_URL: vpic.url,
      ...(speech && { DEEPGRAM_API_KEY: KEY, DEEPGRAM_URL: speech.url }),
      ...options.env,
    });
    const app = keep(await startApp({ config, log, clock, ...(options.watch && { watch: options.watch }) }));
    const people = await seedDemo(app.database.dataSource, {
      asOf: new Date(clock.now()),
      zone: config.SHOP_TIMEZONE,
      newId: uuidv7(clock),
      seed: SEED,
    });
    const dialing = { webhookUrl: `${app.url}/twilio/voice`, statusUrl: `${app.url}/twilio/status`, to: SHOP_NUMBER };
    return { app, carrier, deepgram, localSpeech, openai, vpic, vpicFault, people, dialing, close };
  } catch (error) {
    await close();
    throw error;
  }
}
