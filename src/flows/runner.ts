import type { CallNote } from '../calls/watch.ts';
import { type NewId, uuidv7, within } from '../clock.ts';
import { messageOf } from '../errors.ts';
import type { Logger } from '../log.ts';
import { createShopTime } from '../shop/calendar.ts';
import type { TcpProxy } from '../simulators/tcp-proxy.ts';
import { Chronicle } from './chronicle.ts';
import { Ear } from './ear.ts';
import type { Flow } from './format.ts';
import { createModel, type FlowModel, valuesOf } from './model.ts';
import { breakDatabase, needsItsOwnStage, ownEnvOf, ownWayTo } from './own-stage.ts';
import { makeCast } from './people.ts';
import { leaveCall, perform } from './perform.ts';
import { placeCall } from './placed-call.ts';
import { pause, type Scene } from './scene.ts';
import type { Stage } from './stage.ts';
import { createStages } from './stages.ts';
import type { SteadyClock } from './steady-clock.ts';
import type { Filters } from './template.ts';
import { judge, saidByCarrier } from './verdict.ts';

export interface RunnerOptions {
  clock: SteadyClock;
  log: Logger;
  databaseUrl: string;
  redisUrl: string;
  /** How many calls go on at a time. */
  atOnce: number;
}

/** What became of a flow. */
export interface FlowResult {
  flow: Flow;
  /** One for each expectation that does not hold; empty when it passed. */
  failures: string[];
  /** What happened, line by line, for who looks for the reason. */
  story: string[];
  /** How long the call took, in its own time. */
  callMs: number;
  /** How the call ended by its log, and what the carrier's own voice said in it. Null where there was no call. */
  end: { outcome: string | null; carrierSaid: readonly string[] } | null;
}

export interface Runner {
  /** Runs a flow as soon as there is room. Never rejects: what goes wrong is a failure of the flow. */
  run(flow: Flow): Promise<FlowResult>;
  /** The server that most flows share, with all its surroundings. */
  stage(): Promise<Stage>;
  close(): Promise<void>;
}

interface Play {
  /** Counts the flows. */
  n: number;
  /** To the database, where it can be broken. */
  way: TcpProxy | null;
  result: FlowResult;
}

interface Running {
  chronicle: Chronicle;
  model: FlowModel;
}

const ZONE = 'America/New_York';
const LONGEST_FLOW_MS = 240_000;
const WRITTEN_WITHIN_MS = 10_000;

/** Runs flows against the whole product. Most share one stage; one that breaks speech or sets the environment has its own. */
export function createRunner({ clock, log, databaseUrl, redisUrl, atOnce }: RunnerOptions): Runner {
  const newId: NewId = uuidv7(clock);
  const shopTime = createShopTime({ zone: ZONE });
  const filters: Filters = {
    /** `Tuesday, December 1st at 9:30 AM` */
    spoken: (time) => shopTime.spoken(new Date(time)),
    /** `December 1st` */
    date: (day) => /, (.+) at /.exec(shopTime.spoken(new Date(`${day}T17:00:00Z`)))?.[1] ?? day,
  };
  const bySid = new Map<string, Running>();
  const byCallId = new Map<string, Running>();
  const waiting: (() => void)[] = [];
  let room = atOnce;
  let count = 0;

  const watch = (note: CallNote) => {
    const running = note.note === 'began' ? bySid.get(note.callSid) : byCallId.get(note.callId);
    if (note.note === 'began' && running) byCallId.set(note.callId, running);
    running?.chronicle.take(note);
  };

  const stages = createStages({
    clock,
    log,
    watch,
    env: { DATABASE_URL: databaseUrl, REDIS_URL: redisUrl, SHOP_TIMEZONE: ZONE },
    brain: (request, { callId }) => {
      const running = byCallId.get(callId);
      if (!running) throw new Error(`expected a request for a flow's call, got one for ${callId || 'none'}`);
      return running.model.answer(request);
    },
  });

  async function enter(): Promise<void> {
    if (room > 0) room -= 1;
    else await new Promise<void>((resolve) => waiting.push(resolve));
  }
  function leave(): void {
    const next = waiting.shift();
    if (next) next();
    else room += 1;
  }

  async function run(flow: Flow): Promise<FlowResult> {
    await enter();
    count += 1;
    const n = count;
    const failures: string[] = [];
    const result: FlowResult = { flow, failures, story: [], callMs: 0, end: null };
    let own: Stage | null = null;
    let way: TcpProxy | null = null;
    try {
      way = await ownWayTo(databaseUrl, flow);
      if (needsItsOwnStage(flow))
        own = await stages.own({ ...(way && { DATABASE_URL: way.url }), ...ownEnvOf(flow, n) });
      await play(flow, own ?? (await stages.shared()), { n, way, result });
    } catch (error) {
      failures.push(messageOf(error));
    } finally {
      await own?.close().catch((error: unknown) => failures.push(`closing: ${messageOf(error)}`));
      await way?.close();
      leave();
    }
    return result;
  }

  async function play(flow: Flow, stage: Stage, { n, way, result }: Play): Promise<void> {
    const { failures } = result;
    const { dataSource: db } = stage.app.database;
    const { shopId } = stage.app;
    const cast = await makeCast(flow, { db, shopId, shopTime, clock, newId, n });
    const complaintsBefore = stage.openai.complaints.length;
    if (flow.faults.stt) stage.deepgram?.faults.set('listen', ...flow.faults.stt);
    if (flow.faults.tts) stage.deepgram?.faults.set('speak', ...flow.faults.tts);
    stage.vpicFault.now = flow.faults.vpic;
    if (flow.faults.carrier_rest !== undefined) stage.carrier.restFaults.broken = flow.faults.carrier_rest;

    const startedAt = clock.now();
    const chronicle = new Chronicle(() => clock.now() - startedAt);
    const values = () => ({ ...cast.values, ...valuesOf(chronicle.results()) });
    const model = createModel(flow, cast.values, filters);
    const call = flow.placed
      ? await placeCall(flow.placed, stage, cast, filters)
      : await stage.carrier.call({
          ...stage.dialing,
          callSid: `CA${n.toString(16).padStart(32, '0')}`,
          from: cast.from,
        });
    const { callSid } = call;
    bySid.set(callSid, { chronicle, model });
    const scene: Scene = {
      clock,
      call,
      ear: new Ear(call),
      chronicle,
      deepgram: stage.deepgram,
      breakDatabase: (how) => breakDatabase(way, how),
      values,
      filters,
      uttered: [],
      diaryFrom: 0,
      toolsFrom: 0,
    };
    await within(
      clock,
      LONGEST_FLOW_MS,
      perform(flow.steps, scene),
      () => new Error(`expected the steps to be over within ${LONGEST_FLOW_MS} ms`),
    ).catch((error: unknown) => failures.push(messageOf(error)));
    await way?.mend();
    const end = await leaveCall(scene);
    result.callMs = end.durationMs;
    try {
      await written(chronicle, scene, db);
      const { outcome, wrong } = await judge(flow.expect, { scene, cast, end, db, shopId });
      failures.push(...wrong);
      result.end = { outcome, carrierSaid: saidByCarrier(call) };
    } catch (error) {
      failures.push(messageOf(error));
    }
    failures.push(...complaintsOf(flow, model, stage, complaintsBefore));
    if (failures.length === 0)
      for (const text of model.left())
        failures.push(`model: expected every reply to be asked for, this one was not: "${text}"`);
    result.story = [...chronicle.lines, `heard: ${scene.ear.text()}`, ...diaryLines(scene)];
    bySid.delete(callSid);
  }

  /** The log of the call is written after its end, off its path. */
  async function written(
    chronicle: Chronicle,
    scene: Scene,
    db: Stage['app']['database']['dataSource'],
  ): Promise<void> {
    const until = clock.now() + WRITTEN_WITHIN_MS;
    const isWritten = async () => {
      if (chronicle.isLive) return false;
      const rows = await db.query('SELECT 1 FROM call_logs WHERE call_sid = $1 AND ended_at IS NOT NULL', [
        scene.call.callSid,
      ]);
      return rows.length === 1;
    };
    while (!(await isWritten())) {
      if (clock.now() > until)
        throw new Error(`expected the call to end and its log to be written within ${WRITTEN_WITHIN_MS} ms`);
      await pause(clock, 100);
    }
  }

  return {
    run,
    stage: () => stages.shared(),
    close: () => stages.close(),
  };
}

function complaintsOf(flow: Flow, model: FlowModel, stage: Stage, before: number): string[] {
  const wanted = flow.expect.model_complaint;
  const complaints = stage.openai.complaints
    .slice(before)
    .filter((text) => wanted === undefined || !text.includes(wanted));
  return [...new Set([...model.complaints, ...complaints])].map(
    (text) => `model's server: expected nothing to complain of, got: ${text}`,
  );
}

function diaryLines({ call }: Scene): string[] {
  return call.diary
    .filter(({ type }) => !type.startsWith('mark.'))
    .map(({ at, ...entry }) => `${(at / 1_000).toFixed(2).padStart(7)} s  carrier: ${JSON.stringify(entry)}`);
}
