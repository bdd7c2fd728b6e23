import type { EntityManager } from 'typeorm';
import { Technician } from '../../entities/technician.ts';
import type { ServiceType } from '../../entities/vocabulary.ts';
import type { Span } from './bays.ts';
import { type Change, rowOf, rowsOf } from './writing.ts';

export interface NewTechnician {
  name: string;
  /** Left out: every bay, everything. */
  bays?: readonly number[] | undefined;
  services?: readonly ServiceType[] | undefined;
}

/** Puts technicians on file; who is there already stays as they are. */
export async function addTechnicians(
  tx: EntityManager,
  change: Pick<Change, 'shopId' | 'at' | 'newId'>,
  technicians: readonly NewTechnician[],
): Promise<void> {
  if (technicians.length === 0) return;
  const rows = technicians.map(({ name, bays, services }) => ({
    ...rowOf(change),
    technicianId: change.newId(),
    name,
    bays: bays ? [...bays] : null,
    services: services ? [...services] : null,
    active: true,
  }));
  await tx.createQueryBuilder().insert().into(Technician).values(rows).orIgnore().execute();
}

interface Job extends Span {
  bay: number;
  serviceType: ServiceType;
  /** The appointment that is being moved: it does not stand in its own way. */
  appointmentId: string | null;
  /** Who should stay on it if they can. */
  preferred: string | null;
}

/**
 * Who can take a job: works in this bay, does this, and has nothing else at that time; of several, whoever has least to do on
 * that day. Null where nobody is free: a booking needs a bay, and the shop finds somebody for it.
 */
export async function freeTechnician(tx: EntityManager, shopId: string, job: Job): Promise<string | null> {
  const { startTime, endTime, bay, serviceType, appointmentId, preferred } = job;
  const [found] = await rowsOf<{ name: string }>(
    tx,
    `SELECT t.name FROM technicians t LEFT JOIN appointments a
       ON a.shop_id = t.shop_id AND a.technician = t.name AND a.appointment_id IS DISTINCT FROM $6
       AND a.status IN ('scheduled', 'confirmed', 'in_progress')
       AND a.start_time > $2::timestamptz - interval '12 hours' AND a.start_time < $3::timestamptz + interval '12 hours'
     WHERE t.shop_id = $1 AND t.active
       AND (t.bays IS NULL OR $4 = ANY (t.bays)) AND (t.services IS NULL OR $5 = ANY (t.services))
     GROUP BY t.name
     HAVING count(*) FILTER (WHERE a.start_time < $3 AND a.end_time > $2) = 0
     ORDER BY t.name = $7 DESC NULLS LAST, count(a.appointment_id), t.name
     LIMIT 1`,
    [shopId, startTime, endTime, bay, serviceType, appointmentId, preferred],
  );
  return found?.name ?? null;
}
