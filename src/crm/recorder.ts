import type { DataSource } from 'typeorm';
import type { Clock } from '../clock.ts';
import type { Logger } from '../log.ts';
import { insertEvents, lastSeqs, type NumberedEvent } from './call-events.ts';
import { codeOf } from './failures.ts';
import { jsonText } from './json.ts';

const FLUSH_MS = 250; // a crash loses no more than this
const BATCH = 200;
const MOST_WAITING = 20_000; // some 10 MB: about an hour of one call, or a minute of a hundred
const MOST_CALLS = 5_000;
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i; // anything else would hold up the batch it is in
const LONGEST_PAUSE_MS = 5_000;

/** Writes down what happens in calls. Nothing here makes a call wait, or fail. */
export interface Recorder {
  /** Takes it down as it is now; it is written within a moment. Never throws. */
  record(callId: string, source: string, type: string, payload: unknown): void;
  /** Resolves when what has been recorded of this call (or of all) is written, or given up for now. Never rejects. */
  flush(callId?: string): Promise<void>;
  /** How many events were lost since the start. */
  dropped(): number;
  /** Writes what it can and takes no more. */
  close(): Promise<void>;
}

export interface RecorderOptions {
  dataSource: DataSource;
  shopId: string;
  /** Which chart these events were told to. */
  chartVersion: string;
  clock: Clock;
  log: Logger;
  /** How many events may wait while the database is away; then the oldest are dropped. */
  maxWaiting?: number;
}

/** Numbers of a call's events: `base` is the last one in the database when we began, known once it has been asked. */
interface Numbers {
  base?: number;
  given: number;
}

interface Waiting {
  event: NumberedEvent;
  numbers: Numbers;
}

export function createRecorder(options: RecorderOptions): Recorder {
  const { dataSource, shopId, chartVersion, clock, log, maxWaiting = MOST_WAITING } = options;
  const calls = new Map<string, Numbers>();
  let waiting: Waiting[] = [];
  let underway = 0; // how many of those, from the first, are being written
  let lost = 0;
  let failures = 0;
  let closed = false;
  let timer: unknown;
  let writing: Promise<boolean> | undefined;

  const numbersOf = (callId: string): Numbers => {
    const numbers = calls.get(callId) ?? { given: 0 };
    calls.delete(callId);
    calls.set(callId, numbers); // the call heard of longest ago comes first, and is forgotten first
    const [oldest] = calls.keys();
    if (calls.size > MOST_CALLS && oldest !== undefined) calls.delete(oldest);
    return numbers;
  };

  const schedule = (ms: number) => {
    timer ??= clock.setTimeout(() => {
      timer = undefined;
      void write();
    }, ms);
  };

  const unschedule = () => {
    if (timer !== undefined) clock.clearTimeout(timer);
    timer = undefined;
  };

  /** Writes one batch. Answers whether another may follow at once. */
  const writeBatch = async (): Promise<boolean> => {
    const batch = waiting.slice(0, BATCH);
    underway = batch.length;
    try {
      const fresh = new Map(
        batch.filter(({ numbers }) => numbers.base === undefined).map((w) => [w.event.callId, w.numbers]),
      );
      if (fresh.size > 0) {
        const last = await lastSeqs(dataSource, [...fresh.keys()]);
        for (const [callId, numbers] of fresh) numbers.base = last.get(callId) ?? 0;
      }
      const events = batch.map(({ event, numbers }) => ({ ...event, seq: event.seq + (numbers.base ?? 0) }));
      lost += await insertEvents(dataSource, events);
    } catch (thrown) {
      failures += 1;
      if (failures === 1) log.warn({ code: codeOf(thrown) }, 'call events cannot be written; they are kept meanwhile');
      return false;
    } finally {
      underway = 0;
    }
    if (failures > 0) log.info({ lost }, 'call events are written again');
    failures = 0;
    waiting = waiting.slice(batch.length);
    return true;
  };

  const writeAll = async (): Promise<boolean> => {
    while (waiting.length > 0) if (!(await writeBatch())) return false;
    return true;
  };

  /** One writer at a time, so that events lie in the database in their order. */
  const write = (): Promise<boolean> => {
    unschedule();
    writing ??= writeAll().finally(() => {
      writing = undefined;
      if (waiting.length > 0 && !closed) schedule(Math.min(FLUSH_MS * 2 ** failures, LONGEST_PAUSE_MS));
    });
    return writing;
  };

  const flush = async (callId?: string) => {
    const last = waiting.findLast(({ event }) => callId === undefined || event.callId === callId);
    while (last && waiting.includes(last)) if (!(await write())) return;
  };

  return {
    record(callId, source, type, payload) {
      if (closed) return;
      if (!UUID.test(callId)) {
        lost += 1;
        return;
      }
      const numbers = numbersOf(callId);
      numbers.given += 1;
      const at = new Date(clock.now());
      const event = { callId, shopId, seq: numbers.given, at, source, type, payload: jsonText(payload), chartVersion };
      waiting.push({ event, numbers });
      if (waiting.length > maxWaiting) {
        waiting.splice(underway, 1);
        lost += 1;
      }
      if (waiting.length >= BATCH && failures === 0) void write();
      else schedule(FLUSH_MS);
    },
    flush,
    dropped: () => lost,
    async close() {
      closed = true;
      await flush();
      unschedule();
      lost += waiting.length;
      if (lost > 0) log.warn({ lost }, 'call events were lost');
      waiting = [];
    },
  };
}
