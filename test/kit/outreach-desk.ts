import { Appointment } from '../../entities/appointment.ts';
import type { Customer } from '../../entities/customer.ts';
import { createCustomer } from '../../src/crm/customers.ts';
import { createVehicle } from '../../src/crm/vehicles.ts';
import { rowOf } from '../../src/crm/writing.ts';
import type { Jobs } from '../../src/jobs/jobs.ts';
import { type Logger, silentLog } from '../../src/log.ts';
import { createShopTime } from '../../src/shop/calendar.ts';
import { type TestDatabase, testDatabase } from './database.ts';
import { Diary } from './telephony-server.ts';
import { VirtualClock } from './virtual-clock.ts';

export const shopTime = createShopTime({ zone: 'America/New_York' });

/** An instant by the shop's clocks: `2026-12-01T09:00`. */
export function at(time: string): Date {
  const instant = shopTime.read(time);
  if (!instant) throw new Error(`expected a time, got ${time}`);
  return instant;
}

/** Lets what has been begun go on as far as it can without anything from outside. */
export const settles = () => new Promise<void>((resolve) => setImmediate(resolve));

/** A log that is kept: what was said, with what, and when by this clock. */
export function aLog(clock: VirtualClock): { log: Logger; said: Diary<{ message: string; at: string }> } {
  const said = new Diary<{ message: string; at: string }>();
  const write = (_fields: unknown, message: string) => said.write({ message, at: shopTime.iso(new Date(clock.now())) });
  return { said, log: Object.assign(Object.create(silentLog), { info: write, warn: write, error: write }) };
}

/** Jobs that are only written down, for whoever wants to do them. */
export class WrittenJobs implements Pick<Jobs, 'add' | 'work'> {
  readonly added: { queue: string; data: object; afterSeconds: number }[] = [];
  /** So many more cannot be written down. */
  broken = 0;
  #work = new Map<string, (data: never) => Promise<void>>();

  async add(_db: unknown, queue: string, data: object, afterSeconds = 0): Promise<void> {
    if (this.broken > 0) {
      this.broken -= 1;
      throw new Error('no');
    }
    this.added.push({ queue, data, afterSeconds });
  }

  work<T extends object>(queue: string, work: (data: T) => Promise<void>): void {
    this.#work.set(queue, work as (data: never) => Promise<void>);
  }

  /** Does one, as a server would. */
  do(queue: string, data: object): Promise<void> {
    const work = this.#work.get(queue);
    if (!work) throw new Error(`expected somebody who works on ${queue}, got nobody`);
    return work(data as never);
  }
}

/** A shop with customers, their cars and their appointments, and a clock that stands still. */
export interface OutreachDesk {
  base: TestDatabase;
  clock: VirtualClock;
  /** Somebody with a car who has agreed to reminders and texts, unless told otherwise. */
  customer(given?: Partial<Customer>): Promise<Customer>;
  /** An appointment for a car of its own. Time of the shop. */
  appointment(customer: Customer, time: string, given?: Partial<Appointment>): Promise<Appointment>;
  rows(sql: string, parameters?: unknown[]): Promise<Record<string, unknown>[]>;
}

/** Hooks of the `describe` that calls it: one database, empty for each test. */
export function useOutreachDesk(now: string, take: (desk: OutreachDesk) => void): void {
  let base: TestDatabase;
  before(async () => {
    base = await testDatabase();
  });
  beforeEach(async () => {
    const { dataSource, newId } = base;
    await dataSource.query(
      'TRUNCATE customers, vehicles, appointments, outbound_rounds, call_logs, staff_tasks, change_traces CASCADE',
    );
    let numbers = 0;
    let bays = 0;
    take({
      base,
      clock: new VirtualClock(at(now).getTime()),
      customer(given = {}) {
        const said = base.change().at;
        return createCustomer(dataSource, base.change(), {
          firstName: 'Ann',
          lastName: 'Lee',
          phoneNumber: `+1212555${String(++numbers).padStart(4, '0')}`,
          reminderConsent: true,
          reminderConsentAt: said,
          reminderConsentSource: 'counter',
          textConsent: true,
          textConsentAt: said,
          textConsentSource: 'counter',
          ...given,
        });
      },
      async appointment({ customerId }, time, given = {}) {
        const car = { year: 2019, make: 'Honda', model: 'Civic' };
        const vehicle = await createVehicle(dataSource, base.change(), customerId, car);
        const startTime = at(time);
        const appointment = dataSource.manager.create(Appointment, {
          ...rowOf(base.change()),
          appointmentId: newId(),
          customerId,
          vehicleId: vehicle?.vehicleId ?? '',
          serviceType: 'oil_change',
          startTime,
          endTime: new Date(startTime.getTime() + 30 * 60_000),
          bay: ++bays,
          status: 'scheduled',
          bookedBy: 'staff',
          ...given,
        });
        await dataSource.manager.insert(Appointment, appointment as never);
        return appointment;
      },
      rows: (sql, parameters = []) => dataSource.query(sql, parameters),
    });
  });
  after(() => base?.close());
}
