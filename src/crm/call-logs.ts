import { CallLog } from '../../entities/call-log.ts';
import type { CallDirection, CallOutcome } from '../../entities/vocabulary.ts';
import { jsonText } from './json.ts';
import { type Db, managerOf, rowsOf } from './writing.ts';

export interface BegunCall {
  callId: string;
  shopId: string;
  /** The carrier's name for it; null for a call that no carrier knows. */
  callSid: string | null;
  direction: CallDirection;
  /** E.164, or null where withheld. */
  fromNumber: string | null;
  toNumber: string | null;
  startedAt: Date;
  customerId?: string | null;
  scenario?: string | null;
  chartVersion?: string | null;
}

/** What is left out keeps its value. */
export interface FinishedCall {
  endedAt: Date;
  outcome: CallOutcome;
  customerId?: string | null;
  transcript?: readonly unknown[];
  tools?: readonly unknown[];
  tokens?: Readonly<Record<string, number>>;
  cost?: number | null;
  transferredTo?: string | null;
}

/**
 * Writes that a call began. Told again for the same call, by our name for it or the carrier's, nothing happens, unless it was
 * turned away before: then it begins now.
 */
export async function beginCall(db: Db, begun: BegunCall): Promise<void> {
  const { callId, shopId, callSid, direction, fromNumber, toNumber, startedAt } = begun;
  const { customerId = null, scenario = null, chartVersion = null } = begun;
  const inserted = await rowsOf<unknown>(
    db,
    `INSERT INTO call_logs (call_id, shop_id, call_sid, direction, from_number, to_number, started_at, customer_id,
       scenario, chart_version, transcript, tools, tokens, created_at, updated_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, '[]', '[]', '{}', $7, $7)
     ON CONFLICT DO NOTHING RETURNING call_id`,
    [
      callId,
      shopId,
      callSid,
      direction,
      numberOf(fromNumber),
      numberOf(toNumber),
      startedAt,
      customerId,
      scenario,
      chartVersion,
    ],
  );
  if (inserted.length > 0) return;
  await db.query(
    `UPDATE call_logs SET call_id = $1, started_at = $3, ended_at = NULL, duration_seconds = NULL, outcome = NULL
     WHERE call_sid = $2 AND outcome = 'refused'`,
    [callId, callSid, startedAt],
  );
}

/** A number, or nothing: carriers name SIP addresses and their own clients in the same place, and no log is to be lost for that. */
function numberOf(text: string | null): string | null {
  return text !== null && /^\+[1-9]\d{6,14}$/.test(text) ? text : null;
}

/**
 * Writes how a call ended. The first to say so is right.
 * @returns false when there is no such call, or it had ended before
 */
export async function finishCall(db: Db, callId: string, finished: FinishedCall): Promise<boolean> {
  const { endedAt, outcome, customerId, transcript, tools, tokens, cost, transferredTo } = finished;
  const json = (value: unknown) => (value === undefined ? null : jsonText(value));
  const rows = await rowsOf<unknown>(
    db,
    `UPDATE call_logs SET
       ended_at = greatest($2::timestamptz, started_at),
       duration_seconds = greatest(0, round(extract(epoch FROM $2::timestamptz - started_at))),
       outcome = $3,
       customer_id = coalesce($4, customer_id),
       transcript = coalesce($5::jsonb, transcript),
       tools = coalesce($6::jsonb, tools),
       tokens = coalesce($7::jsonb, tokens),
       cost = coalesce($8, cost),
       transferred_to = coalesce($9, transferred_to),
       updated_at = $2
     WHERE call_id = $1 AND ended_at IS NULL
     RETURNING call_id`,
    [
      callId,
      endedAt,
      outcome,
      customerId ?? null,
      json(transcript),
      json(tools),
      json(tokens),
      cost ?? null,
      numberOf(transferredTo ?? null),
    ],
  );
  return rows.length === 1;
}

/**
 * A call that had ended goes on after all: its stream came back. What was written of it stays until it ends again.
 * @returns false when there is no such call, or it had not ended
 */
export async function reopenCall(db: Db, callId: string): Promise<boolean> {
  const rows = await rowsOf<unknown>(
    db,
    `UPDATE call_logs SET ended_at = NULL, duration_seconds = NULL, outcome = NULL
     WHERE call_id = $1 AND ended_at IS NOT NULL
     RETURNING call_id`,
    [callId],
  );
  return rows.length === 1;
}

export async function callById(db: Db, callId: string): Promise<CallLog | null> {
  return managerOf(db).findOneBy(CallLog, { callId });
}

/** By the carrier's name for the call. */
export async function callBySid(db: Db, callSid: string): Promise<CallLog | null> {
  return managerOf(db).findOneBy(CallLog, { callSid });
}
