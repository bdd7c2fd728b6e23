import { CallEvent } from '../../entities/call-event.ts';
import { isRefusal } from './failures.ts';
import { type Db, managerOf, rowsOf } from './writing.ts';

/** An event as it is written: `payload` is JSON text. */
export interface NumberedEvent {
  callId: string;
  shopId: string;
  /** Counted from 1 within the call. */
  seq: number;
  at: Date;
  source: string;
  type: string;
  payload: string;
  chartVersion: string;
}

/** The last number that each of these calls has an event of; calls without events are absent. */
export async function lastSeqs(db: Db, callIds: string[]): Promise<Map<string, number>> {
  const rows = await rowsOf<{ call_id: string; seq: number }>(
    db,
    'SELECT call_id, max(seq) AS seq FROM call_events WHERE call_id = ANY($1::uuid[]) GROUP BY call_id',
    [callIds],
  );
  return new Map(rows.map(({ call_id, seq }) => [call_id, seq]));
}

/**
 * Writes events in one statement; those that are there already are left alone, so a batch whose answer was lost can be
 * sent again. If the database refuses the batch for its values, each event is tried alone.
 * @returns how many events were refused
 */
export async function insertEvents(db: Db, events: readonly NumberedEvent[]): Promise<number> {
  try {
    await insert(db, events);
    return 0;
  } catch (thrown) {
    if (!isRefusal(thrown)) throw thrown;
    if (events.length === 1) return 1;
  }
  let refused = 0;
  for (const event of events) refused += await insertEvents(db, [event]);
  return refused;
}

async function insert(db: Db, events: readonly NumberedEvent[]): Promise<void> {
  const column = (name: keyof NumberedEvent) => events.map((event) => event[name]);
  await db.query(
    `INSERT INTO call_events (call_id, shop_id, seq, at, source, type, payload, chart_version, created_at, updated_at)
     SELECT e.call_id, e.shop_id, e.seq, e.at, e.source, e.type, e.payload::jsonb, e.chart_version, e.at, e.at
     FROM unnest($1::uuid[], $2::uuid[], $3::integer[], $4::timestamptz[], $5::text[], $6::text[], $7::text[], $8::text[])
       AS e (call_id, shop_id, seq, at, source, type, payload, chart_version)
     ON CONFLICT (call_id, seq) DO NOTHING`,
    [
      column('callId'),
      column('shopId'),
      column('seq'),
      column('at'),
      column('source'),
      column('type'),
      column('payload'),
      column('chartVersion'),
    ],
  );
}

/** What was recorded of a call, in order. */
export async function eventsOf(db: Db, callId: string): Promise<CallEvent[]> {
  return managerOf(db).find(CallEvent, { where: { callId }, order: { seq: 'ASC' } });
}
