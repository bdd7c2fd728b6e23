import { expect } from 'chai';
import { placeInWords, servicesInWords } from '../../../src/shop/in-words.ts';
import { shopOf, shopTimeOf } from '../../../src/shop/of-shop.ts';
import { shopFile } from '../../../src/shop/shop-file.ts';

const FILE = { ...shopFile(), disclosure: 'This call may be recorded.' };
/** A shop that says nothing of its own. */
const ROW: Parameters<typeof shopOf>[0] = {
  name: 'Elm Motors',
  phoneNumber: '+15185550100',
  timeZone: 'America/New_York',
  hours: null,
  bays: 2,
  greeting: null,
  disclosure: null,
  street: null,
  city: null,
  state: null,
  zipCode: null,
  directions: null,
  language: 'en-US',
};

describe('a shop', () => {
  it('is as the file says, where its row says nothing', () => {
    const { hours, address, directions, disclosure, bays } = shopOf(ROW, FILE);
    expect({ hours, address, directions, disclosure, bays }).to.deep.equal({
      hours: FILE.hours,
      address: FILE.address,
      directions: FILE.directions,
      disclosure: 'This call may be recorded.',
      bays: 2,
    });
  });

  it('is as its row says, where it does', () => {
    const hours = { Sunday: { opens: '10:00', closes: '11:00' } };
    const where = { street: '1 Oak Road', city: 'Troy', state: 'NY', zipCode: '12180' };
    const shop = shopOf({ ...ROW, ...where, hours, disclosure: '', directions: 'Behind the mill.' }, FILE);
    expect([shop.address, shop.directions, shop.disclosure]).to.deep.equal([
      { street: '1 Oak Road', city: 'Troy', state: 'NY', zip: '12180' },
      'Behind the mill.',
      null,
    ]);
    const time = shopTimeOf(shop);
    expect([
      time.opening('2026-12-05'),
      time.slots('2026-12-06', 30, new Date('2026-12-01T12:00:00Z')).map(time.iso),
    ]).to.deep.equal([{ closed: 'closed on Saturdays' }, ['2026-12-06T10:00:00-05:00', '2026-12-06T10:30:00-05:00']]);
  });

  it('whose row has hours that are none is refused by name', () => {
    const hours = { Monday: { opens: '08:00', closes: '7' } };
    expect(() => shopOf({ ...ROW, hours }, FILE)).to.throw(
      'shops.hours.Monday.closes: expected a time such as "08:00", got "7"',
    );
  });

  it('is found by its address, its number and its directions', () => {
    expect(placeInWords({ ...shopOf(ROW, FILE), directions: 'Behind the mill.' })).to.equal(
      'Elm Motors, 200 Elm Street, Albany, NY 12207. Telephone: 518 555 0100. Behind the mill.',
    );
  });

  it('tells of each service how long it takes and what it generally costs', () => {
    expect(servicesInWords(FILE.services).split('\n')).to.deep.equal([
      '- Oil change (`oil_change`): about 30 minutes, usually 60 to 90 dollars.',
      '- Tire rotation (`tire_rotation`): about 30 minutes, usually 40 to 60 dollars.',
      '- Inspection (`inspection`): about 45 minutes, usually 50 to 80 dollars.',
      '- Brake service (`brake_service`): about 90 minutes, usually 250 to 450 dollars for one axle.',
      '- Engine diagnostics (`engine_diagnostics`): about an hour, starts at 140 dollars.',
      '- General maintenance (`general_maintenance`): about an hour, starts at 120 dollars.',
    ]);
  });
});
