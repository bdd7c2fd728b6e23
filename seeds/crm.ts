import { base, en, Faker } from '@faker-js/faker';
import type { DataSource, EntityTarget } from 'typeorm';
import { Appointment } from '../entities/appointment.ts';
import { Customer } from '../entities/customer.ts';
import type { Row } from '../entities/row.ts';
import { ServiceHistory } from '../entities/service-history.ts';
import { Vehicle } from '../entities/vehicle.ts';
import { ensureShop } from '../src/crm/shops.ts';
import { addTechnicians } from '../src/crm/technicians.ts';
import { createShopTime } from '../src/shop/calendar.ts';
import { shopOf, shopTimeOf } from '../src/shop/of-shop.ts';
import { shopFile } from '../src/shop/shop-file.ts';
import { fillDiary } from './bookings.ts';
import { insertAll } from './bulk.ts';
import { diaryStart, makeDiary } from './diary.ts';
import { makeCars } from './garage.ts';
import { makeHistory } from './history.ts';
import { makeCustomers } from './households.ts';
import { stableIds } from './ids.ts';

const APPOINTMENTS_A_CUSTOMER = 0.8;
const DAY = 86_400_000;

export interface SeedOptions {
  customers: number;
  seed: number;
  /** `YYYY-MM-DD` in the shop's zone: what lies before that day is past. */
  asOf: string;
  /** The shop's IANA zone, unless there is a shop already. */
  zone: string;
  /** Empties the CRM first. The shops themselves stay: they are settings. */
  reset: boolean;
  onProgress?: (done: number, of: number) => void;
}

export interface Seeded {
  shopId: string;
  customers: number;
  vehicles: number;
  appointments: number;
  visits: number;
}

/** There are customers already, and nobody said that they may go. */
export class NotEmpty extends Error {}

/**
 * Fills the CRM with customers, their cars, what was done to them and what is booked: all of it, or nothing. The same options give the same rows, ids
 * and times included (the shop's own id too, where this makes the shop).
 * @throws {NotEmpty}
 */
export async function seedCrm(dataSource: DataSource, options: SeedOptions): Promise<Seeded> {
  const { customers: count, seed, asOf: date, zone, reset, onProgress = () => undefined } = options;
  return dataSource.transaction(async (tx) => {
    if (reset)
      await tx.query(`TRUNCATE customers, vehicles, appointments, service_history, technicians, call_logs, call_events,
        staff_tasks, verification_failures, change_traces CASCADE`);
    else if (await tx.existsBy(Customer, {}))
      throw new NotEmpty(
        'expected a CRM without customers, got one that has some; with --reset they are deleted first',
      );

    const midnight = createShopTime({ zone }).dayBounds(date).from;
    const newShopId = stableIds(seed, 'shop');
    const { technicians, ...file } = shopFile();
    const defaults = { name: file.name, timeZone: zone, bays: file.bays, phoneNumber: null };
    const row = await ensureShop(tx, defaults, { at: midnight, newId: () => newShopId(midnight) });
    const { shopId } = row;
    const shop = shopTimeOf(shopOf(row));
    const asOf = shop.dayBounds(date).from;

    const faker = new Faker({ locale: [en, base], seed });
    const customers = makeCustomers(faker, count, shopId, seed, asOf);
    const cars = makeCars(faker, customers, seed, asOf);
    const diary = makeDiary(faker, shop, asOf, Math.round(count * APPOINTMENTS_A_CUSTOMER));
    const bookings = fillDiary(faker, diary, cars, seed, asOf);
    const visits = makeHistory(faker, shop, cars, bookings, diaryStart(diary, asOf), seed);

    const total = customers.length + cars.length + bookings.length + visits.length;
    let written = 0;
    const tell = (more: number) => {
      written += more;
      onProgress(written, total);
    };
    const insert = <T extends Row>(entity: EntityTarget<T>, rows: readonly T[]) => insertAll(tx, entity, rows, tell);
    const opened = new Date(asOf.getTime() - 3_000 * DAY);
    const newTechnicianId = stableIds(seed, 'technician');
    await addTechnicians(tx, { shopId, at: opened, newId: () => newTechnicianId(opened) }, technicians);
    await insert(Customer, customers);
    await insert(
      Vehicle,
      cars.map(({ row }) => row),
    );
    await insert(
      Appointment,
      bookings.map(({ row }) => row),
    );
    await insert(ServiceHistory, visits);
    // The planner should know of them before the first question is asked.
    await tx.query('ANALYZE customers, vehicles, appointments, service_history');
    return {
      shopId,
      customers: customers.length,
      vehicles: cars.length,
      appointments: bookings.length,
      visits: visits.length,
    };
  });
}
