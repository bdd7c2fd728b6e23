import { existsSync } from 'node:fs';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { seedDemo } from '../../seeds/demo.ts';
import { type Clock, systemClock } from '../clock.ts';
import { openDatabase } from '../crm/database.ts';
import { startEmbedded } from '../crm/embedded.ts';
import { silentLog } from '../log.ts';
import { createShopTime } from '../shop/calendar.ts';
import { addDays } from '../shop/dates.ts';
import { type Child, startChild } from './child.ts';
import type {
  CallersApi,
  CallersReady,
  CallersSettings,
  ProbeApi,
  RelayReady,
  RelaySettings,
  SimulatorsApi,
  SimulatorsReady,
  SimulatorsSettings,
} from './messages.ts';
import { clockOffset } from './shared-clock.ts';
import { startFlags } from './start-flags.ts';

/** A server under test, with the probe in it. */
export interface Subject {
  webhookUrl: string;
  statusUrl: string | null;
  probe: Child<ProbeApi, null>;
}

/** Everything that a bench needs, each in a process of its own. */
export interface BenchStage {
  product: Subject;
  relay: Subject;
  callers: Child<CallersApi, CallersReady>;
  simulators: Child<SimulatorsApi, SimulatorsReady>;
  /** One that the shop knows, and one that it does not. */
  numbers: readonly string[];
  /** What the product runs from. */
  runs: 'built' | 'tsx';
  /** Rejects when one of the processes ends too early. */
  broken: Promise<never>;
  close(): Promise<void>;
}

const HERE = fileURLToPath(new URL('.', import.meta.url));
const ROOT = join(HERE, '../..');
const BUILT = join(ROOT, 'dist/src/main.js');
const ZONE = 'America/New_York';
const ACCOUNT = `AC${'0'.repeat(32)}`;
// Nobody outside of these processes ever sees them.
const AUTH_TOKEN = 'token-of-the-simulated-carrier';
const KEY = 'key-of-the-simulated-providers';
const STRANGER = '+12125550199';
/** The longest wave, with calls that never get an answer. */
const ANSWER_MS = 90_000;
const START_MS = 30_000;
const clock = systemClock;

export async function openBenchStage(lettersPerSecond: number): Promise<BenchStage> {
  const closers: (() => Promise<unknown>)[] = [];
  const close = async () => {
    for (const step of closers.splice(0).reverse()) await step().catch(() => undefined);
  };
  try {
    const dataDir = await mkdtemp(join(tmpdir(), 'callchart-bench-'));
    // PostgreSQL does not run as root: its own user has to be able to enter.
    await chmod(dataDir, 0o711);
    closers.push(() => rm(dataDir, { recursive: true, force: true }));
    const postgres = await startEmbedded({ dataDir, clock, log: silentLog });
    closers.push(() => postgres.stop());
    const { known, openDay } = await seed(postgres.url, dataDir);
    const offset = { clockOffset: clockOffset() };
    const start = startHere(closers);
    const [simulators, callers] = await Promise.all([
      start<SimulatorsApi, SimulatorsReady>('simulators', {
        ...offset,
        apiKey: KEY,
        openDay,
        lettersPerSecond,
      } satisfies SimulatorsSettings),
      start<CallersApi, CallersReady>('callers', {
        ...offset,
        accountSid: ACCOUNT,
        authToken: AUTH_TOKEN,
      } satisfies CallersSettings),
    ]);
    const runs = existsSync(BUILT) ? 'built' : 'tsx';
    const env = {
      NODE_ENV: 'production',
      HOST: '127.0.0.1',
      DATABASE_URL: postgres.url,
      DATA_DIR: dataDir,
      REDIS_URL: simulators.ready.redisUrl,
      TWILIO_ACCOUNT_SID: ACCOUNT,
      TWILIO_AUTH_TOKEN: AUTH_TOKEN,
      TWILIO_API_URL: callers.ready.restUrl,
      DEEPGRAM_API_KEY: KEY,
      DEEPGRAM_URL: simulators.ready.speechUrl,
      OPENAI_API_KEY: KEY,
      OPENAI_BASE_URL: simulators.ready.modelUrl,
      VPIC_URL: simulators.ready.vpicUrl,
      SHOP_TIMEZONE: ZONE,
      MEDIA_SERVER: 'uws',
    };
    const [product, relay] = await Promise.all([
      startProduct(runs, env, closers),
      startRelay(
        runs,
        { speechUrl: simulators.ready.speechUrl, modelUrl: simulators.ready.modelUrl, apiKey: KEY },
        closers,
      ),
    ]);
    const broken = Promise.race([simulators, callers, product.probe, relay.probe].map((child) => child.broken));
    broken.catch(() => undefined);
    return { product, relay, callers, simulators, numbers: [known, STRANGER], runs, broken, close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function seed(url: string, dataDir: string): Promise<{ known: string; openDay: string }> {
  const database = await openDatabase({ url, dataDir, log: silentLog, clock });
  const asOf = new Date(clock.now());
  const { maria } = await seedDemo(database.dataSource, { asOf, zone: ZONE });
  await database.close();
  const time = createShopTime({ zone: ZONE });
  let openDay = addDays(time.dateOf(asOf), 1);
  while ('closed' in time.opening(openDay)) openDay = addDays(openDay, 1);
  return { known: maria.phoneNumber, openDay };
}

const startHere =
  (closers: (() => Promise<unknown>)[]) =>
  async <A extends Record<string, (argument: never) => Promise<unknown>>, R>(name: string, settings: unknown) => {
    const child = await startChild<A, R>(join(HERE, `${name}.ts`), { name, clock, settings, answerMs: ANSWER_MS });
    closers.push(() => child.stop());
    return child;
  };

/** As `npm start` does it; the relay likewise. */
const flagsOf = (runs: BenchStage['runs']) => (runs === 'built' ? startFlags() : []);
const PROBED = ['--expose-gc', '--import', 'tsx', '--import', join(HERE, 'probe.ts')];

async function startProduct(
  runs: BenchStage['runs'],
  env: Record<string, string>,
  closers: (() => Promise<unknown>)[],
): Promise<Subject> {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const line = nextLine(clock);
  const built = ['--expose-gc', '--import', join(ROOT, 'dist/src/bench/probe.js')];
  const probe = await startChild<ProbeApi, null>(runs === 'built' ? BUILT : join(ROOT, 'src/main.ts'), {
    name: 'server',
    clock,
    env: { ...env, PORT: String(port), PUBLIC_URL: url },
    execArgv: [...flagsOf(runs), ...(runs === 'built' ? built : PROBED)],
    onLine: (text) => text.startsWith('listening on') && line.came(text),
    answerMs: ANSWER_MS,
  });
  closers.push(() => probe.stop());
  await Promise.race([line.wait, probe.broken]);
  return { webhookUrl: `${url}/twilio/voice`, statusUrl: `${url}/twilio/status`, probe };
}

async function startRelay(
  runs: BenchStage['runs'],
  settings: RelaySettings,
  closers: (() => Promise<unknown>)[],
): Promise<Subject> {
  const line = nextLine(clock);
  const probe = await startChild<ProbeApi, null>(join(HERE, 'relay.ts'), {
    name: 'relay',
    clock,
    settings,
    execArgv: [...flagsOf(runs), ...PROBED],
    onLine: line.came,
    answerMs: ANSWER_MS,
  });
  closers.push(() => probe.stop());
  const { url } = JSON.parse(await Promise.race([line.wait, probe.broken])) as RelayReady;
  return { webhookUrl: `${url}/voice`, statusUrl: null, probe };
}

function nextLine(clock: Clock) {
  let came: (line: string) => void = () => undefined;
  const wait = new Promise<string>((resolve, reject) => {
    const late = clock.setTimeout(
      () => reject(new Error(`expected a server to listen within ${START_MS} ms`)),
      START_MS,
    );
    came = (line) => {
      clock.clearTimeout(late);
      resolve(line);
    };
  });
  return { wait, came };
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}
