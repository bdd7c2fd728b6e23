import type { EntityManager } from 'typeorm';
import { ChangeTrace } from '../../entities/change-trace.ts';
import type { TracedAction, TracedEntity } from '../../entities/vocabulary.ts';
import { noteChange } from './changed-customers.ts';
import { type Change, callIdOf, rowOf } from './writing.ts';

type Values = Record<string, unknown>;

/**
 * Writes who did what, and notes whose records changed. To be called in the transaction of the change itself.
 * @param before the values that changed, as they were; null for a creation
 */
export async function trace(
  tx: EntityManager,
  change: Change,
  entity: TracedEntity,
  entityId: string,
  action: TracedAction,
  before: Values | null,
  after: Values | null,
): Promise<void> {
  noteChange(tx, change.shopId, entityId, before, after);
  await tx.insert(ChangeTrace, {
    ...rowOf(change),
    traceId: change.newId(),
    entity,
    entityId,
    action,
    callId: callIdOf(change.by),
    person: 'person' in change.by ? change.by.person : null,
    at: change.at,
    before: before as never,
    after: after as never,
  });
}

/** Of two states of a row, the values that differ: as they were, and as they are. */
export function difference<T extends object>(before: T, after: T): { before: Values; after: Values } {
  const changed = (Object.keys(after) as (keyof T)[]).filter(
    (name) => name !== 'updatedAt' && JSON.stringify(before[name]) !== JSON.stringify(after[name]),
  );
  const pick = (row: T) => Object.fromEntries(changed.map((name) => [name, row[name]]));
  return { before: pick(before), after: pick(after) };
}
