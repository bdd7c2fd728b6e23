import type { DataSource } from 'typeorm';
import type { Done } from './invariants.ts';

export interface AppointmentRow {
  appointment_id: string;
  customer_id: string;
  vehicle_id: string;
  service_type: string;
  start_time: Date;
  status: string;
}

export function appointmentsIn(db: DataSource): Promise<AppointmentRow[]> {
  return db.query(
    'SELECT appointment_id, customer_id, vehicle_id, service_type, start_time, status FROM appointments ORDER BY appointment_id',
  );
}

/** What the database has that no tool told of, or has not that one did. `done` in the order in which it was told within a call. */
export async function breachesOfAll(
  db: DataSource,
  before: readonly AppointmentRow[],
  done: readonly Done[],
): Promise<string[]> {
  const expected = new Map(before.map((row) => [row.appointment_id, short(row.start_time, row.status)]));
  for (const { tool, appointmentId, startTime } of done) {
    const [start = ''] = expected.get(appointmentId)?.split(' ') ?? [];
    const at = startTime === null ? start : new Date(startTime).toISOString();
    // Whoever moves an appointment has confirmed another time.
    const next = { cancel_appointment: 'cancelled', confirm_appointment: 'confirmed' }[tool as string] ?? 'scheduled';
    expected.set(appointmentId, `${at} ${next}`);
  }
  const after = await appointmentsIn(db);
  const wrong = after.flatMap((row) => {
    const got = short(row.start_time, row.status);
    const wanted = expected.get(row.appointment_id);
    return got === wanted ? [] : [`appointment ${row.appointment_id}: expected ${wanted ?? 'none'}, got ${got}`];
  });
  const gone = [...expected.keys()].filter((id) => !after.some((row) => row.appointment_id === id));
  const foreign: { appointment_id: string }[] = await db.query(
    'SELECT a.appointment_id FROM appointments a JOIN vehicles v USING (vehicle_id) WHERE v.customer_id <> a.customer_id',
  );
  const [{ held }] = await db.query('SELECT count(*)::int AS held FROM slot_holds');
  return [
    ...wrong,
    ...gone.map((id) => `appointment ${id}: expected it to be there, got none`),
    ...foreign.map(({ appointment_id }) => `appointment ${appointment_id}: for a car of somebody else`),
    ...(held > 0 ? [`expected no slot to be held after the last call, got ${held}`] : []),
  ];
}

const short = (start: Date, status: string): string => `${start.toISOString()} ${status}`;
