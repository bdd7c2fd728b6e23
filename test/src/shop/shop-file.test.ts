import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect } from 'chai';
import { loadShopFile, shopFile } from '../../../src/shop/shop-file.ts';

const TEXT = readFileSync(new URL('../../../src/shop/shop.yaml', import.meta.url), 'utf8');

describe("the shop's file", () => {
  let folder: string;
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'shop-'));
  });
  after(() => rmSync(folder, { recursive: true }));

  /** The file with this in the place of that. */
  function changed(what: string | RegExp, instead: string): URL {
    const text = TEXT.replace(what, instead);
    if (text === TEXT) throw new Error(`expected ${what} in the file, got none`);
    const file = join(folder, 'shop.yaml');
    writeFileSync(file, text);
    return pathToFileURL(file);
  }

  it('has the hours, the bays and the durations that ship', () => {
    const { hours, bays, services, holidays, disclosure } = shopFile();
    const weekday = { opens: '08:00', closes: '18:00' };
    expect({ hours, bays, holidays, disclosure }).to.deep.equal({
      hours: {
        Monday: weekday,
        Tuesday: weekday,
        Wednesday: weekday,
        Thursday: weekday,
        Friday: weekday,
        Saturday: { opens: '09:00', closes: '15:00' },
      },
      bays: 4,
      holidays: { rule: 'us-federal', also: {} },
      disclosure: '',
    });
    expect(Object.entries(services).map(([type, { minutes }]) => `${type} ${minutes}`)).to.deep.equal([
      'oil_change 30',
      'tire_rotation 30',
      'inspection 45',
      'brake_service 90',
      'engine_diagnostics 60',
      'general_maintenance 60',
    ]);
  });

  it('can be changed in one place', () => {
    const { services } = loadShopFile(changed('oil_change: { minutes: 30', 'oil_change: { minutes: 40'));
    expect(services.oil_change).to.deep.equal({ minutes: 40, price: { from: 60, to: 90 } });
  });

  for (const [what, from, to, said] of [
    [
      'a duration is none',
      'minutes: 90',
      'minutes: soon',
      'services.brake_service.minutes: expected a whole number from 5 to 600, got "soon"',
    ],
    ['a service is left out', /^ {2}inspection: .*$/m, '', 'services.inspection: '],
    [
      'a service is unknown',
      '  inspection:',
      '  wash: { minutes: 5, price: { from: 1 } }\n  inspection:',
      'services: expected only settings that there are, got wash',
    ],
    ['a price falls', 'to: 90', 'to: 10', 'services.oil_change.price: expected `to` to be more than `from`'],
    [
      'a day closes before it opens',
      'closes: "15:00"',
      'closes: "08:30"',
      'hours.Saturday: expected a day that opens before it closes',
    ],
    ['a time is none', 'opens: "09:00"', 'opens: 9', 'hours.Saturday.opens: expected a time such as "08:00", got 9'],
    ['a day is unknown', '  Saturday:', '  Caturday:', 'hours: expected only settings that there are, got Caturday'],
    ['a holiday is no day', 'also: {}', 'also: { 2026-02-30: Never }', 'holidays.also.2026-02-30: '],
    [
      'a technician works in a bay that is not there',
      'name: Dee, bays: [3, 4]',
      'name: Dee, bays: [3, 5]',
      'technicians.3.bays: expected bays up to 4, got 5',
    ],
    [
      'two technicians have one name',
      'name: Grace',
      'name: Dee',
      'technicians.5.name: expected each name once, got Dee twice',
    ],
    ['a ZIP code is a number', 'zip: "12207"', 'zip: 12207', 'address.zip: expected a ZIP code in quotes, got 12207'],
  ] as const)
    it(`is refused by name when ${what}`, () => {
      const file = changed(from, to);
      expect(() => loadShopFile(file)).to.throw(`shop.yaml: ${said}`);
    });
});
