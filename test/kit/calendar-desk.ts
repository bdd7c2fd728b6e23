import { Appointment } from '../../entities/appointment.ts';
import type { StaffTask } from '../../entities/staff-task.ts';
import type { Calendars } from '../../src/calendar/calendars.ts';
import { createOutbox, type Outbox } from '../../src/calendar/outbox.ts';
import { openQueue, type Queue } from '../../src/calendar/queue.ts';
import { createSync, type Sync } from '../../src/calendar/sync.ts';
import { book, cancel, reschedule } from '../../src/crm/booking.ts';
import { createCustomer } from '../../src/crm/customers.ts';
import { openTasks } from '../../src/crm/staff-tasks.ts';
import { createVehicle } from '../../src/crm/vehicles.ts';
import type { Change } from '../../src/crm/writing.ts';
import { silentLog } from '../../src/log.ts';
import { aGoogle, at, BAY_1, type Google, SHOP, ZONE } from './calendar-google.ts';
import { type TestDatabase, testDatabase } from './database.ts';

const BAYS = [1, 2, 3, 4];
const CALENDARS: Calendars = { shop: SHOP, bays: new Map([[1, BAY_1]]) };

/** A server's half of the calendar: its queue, and the worker on it. */
interface Server {
  queue: Queue;
  outbox: Outbox;
}

/** A shop whose bookings go to a calendar: bay 1 has one of its own. Nothing is brought there but by `brings`. */
export interface CalendarDesk {
  base: TestDatabase;
  google: Google;
  outbox: Outbox;
  change(): Change;
  /** Booked by phone for Ann's Civic, or another of her cars. Local time of the shop on December 1st. */
  books(time: string, options?: { car?: number; bays?: number[] }): Promise<Appointment>;
  moves(appointment: Appointment, time: string): Promise<void>;
  cancels(appointment: Appointment): Promise<void>;
  /** Does all that is due; with `later`, also what waits for its time. */
  brings(later?: 'later'): Promise<void>;
  /** Another server on the same database; given `write`, one whose writing does that. */
  another(write?: Sync['write']): Promise<Server>;
  /** What the calendar shows of our bookings. */
  shown(): { summary: string | undefined; start: string | undefined; status: string }[];
  /** How far the calendar is known to know of it. */
  known(appointment: Appointment): Promise<Pick<Appointment, 'calendarStatus' | 'calendarEventId'>>;
  tasks(): Promise<Pick<StaffTask, 'kind' | 'payload' | 'customerId'>[]>;
  /** Seconds until each waiting job is due, and how often each has failed. */
  waiting(): Promise<{ seconds: number; tries: number }[]>;
  /** The worker that took them died this long ago. */
  diesWithJobs(seconds: number): Promise<void>;
}

/** Hooks of the `describe` that calls it: one database, and for each test a calendar and a desk with nothing but Ann. */
export function useCalendarDesk(take: (desk: CalendarDesk) => void): void {
  let base: TestDatabase | undefined;
  let google: Google | undefined;
  let servers: Server[] = [];
  before(async () => {
    base = await testDatabase();
  });
  beforeEach(async () => {
    if (!base) throw new Error('expected a database, got none');
    const { dataSource } = base;
    google = await aGoogle();
    const first = await aServer(base, google);
    servers = [first];
    await dataSource.query(
      'TRUNCATE customers, vehicles, appointments, staff_tasks, change_traces, pgboss.job CASCADE',
    );
    take(await openDesk(base, google, servers, first));
  });
  afterEach(async () => {
    for (const { outbox, queue } of servers) {
      await outbox.close();
      await queue.close();
    }
    await google?.close();
  });
  after(() => base?.close());
}

async function aServer(
  { dataSource, shop, newId }: TestDatabase,
  { google, clock }: Google,
  write?: Sync['write'],
): Promise<Server> {
  const { shopId } = shop;
  const queue = await openQueue(dataSource, silentLog);
  const sync = createSync({ db: dataSource, shopId, timeZone: ZONE, google, calendars: CALENDARS, clock, newId });
  const working = write ? { ...sync, write } : sync;
  return { queue, outbox: createOutbox({ db: dataSource, shopId, queue, sync: working, clock, log: silentLog }) };
}

async function openDesk(base: TestDatabase, google: Google, servers: Server[], first: Server): Promise<CalendarDesk> {
  const { dataSource, shop } = base;
  const { outbox } = first;
  const ann = { firstName: 'Ann', lastName: 'Lee', phoneNumber: '+12125550101' };
  const { customerId } = await createCustomer(dataSource, base.change(), ann);
  const cars: string[] = [];
  for (const model of ['Civic', 'Accord', 'Pilot']) {
    const car = await createVehicle(dataSource, base.change(), customerId, { year: 2019, make: 'Honda', model });
    cars.push(car?.vehicleId ?? '');
  }
  const change = () => base.change({ afterWrite: outbox.afterWrite });
  const half = (time: string) => ({ startTime: at(time), endTime: new Date(at(time).getTime() + 30 * 60_000) });

  return {
    base,
    google,
    outbox,
    change,
    async books(time, { car = 0, bays = BAYS } = {}) {
      const booked = await book(dataSource, change(), bays, {
        customerId,
        vehicleId: cars[car] ?? '',
        serviceType: 'oil_change',
        ...half(time),
        notes: null,
        bookedBy: 'phone_agent',
        callSid: null,
      });
      if (booked.outcome !== 'done') throw new Error(`expected to book, got ${booked.outcome}`);
      return booked.appointment;
    },
    async moves({ appointmentId }, time) {
      const moved = await reschedule(dataSource, change(), BAYS, { customerId, appointmentId, ...half(time) });
      if (moved.outcome !== 'done') throw new Error(`expected to move, got ${moved.outcome}`);
    },
    async cancels({ appointmentId }) {
      await cancel(dataSource, change(), { customerId, appointmentId, reason: 'other' });
    },
    async brings(later) {
      if (later) await dataSource.query(`UPDATE pgboss.job SET start_after = now() - interval '1 second'`);
      await outbox.drain();
    },
    async another(write) {
      const server = await aServer(base, google, write);
      servers.push(server);
      return server;
    },
    shown: () =>
      google.simulator
        .events(SHOP)
        .filter(({ extendedProperties }) => extendedProperties?.private?.appointment_id !== undefined)
        .map(({ summary, start, status }) => ({ summary, start: start.dateTime, status })),
    async known({ appointmentId }) {
      const row = await dataSource.manager.findOneByOrFail(Appointment, { appointmentId });
      return { calendarStatus: row.calendarStatus, calendarEventId: row.calendarEventId };
    },
    async tasks() {
      const open = await openTasks(dataSource, shop.shopId);
      return open.map(({ kind, payload, customerId: whose }) => ({ kind, payload, customerId: whose }));
    },
    async waiting() {
      const rows: { due: Date; tries: number }[] = await dataSource.query(
        `SELECT start_after AS due, (data->>'tries')::integer AS tries FROM pgboss.job WHERE state < 'active' ORDER BY start_after`,
      );
      return rows.map(({ due, tries }) => ({ seconds: (due.getTime() - google.clock.now()) / 1_000, tries }));
    },
    async diesWithJobs(seconds) {
      await first.queue.take();
      await dataSource.query(
        `UPDATE pgboss.job SET started_on = now() - $1 * interval '1 second' WHERE state = 'active'`,
        [seconds],
      );
    },
  };
}
