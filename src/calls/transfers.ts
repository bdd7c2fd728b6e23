import type { TransferWord } from '../../machines/ports/line.ts';
import { type Clock, type NewId, within } from '../clock.ts';
import { addCallBack } from '../crm/staff-tasks.ts';
import { type Db, managerOf } from '../crm/writing.ts';
import { messageOf, timedOut } from '../errors.ts';
import type { Logger } from '../log.ts';
import type { LiveCall } from './live-call.ts';

const WRITE_MS = 5_000;

/**
 * The word for the colleague. It is a task to call back until the carrier says that the colleague has answered: whatever
 * goes wrong between, somebody is told. Neither method rejects or makes a call wait.
 */
export interface Transfers {
  offered(call: Pick<LiveCall, 'callId' | 'from'>, word: TransferWord): void;
  /** The colleague took the call. */
  answered(callSid: string): void;
}

export interface TransfersOptions {
  db: Db;
  shopId: string;
  clock: Clock;
  newId: NewId;
  log: Logger;
}

const DONE = `UPDATE staff_tasks SET status = 'done', updated_at = $3
  WHERE shop_id = $1 AND kind = 'call_back' AND status = 'open' AND payload ? 'briefing'
    AND call_id = (SELECT call_id FROM call_logs WHERE shop_id = $1 AND call_sid = $2)`;

export function createTransfers(options: TransfersOptions): Transfers & { settled(): Promise<void> } {
  const { db, shopId, clock, newId, log } = options;
  // In order: a colleague who answers at once must not be written down before the word for them.
  let tail = Promise.resolve();

  function write(what: string, work: () => Promise<unknown>): void {
    tail = tail
      .then(() => within(clock, WRITE_MS, work(), () => timedOut('database', what, WRITE_MS)))
      .then(
        () => undefined,
        (error: unknown) => log.error({ what, error: messageOf(error) }, 'a transfer could not be written down'),
      );
  }

  return {
    offered({ callId, from }, { reason, briefing, customerId }) {
      const change = { shopId, at: new Date(clock.now()), newId, by: { callId } };
      write('offer', () => addCallBack(db, change, { reason, phoneNumber: from, briefing, customerId }));
    },
    answered(callSid) {
      write('answer', () => managerOf(db).query(DONE, [shopId, callSid, new Date(clock.now())]));
    },
    settled: () => tail,
  };
}
