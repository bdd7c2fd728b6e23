import { expect } from 'chai';
import { Appointment } from '../../../entities/appointment.ts';
import { Customer } from '../../../entities/customer.ts';
import { ServiceHistory } from '../../../entities/service-history.ts';
import { Vehicle } from '../../../entities/vehicle.ts';
import { MODELS } from '../../../seeds/cars.ts';
import { NotEmpty, type SeedOptions, seedCrm } from '../../../seeds/crm.ts';
import { PLACES } from '../../../seeds/places.ts';
import { systemClock } from '../../../src/clock.ts';
import { openDatabase } from '../../../src/crm/database.ts';
import { silentLog } from '../../../src/log.ts';
import { createShopTime } from '../../../src/shop/calendar.ts';
import { minutesOf } from '../../../src/shop/shop-file.ts';
import { hasRightCheckDigit, vinFormProblem } from '../../../src/vin/format.ts';
import { makeOf } from '../../../src/vin/makes.ts';
import { modelYear } from '../../../src/vin/model-year.ts';
import { emptyDatabase, run, type TestDatabase, testDatabase } from '../../kit/database.ts';

const ZONE = 'America/New_York';
const OPTIONS: SeedOptions = { customers: 400, seed: 42, asOf: '2026-11-22', zone: ZONE, reset: false };
const MIDNIGHT = new Date('2026-11-22T00:00:00-05:00');

describe('a CRM at size', () => {
  const shop = createShopTime({ zone: ZONE });
  let database: TestDatabase;
  let customers: Customer[];
  let vehicles: Vehicle[];
  let appointments: Appointment[];
  let visits: ServiceHistory[];

  before(async () => {
    database = await testDatabase();
    const { dataSource } = database;
    await seedCrm(dataSource, OPTIONS);
    customers = await dataSource.getRepository(Customer).find();
    vehicles = await dataSource.getRepository(Vehicle).find();
    appointments = await dataSource.getRepository(Appointment).find({ order: { startTime: 'ASC', bay: 'ASC' } });
    visits = await dataSource.getRepository(ServiceHistory).find({ order: { performedAt: 'ASC' } });
  });
  after(() => database.close());

  /** What should be empty: those of the rows for which it does not hold. */
  const not = <T>(rows: readonly T[], holds: (row: T) => unknown) => rows.filter((row) => !holds(row));
  const by = <T>(rows: readonly T[], key: (row: T) => string) => {
    const groups = new Map<string, T[]>();
    for (const row of rows) groups.set(key(row), [...(groups.get(key(row)) ?? []), row]);
    return groups;
  };

  it('has cars, bookings and visits in proportion to its customers', () => {
    expect([customers.length, appointments.length]).to.deep.equal([400, 320]);
    expect(vehicles.length / 400).to.be.within(1.45, 1.75);
    expect(visits.length / 400).to.be.within(3, 6.5);
  });

  it('gives nobody a number that could ring, and one number to one household only', () => {
    expect(not(customers, ({ phoneNumber }) => /^\+1[2-9]\d\d55501\d\d$/.test(phoneNumber))).to.deep.equal([]);
    const households = [...by(customers, ({ phoneNumber }) => phoneNumber).values()];
    const homes = households.map(
      (people) => new Set(people.map(({ lastName, street, zipCode }) => `${lastName} ${street} ${zipCode}`)).size,
    );
    expect(not(homes, (count) => count === 1)).to.deep.equal([]);
    expect(households.filter((people) => people.length > 1).length / households.length).to.be.within(0.08, 0.25);
  });

  it('leaves the numbers of the demonstration’s people free', async () => {
    const reserved = ['+12125550142', '+17185550117'];
    expect(not(customers, ({ phoneNumber }) => !reserved.includes(phoneNumber))).to.deep.equal([]);
  });

  it('lets people live where the ZIP code is, and asked some of them about reminders and texts', () => {
    const lives = ({ city, state, zipCode }: Customer) =>
      PLACES.some((place) => place.city === city && place.state === state && place.zipCode === zipCode);
    expect(not(customers, lives)).to.deep.equal([]);
    for (const answer of [true, false, null]) {
      expect(customers.some(({ reminderConsent }) => reminderConsent === answer)).to.equal(true);
      expect(customers.some(({ textConsent }) => textConsent === answer)).to.equal(true);
    }
    expect(customers.some(({ textConsentSource }) => textConsentSource === 'STOP')).to.equal(true);
  });

  it('has cars that were made: model, year, maker and check digit agree, and no VIN or plate is there twice', () => {
    const made = ({ make, model, year }: Vehicle) =>
      MODELS.some((kind) => kind.make === make && kind.model === model && kind.from <= year && year <= kind.to);
    expect(not(vehicles, made)).to.deep.equal([]);
    const right = ({ vin, make, year }: Vehicle) =>
      vin && vinFormProblem(vin) === null && hasRightCheckDigit(vin) && makeOf(vin) === make && modelYear(vin) === year;
    expect(not(vehicles, right)).to.deep.equal([]);
    expect(new Set(vehicles.map(({ vin }) => vin)).size).to.equal(vehicles.length);
    const plates = vehicles.map(({ licensePlate, licenseState }) => `${licenseState} ${licensePlate}`);
    expect(
      not(plates, (plate) => /^(NY [A-Z]{3}\d{4}|NJ [A-Z]\d\d[A-Z]{3}|CT [A-Z]{2}\d{5}|PA [A-Z]{3}\d{4})$/.test(plate)),
    ).to.deep.equal([]);
    expect(new Set(plates).size).to.equal(plates.length);
  });

  it('books within opening hours and on the grid, as long as the service takes', () => {
    const whyNot = ({ startTime, endTime, serviceType }: Appointment) => {
      const minutes = minutesOf(serviceType);
      if (endTime.getTime() - startTime.getTime() !== minutes * 60_000) return 'another length';
      return shop.whyNot(startTime, minutes, new Date(startTime.getTime() - 86_400_000));
    };
    expect(not(appointments, (each) => whyNot(each) === null)).to.deep.equal([]);
  });

  it('never books a bay or a car twice at a time', () => {
    const overlaps = (rows: Appointment[]) =>
      rows.filter(({ startTime }, i) => startTime < (rows[i - 1]?.endTime ?? new Date(0)));
    for (const key of [({ bay }: Appointment) => `${bay}`, ({ vehicleId }: Appointment) => vehicleId])
      expect([...by(appointments, key).values()].flatMap(overlaps)).to.deep.equal([]);
    expect(not(appointments, ({ bay }) => bay >= 1 && bay <= 4)).to.deep.equal([]);
  });

  it('has a past of done, cancelled and missed appointments, and a future that is still open', () => {
    const statuses = (rows: Appointment[]) => [...new Set(rows.map(({ status }) => status))].sort();
    const past = appointments.filter(({ startTime }) => startTime < MIDNIGHT);
    const future = appointments.filter(({ startTime }) => startTime >= MIDNIGHT);
    expect(statuses(past)).to.deep.equal(['cancelled', 'completed', 'no_show']);
    expect(statuses(future)).to.deep.equal(['cancelled', 'confirmed', 'scheduled']);
    expect(future.length / appointments.length).to.be.within(0.08, 0.14);
    expect(
      not(appointments, ({ createdAt, startTime }) => createdAt < startTime && createdAt < MIDNIGHT),
    ).to.deep.equal([]);
    const cars = new Map(vehicles.map((vehicle) => [vehicle.vehicleId, vehicle]));
    const theirs = (each: Appointment) => {
      const car = cars.get(each.vehicleId);
      return car?.customerId === each.customerId && car.createdAt <= each.createdAt;
    };
    expect(not(appointments, theirs)).to.deep.equal([]);
  });

  it('writes a visit for every completed appointment, and its mileage grows from visit to visit', () => {
    const completed = appointments.filter(({ status }) => status === 'completed');
    const recorded = visits.filter(({ appointmentId }) => appointmentId !== null);
    expect(recorded.map(({ appointmentId }) => appointmentId).sort()).to.deep.equal(
      completed.map(({ appointmentId }) => appointmentId).sort(),
    );
    const cars = new Map(vehicles.map((vehicle) => [vehicle.vehicleId, vehicle]));
    for (const [vehicleId, seen] of by(visits, (visit) => visit.vehicleId)) {
      const miles = seen.map(({ mileage }) => mileage ?? 0);
      expect(not(miles, (here) => here > 0)).to.deep.equal([]);
      expect(miles.filter((here, i) => here <= (miles[i - 1] ?? 0))).to.deep.equal([]);
      const { currentMileage, nextServiceDate, nextServiceMileage } = cars.get(vehicleId) ?? {};
      const last = seen.at(-1);
      expect({ currentMileage, nextServiceDate, nextServiceMileage }).to.deep.equal({
        currentMileage: last?.mileage,
        nextServiceDate: last?.nextDueDate,
        nextServiceMileage: last?.nextDueMileage,
      });
    }
    expect(
      not(visits, ({ performedAt }) => performedAt < MIDNIGHT && 'opens' in shop.opening(shop.dateOf(performedAt))),
    ).to.deep.equal([]);
  });

  it('is refused where there are customers, and then changes nothing', async () => {
    const refused = await seedCrm(database.dataSource, { ...OPTIONS, seed: 7 }).catch((e: unknown) => e);
    expect(refused).to.be.instanceOf(NotEmpty);
    expect(await run(database.url, 'SELECT count(*)::int AS customers FROM customers')).to.deep.equal([
      { customers: 400 },
    ]);
  });

  it('is emptied first when that is wanted, and tells how far it is; the shop stays', async () => {
    const told: [number, number][] = [];
    const onProgress = (done: number, of: number) => told.push([done, of]);
    const other = { ...OPTIONS, customers: 30, reset: true, onProgress };
    const made = await seedCrm(database.dataSource, other);
    expect(made.shopId).to.equal(database.shop.shopId);
    expect(await run(database.url, 'SELECT count(*)::int AS customers FROM customers')).to.deep.equal([
      { customers: 30 },
    ]);
    const all = made.customers + made.vehicles + made.appointments + made.visits;
    expect([told.at(-1), told.length]).to.deep.equal([[all, all], 4]);
  });
});

describe('the rows of a seed', () => {
  const TABLES = ['shops', 'customers', 'vehicles', 'appointments', 'service_history', 'technicians', 'change_traces'];

  /** One digest a table, of everything in it. */
  async function digests(options: Partial<SeedOptions>): Promise<Record<string, unknown>> {
    const url = await emptyDatabase();
    const opened = await openDatabase({ url, dataDir: '', log: silentLog, clock: systemClock });
    await seedCrm(opened.dataSource, { ...OPTIONS, customers: 60, ...options });
    await opened.close();
    const of = (table: string) =>
      `(SELECT md5(string_agg(t::text, chr(10) ORDER BY t::text)) FROM ${table} t) AS ${table}`;
    const [row] = await run(url, `SELECT ${TABLES.map(of).join(', ')}`);
    return row ?? {};
  }

  it('are the same for the same seed and day, ids and times included', async () => {
    expect(await digests({})).to.deep.equal(await digests({}));
  });

  it('are others for another seed, or another day', async () => {
    const [first, seed, day] = [await digests({}), await digests({ seed: 43 }), await digests({ asOf: '2026-11-23' })];
    for (const table of ['customers', 'vehicles', 'appointments', 'service_history'])
      expect(new Set([first[table], seed[table], day[table]]).size).to.equal(3);
  });
});
