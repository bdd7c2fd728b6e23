import { expect } from 'chai';
import type { RecordsFact } from '../../../machines/ports/records.ts';
import { createLookUp } from '../../../src/calls/records.ts';
import { systemClock } from '../../../src/clock.ts';
import { book } from '../../../src/crm/booking.ts';
import { onCustomersChanged } from '../../../src/crm/changed-customers.ts';
import { cardByPhone } from '../../../src/crm/customer-card.ts';
import { createCustomer } from '../../../src/crm/customers.ts';
import { createVehicle } from '../../../src/crm/vehicles.ts';
import { silentLog } from '../../../src/log.ts';
import { createMetrics } from '../../../src/metrics.ts';
import { createCustomerCache, type ShopNumber } from '../../../src/sessions/customer-cache.ts';
import { openSessions, type Sessions } from '../../../src/sessions/sessions.ts';
import { type TestDatabase, testDatabase } from '../../kit/database.ts';

const ANNS = '+12125550101';

describe('who calls, by the cache and the database together', () => {
  let database: TestDatabase;
  let sessions: Sessions;
  let lookUp: (from: string | null) => Promise<RecordsFact>;
  let asked: number;

  beforeEach(async () => {
    database = await testDatabase();
    sessions = await openSessions({ url: undefined, clock: systemClock, log: silentLog });
    const { dataSource: db, newId, shop } = database;
    const load = ({ shopId, phoneNumber }: ShopNumber) => {
      asked++;
      return cardByPhone(db, shopId, phoneNumber);
    };
    const customers = createCustomerCache({ redis: sessions.redis, clock: systemClock, newId, load });
    onCustomersChanged(db, customers.forget);
    asked = 0;
    const records = createLookUp({
      db,
      shopId: shop.shopId,
      clock: systemClock,
      log: silentLog,
      metrics: createMetrics(),
      customers,
    });
    lookUp = (from) => new Promise((told) => records.lookUp({ callId: 'c1', from }, told));
  });
  afterEach(async () => {
    await database.close();
    await sessions.close();
  });

  it('is asked of the database once, and again after every change to the customer, a car or an appointment', async () => {
    const { dataSource: db, change } = database;
    expect([await lookUp(ANNS), await lookUp(ANNS), asked]).to.deep.equal([
      { type: 'records.knowsNobody' },
      { type: 'records.knowsNobody' },
      1,
    ]);
    const { customerId } = await createCustomer(db, change(), { firstName: 'Ann', lastName: 'Lee', phoneNumber: ANNS });
    const ann = { customerId, firstName: 'Ann', vehicleIds: [] as string[], appointmentIds: [] as string[] };
    expect(await lookUp(ANNS)).to.deep.equal({ type: 'records.recognised', customer: ann });

    const civic = await createVehicle(db, change(), customerId, { year: 2019, make: 'Honda', model: 'Civic' });
    ann.vehicleIds = [civic?.vehicleId ?? ''];
    expect(await lookUp(ANNS)).to.deep.equal({ type: 'records.recognised', customer: ann });

    const booked = await book(db, change(), [1], {
      customerId,
      vehicleId: ann.vehicleIds[0] ?? '',
      serviceType: 'oil_change',
      startTime: new Date('2026-12-02T15:00:00Z'),
      endTime: new Date('2026-12-02T15:30:00Z'),
      notes: null,
      bookedBy: 'staff',
      callSid: null,
    });
    ann.appointmentIds = booked.outcome === 'done' ? [booked.appointment.appointmentId] : [];
    expect([await lookUp(ANNS), await lookUp(ANNS), asked]).to.deep.equal([
      { type: 'records.recognised', customer: ann },
      { type: 'records.recognised', customer: ann },
      4,
    ]);
  });

  it('is nobody where the number is withheld, and nothing is asked for it', async () => {
    expect([await lookUp(null), asked]).to.deep.equal([{ type: 'records.knowsNobody' }, 0]);
  });
});
