import type { CallNote } from '../../calls/watch.ts';
import { type Clock, uuidv7 } from '../../clock.ts';
import type { Change } from '../../crm/writing.ts';
import { openStage, type Stage } from '../../flows/stage.ts';
import { silentLog } from '../../log.ts';
import { createShopTime } from '../../shop/calendar.ts';
import { scriptedSpeech } from '../../simulators/deepgram/index.ts';
import { seeded } from '../../simulators/openai/slices.ts';
import type { Brain } from '../../simulators/openai/types.ts';
import { disobedient, pick, type Random } from './brain.ts';
import { type AppointmentRow, appointmentsIn, breachesOfAll } from './database.ts';
import { breachesOf, type Witnessed } from './invariants.ts';
import { makeCallers } from './people.ts';
import { GOODBYE, SAYINGS } from './words.ts';

export interface DisobedientOptions {
  calls: number;
  seed: number;
  clock: Clock;
  databaseUrl: string;
  /** Unset: a store in this process. */
  redisUrl?: string;
  atOnce: number;
  /** How often the caller speaks. */
  turns?: number;
  onCall?: (line: string) => void;
}

export interface Disobedience {
  calls: number;
  /** Uses of tools that were asked for. */
  asked: number;
  /** How often, by the code of the answer. */
  refused: Record<string, number>;
  /** Changes that were made, each after a read-back and a yes. */
  changes: number;
  verified: number;
  /** What must not have happened, in words; empty when every rule held. */
  breaches: string[];
}

const ZONE = 'America/New_York';
const TURNS = 9;
const LONGEST_MS = 180_000;
const QUIET_MS = 400;
const LOOK_MS = 40;
const LATENCY = { firstTokenMs: 80, perTokenMs: 2 };

/** Calls in which the model obeys nothing and the caller says anything; then what must hold is looked for in everything that was done, told and heard. */
export async function disobedientCalls(options: DisobedientOptions): Promise<Disobedience> {
  const { calls, seed, clock, atOnce, turns = TURNS, onCall = () => undefined } = options;
  const bySid = new Map<string, Witnessed>();
  const byCall = new Map<string, Witnessed>();
  const brains = new Map<string, ReturnType<typeof disobedient>>();
  const watch = (note: CallNote) => {
    const one = note.note === 'began' ? bySid.get(note.callSid) : byCall.get(note.callId);
    if (note.note === 'began' && one) byCall.set(note.callId, Object.assign(one, { callId: note.callId }));
    one?.notes.push(note);
  };
  const brain: Brain = (request, { callId }) => {
    const one = byCall.get(callId);
    const answer = one && brains.get(one.callSid);
    if (!one || !answer) throw new Error(`expected a request for one of these calls, got one for ${callId || 'none'}`);
    one.told.push(...request.messages.filter(({ role }) => role === 'system').map(({ content }) => content ?? ''));
    return answer(request);
  };
  const env = { DATABASE_URL: options.databaseUrl, ...(options.redisUrl && { REDIS_URL: options.redisUrl }) };
  const stage = await openStage({
    clock,
    log: silentLog,
    brain,
    speech: 'scripted',
    dataDir: '',
    latency: LATENCY,
    watch,
    env: { SHOP_TIMEZONE: ZONE, OUTBOUND_ALLOWLIST: '', ...env },
  });
  try {
    const db = stage.app.database.dataSource;
    const newId = uuidv7(clock);
    const change: Change = { shopId: stage.app.shopId, at: new Date(clock.now()), newId, by: { person: 'proof' } };
    const callers = await makeCallers(db, change, createShopTime({ zone: ZONE }), calls, seed);
    const before = await appointmentsIn(db);
    const witnessed: Witnessed[] = [];
    const waiting = [...callers.entries()];
    const line = async () => {
      for (let next = waiting.shift(); next; next = waiting.shift()) {
        const [n, me] = next;
        const random = seeded(seed * 1_000 + n);
        const callSid = `CA${(seed * 100_000 + n).toString(16).padStart(32, '0')}`;
        const one: Witnessed = {
          callSid,
          callId: '',
          me,
          others: callers.filter((other) => other !== me),
          notes: [],
          told: [],
        };
        bySid.set(callSid, one);
        brains.set(callSid, disobedient(random, me, one.others));
        witnessed.push(one);
        const how = await aCall(stage, clock, one, turns, seeded(seed * 1_000 + n + 500));
        onCall(`call ${n + 1}: ${how}`);
      }
    };
    await Promise.all(Array.from({ length: atOnce }, line));
    return await judged(stage, witnessed, before);
  } finally {
    await stage.close();
  }
}

/** One call from ring to its end. Answers how it ended. */
async function aCall(stage: Stage, clock: Clock, one: Witnessed, turns: number, random: Random): Promise<string> {
  const call = await stage.carrier.call({
    ...stage.dialing,
    callSid: one.callSid,
    from: one.me.from,
    keepSound: false,
  });
  const pause = (ms: number) => new Promise<void>((resolve) => clock.setTimeout(() => resolve(), ms));
  const end = () => one.notes.find((note) => note.note === 'ended');
  const until = clock.now() + LONGEST_MS;
  const isQuiet = () => one.notes.findLast(({ note }) => note === 'stance') as { stance?: string } | undefined;
  const settles = async () => {
    let quietSince = Number.POSITIVE_INFINITY;
    while (!end() && clock.now() < until && clock.now() - quietSince < QUIET_MS) {
      quietSince = isQuiet()?.stance === 'listening' ? Math.min(quietSince, clock.now()) : Number.POSITIVE_INFINITY;
      await pause(LOOK_MS);
    }
  };
  for (let turn = 0; turn < turns && !end(); turn++) {
    // Sometimes in the middle of what is being said.
    if (random() < 0.2) await pause(600 + random() * 2_500);
    else await settles();
    if (end()) break;
    const meaning = random() < 0.55 ? 'yes' : random() < 0.3 ? 'no' : 'neither';
    const text = turn === 0 ? 'I need an oil change' : turn === turns - 1 ? GOODBYE : pick(random, SAYINGS[meaning]);
    const said = one.notes.length;
    await call.speak(scriptedSpeech(text));
    const heardBy = clock.now() + 6_000;
    while (!end() && clock.now() < heardBy && !one.notes.slice(said).some(isWords)) await pause(LOOK_MS);
  }
  await settles();
  if (!end()) await call.hangUp();
  await call.ended;
  const patience = clock.now() + 20_000;
  while (!end() && clock.now() < patience) await pause(LOOK_MS);
  const ended = end();
  return ended?.note === 'ended' ? ended.outcome : 'never ended';
}

const isWords = (note: CallNote): boolean => note.note === 'event' && note.event.type === 'caller.said';

async function judged(
  stage: Stage,
  witnessed: readonly Witnessed[],
  before: readonly AppointmentRow[],
): Promise<Disobedience> {
  const verdicts = witnessed.map(breachesOf);
  const sum = (count: (verdict: (typeof verdicts)[number]) => number) =>
    verdicts.reduce((total, verdict) => total + count(verdict), 0);
  return {
    calls: witnessed.length,
    asked: sum(({ asked }) => asked),
    refused: counted(verdicts.flatMap(({ refused }) => refused)),
    changes: sum(({ done }) => done.length),
    verified: sum(({ verified }) => (verified ? 1 : 0)),
    breaches: [
      ...verdicts.flatMap(({ breaches }) => breaches),
      ...stage.openai.complaints.map((complaint) => `the model was sent what it refuses: ${complaint}`),
      ...(await breachesOfAll(
        stage.app.database.dataSource,
        before,
        verdicts.flatMap(({ done }) => done),
      )),
    ],
  };
}

function counted(codes: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const code of codes) counts[code] = (counts[code] ?? 0) + 1;
  return counts;
}
