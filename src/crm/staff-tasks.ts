import { StaffTask } from '../../entities/staff-task.ts';
import type { TaskKind } from '../../entities/vocabulary.ts';
import { type Change, callIdOf, type Db, managerOf, rowOf, rowsOf } from './writing.ts';

export interface NewTask {
  kind: TaskKind;
  payload: Record<string, unknown>;
  customerId?: string | null;
}

/** Something for a person at the shop to do. */
export async function addTask(
  db: Db,
  change: Change,
  { kind, payload, customerId = null }: NewTask,
): Promise<StaffTask> {
  const task = managerOf(db).create(StaffTask, {
    ...rowOf(change),
    taskId: change.newId(),
    kind,
    status: 'open',
    payload,
    callId: callIdOf(change.by),
    customerId,
  });
  await managerOf(db).insert(StaffTask, task as never);
  return task;
}

export interface CallBack {
  reason: string | null;
  /** E.164; null where it is withheld. */
  phoneNumber: string | null;
  /** What the call has been about; what they say after it is a message. */
  briefing?: string;
  customerId: string | null;
}

/** The caller is to be called back: once for each call, whatever they have said on the way. */
export async function addCallBack(db: Db, change: Change, callBack: CallBack): Promise<void> {
  const { reason, phoneNumber, briefing, customerId } = callBack;
  const more = briefing === undefined ? { message: reason } : { reason, briefing };
  const open = await rowsOf<unknown>(
    db,
    `UPDATE staff_tasks SET payload = payload || $3, customer_id = coalesce(customer_id, $4), updated_at = $5
     WHERE shop_id = $1 AND call_id = $2 AND kind = 'call_back' AND status = 'open' RETURNING task_id`,
    [change.shopId, callIdOf(change.by), more, customerId, change.at],
  );
  if (open.length > 0) return;
  const payload = { reason, phone_number: phoneNumber, ...(briefing !== undefined && { briefing }) };
  await addTask(db, change, { kind: 'call_back', payload, customerId });
}

/** What is still to be done, the oldest first. */
export async function openTasks(db: Db, shopId: string): Promise<StaffTask[]> {
  return managerOf(db).find(StaffTask, {
    where: { shopId, status: 'open' },
    order: { createdAt: 'ASC', taskId: 'ASC' },
  });
}
