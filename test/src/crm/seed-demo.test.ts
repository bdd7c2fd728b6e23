import { expect } from 'chai';
import { Appointment } from '../../../entities/appointment.ts';
import { Customer } from '../../../entities/customer.ts';
import { ServiceHistory } from '../../../entities/service-history.ts';
import { Vehicle } from '../../../entities/vehicle.ts';
import { seedDemo } from '../../../seeds/demo.ts';
import { upcomingOf } from '../../../src/crm/appointments.ts';
import { historyOf } from '../../../src/crm/service-history.ts';
import { createShopTime } from '../../../src/shop/calendar.ts';
import { minutesOf } from '../../../src/shop/shop-file.ts';
import { hasRightCheckDigit, vinFormProblem } from '../../../src/vin/format.ts';
import { makeOf } from '../../../src/vin/makes.ts';
import { modelYear } from '../../../src/vin/model-year.ts';
import { type TestDatabase, testDatabase } from '../../kit/database.ts';

const ZONE = 'America/New_York';
const AS_OF = new Date('2026-11-30T20:00:00Z');

describe('the CRM of the demonstration', () => {
  let database: TestDatabase;
  before(async () => {
    database = await testDatabase();
    await seedDemo(database.dataSource, { asOf: AS_OF, zone: ZONE });
  });
  after(() => database.close());

  const all = async () => ({
    customers: await database.dataSource.getRepository(Customer).find({ order: { customerId: 'ASC' } }),
    vehicles: await database.dataSource.getRepository(Vehicle).find({ order: { vehicleId: 'ASC' } }),
    appointments: await database.dataSource.getRepository(Appointment).find({ order: { appointmentId: 'ASC' } }),
    history: await database.dataSource.getRepository(ServiceHistory).find({ order: { serviceId: 'ASC' } }),
  });

  it('knows Maria with her Civic and nothing booked, and James with two cars and an appointment', async () => {
    const { shopId, maria, james } = await seedDemo(database.dataSource, { asOf: AS_OF, zone: ZONE });
    const { vehicles } = await all();
    const cars = (ids: string[]) =>
      ids
        .map((id) => vehicles.find(({ vehicleId }) => vehicleId === id))
        .map((v) => `${v?.year} ${v?.make} ${v?.model}`);
    expect({ ...maria, customerId: '', vehicleIds: cars(maria.vehicleIds) }).to.deep.equal({
      customerId: '',
      firstName: 'Maria',
      lastName: 'Gonzalez',
      phoneNumber: '+12125550142',
      zipCode: '10001',
      dateOfBirth: '1985-03-14',
      vehicleIds: ['2019 Honda Civic'],
      appointmentIds: [],
    });
    expect(cars(james.vehicleIds)).to.have.members(['2021 Toyota Camry', '2018 Ford F-150']);
    const upcoming = await upcomingOf(database.dataSource, shopId, james.customerId, AS_OF);
    expect(upcoming.map(({ appointmentId }) => appointmentId)).to.deep.equal(james.appointmentIds);
    expect(upcoming).to.have.length(1);
    expect(await historyOf(database.dataSource, shopId, maria.customerId, maria.vehicleIds[0] ?? '')).to.have.length(3);
  });

  it('is not made twice', async () => {
    const before = await all();
    await seedDemo(database.dataSource, { asOf: AS_OF, zone: ZONE });
    expect(await all()).to.deep.equal(before);
  });

  it('has numbers that nobody is called under, and every one once', async () => {
    const { customers } = await all();
    const numbers = customers.map(({ phoneNumber }) => phoneNumber);
    expect(numbers.filter((number) => !/^\+1\d{3}55501\d\d$/.test(number))).to.deep.equal([]);
    expect(new Set(numbers).size).to.equal(12);
  });

  it('has VINs that could be: right in form, check digit, maker and model year', async () => {
    const { vehicles } = await all();
    expect(vehicles).to.have.length(16);
    for (const { vin, make, year } of vehicles)
      expect([
        vinFormProblem(vin ?? ''),
        hasRightCheckDigit(vin ?? ''),
        makeOf(vin ?? ''),
        modelYear(vin ?? ''),
      ]).to.deep.equal([null, true, make, year]);
  });

  it('books only what the shop can take: within its hours, as long as the service is', async () => {
    const time = createShopTime({ zone: ZONE });
    const { appointments, history } = await all();
    expect(appointments.length).to.be.within(5, 12);
    for (const { startTime, endTime, serviceType } of appointments) {
      const minutes = minutesOf(serviceType);
      expect((endTime.getTime() - startTime.getTime()) / 60_000).to.equal(minutes);
      expect(time.whyNot(startTime, minutes, AS_OF)).to.equal(null);
    }
    expect(history.filter(({ performedAt }) => performedAt >= AS_OF)).to.deep.equal([]);
  });

  it('is the same for the same seed and moment, ids included, and another for another seed', async () => {
    const [same, other] = await Promise.all([testDatabase(), testDatabase()]);
    const shop = { shopId: '0', createdAt: AS_OF, updatedAt: AS_OF };
    const rows = async (each: TestDatabase) => {
      const customers = await each.dataSource.getRepository(Customer).find({ order: { customerId: 'ASC' } });
      const vehicles = await each.dataSource.getRepository(Vehicle).find({ order: { vehicleId: 'ASC' } });
      return [...customers, ...vehicles].map((row) => ({ ...row, ...shop }));
    };
    await seedDemo(same.dataSource, { asOf: AS_OF, zone: ZONE });
    await seedDemo(other.dataSource, { asOf: AS_OF, zone: ZONE, seed: 7 });
    expect(await rows(same)).to.deep.equal(await rows(database));
    expect(await rows(other)).to.not.deep.equal(await rows(database));
    await Promise.all([same.close(), other.close()]);
  });
});
