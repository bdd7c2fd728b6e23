import type { CheckedCall, ToolName } from '../../machines/ports/tools.ts';
import { within } from '../clock.ts';
import type { SlotTaken } from '../crm/bays.ts';
import { holdSlot, releaseHold, renewHold } from '../crm/holds.ts';
import { messageOf, timedOut } from '../errors.ts';
import type { Logger } from '../log.ts';
import type { CallInfo, Desk, Outcome, Task } from './define.ts';
import type { Booking } from './free-slots.ts';

const TIMEOUT_MS = 2_000;
/** Who asks for these is no longer talking about the proposal. */
const LEAVES: readonly ToolName[] = ['transfer_to_human', 'end_call', 'register_customer'];

/** The slot of what this call has proposed: nobody else is sold it while the caller makes up their mind. */
export interface Hold {
  /** Holds the slot in place of what was held before. Not null: it is taken after all. */
  take(task: Task, bays: readonly number[], start: Date, booking: Booking): Promise<SlotTaken | null>;
  /** To be called when a tool has answered: it is talked about further, or it was done, replaced or left. Never rejects. */
  settle(checked: CheckedCall, outcome: Outcome): Promise<void>;
  /** The caller speaks of this change: its slot, if it is the one that is held, is held on. Never rejects. */
  renew(changeKey: string): Promise<void>;
  /** This change is not asked about any more. What is held for another one stays. Never rejects. */
  withdraw(changeKey: string): Promise<void>;
  /** Nobody thinks of it any more. Never rejects: a hold that cannot be released expires. */
  release(): Promise<void>;
}

export function createHold(desk: Desk, call: CallInfo, log: Logger): Hold {
  const { db, shopId, clock } = desk;
  let kept: { holdId: string; changeKey: string | undefined } | null = null;

  const quietly = async (what: string, work: Promise<unknown>) => {
    try {
      await within(clock, TIMEOUT_MS, work, () => timedOut('database', what, TIMEOUT_MS));
    } catch (thrown) {
      log.warn({ call_id: call.callId, err: messageOf(thrown) }, 'hold.leftToExpire');
    }
  };

  const release = async () => {
    if (kept === null) return;
    const { holdId } = kept;
    kept = null;
    await quietly('release a hold', releaseHold(db, shopId, holdId));
  };

  const renew = async () => {
    if (kept === null) return;
    await quietly('renew a hold', renewHold(db, shopId, kept.holdId, new Date(clock.now())));
  };

  return {
    async take(task, bays, start, { minutes, appointmentId = null }) {
      const span = { startTime: start, endTime: new Date(start.getTime() + minutes * 60_000) };
      const held = await task.write((tx) => holdSlot(tx, task.change, bays, span, appointmentId));
      if (held.outcome === 'slot_taken') return held;
      kept = { holdId: held.holdId, changeKey: task.checked.changeKey };
      return null;
    },
    async settle({ name, changeKey }, { learned }) {
      if (kept === null) return;
      const isAnotherChange = changeKey !== undefined && kept.changeKey !== changeKey;
      const isSettled = changeKey !== undefined && !learned.some(({ about }) => about === 'proposed');
      if (LEAVES.includes(name) || isAnotherChange || isSettled) return release();
      // It has just been taken where it was proposed.
      if (changeKey === undefined) await renew();
    },
    async renew(changeKey) {
      if (kept?.changeKey === changeKey) await renew();
    },
    async withdraw(changeKey) {
      if (kept?.changeKey === changeKey) await release();
    },
    release,
  };
}
