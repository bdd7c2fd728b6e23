import { StaffTask } from '../../entities/staff-task.ts';
import type { TaskKind } from '../../entities/vocabulary.ts';
import { type Change, callIdOf, type Db, managerOf, rowOf } from './writing.ts';

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

/** What is still to be done, the oldest first. */
export async function openTasks(db: Db, shopId: string): Promise<StaffTask[]> {
  return managerOf(db).find(StaffTask, {
    where: { shopId, status: 'open' },
    order: { createdAt: 'ASC', taskId: 'ASC' },
  });
}
