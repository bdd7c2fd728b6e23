import { expect } from 'chai';
import { cardById, knownCustomer, knownFrom } from '../../../src/crm/customer-card.ts';
import { createCustomer } from '../../../src/crm/customers.ts';
import { createVehicle, type NewVehicle } from '../../../src/crm/vehicles.ts';
import { type TestDatabase, testDatabase } from '../../kit/database.ts';

describe('a customer whom a call knows surely', () => {
  let database: TestDatabase;
  before(async () => {
    database = await testDatabase();
  });
  after(() => database.close());

  it('is known with what their vehicles are due for; by their number alone, without it', async () => {
    const { dataSource: db, change, shop } = database;
    const { customerId } = await createCustomer(db, change(), {
      firstName: 'Ann',
      lastName: 'Lee',
      phoneNumber: '+12125550101',
    });
    const vehicle = (fields: Partial<NewVehicle>) =>
      createVehicle(db, change(), customerId, { year: 2019, make: 'Honda', model: 'Civic', ...fields });
    await vehicle({ nextServiceType: 'oil_change', nextServiceDate: '2026-12-20' });
    await vehicle({ year: 2015, nextServiceMileage: 60_000 });
    await vehicle({ year: 2021 });
    const known = await knownCustomer(db, shop.shopId, customerId);
    expect(known?.due?.toSorted((a, b) => b.vehicle.localeCompare(a.vehicle))).to.deep.equal([
      { vehicle: '2019 Honda Civic', service: 'oil change', date: '2026-12-20', mileage: null },
      { vehicle: '2015 Honda Civic', service: null, date: null, mileage: 60_000 },
    ]);
    const card = await cardById(db, shop.shopId, customerId);
    expect(card && 'due' in knownFrom(card)).to.equal(false);
  });
});
