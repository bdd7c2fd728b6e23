import type { EntityManager } from 'typeorm';
import { Technician } from '../entities/technician.ts';
import { type Change, rowOf } from '../src/crm/writing.ts';

/** Who works on the cars, by the name that they are called. */
export const TECHNICIANS = ['Ana', 'Ben', 'Carlos', 'Dee', 'Frank', 'Grace', 'Luis', 'Tony'] as const;

/** Puts them on file; who is there already stays as they are. */
export async function addTechnicians(
  tx: EntityManager,
  change: Pick<Change, 'shopId' | 'at' | 'newId'>,
): Promise<void> {
  const row = rowOf(change);
  const rows = TECHNICIANS.map((name) => ({ ...row, technicianId: change.newId(), name, active: true }));
  await tx.createQueryBuilder().insert().into(Technician).values(rows).orIgnore().execute();
}
