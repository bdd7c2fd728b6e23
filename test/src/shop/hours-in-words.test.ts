import { expect } from 'chai';
import { hoursInWords } from '../../../src/shop/hours-in-words.ts';
import { shopFile } from '../../../src/shop/shop-file.ts';

const FEDERAL = { rule: 'us-federal', also: {} } as const;

describe('opening hours in words', () => {
  it('tells days that are alike together', () => {
    const { hours, holidays } = shopFile();
    expect(hoursInWords(hours, holidays)).to.equal(
      'Monday to Friday: 8 AM to 6 PM; Saturday: 9 AM to 3 PM; Sunday: closed; closed on US federal holidays',
    );
  });

  it('tells half hours, noon and days of their own', () => {
    const hours = { Monday: { opens: '08:30', closes: '12:00' }, Sunday: { opens: '00:00', closes: '23:30' } };
    expect(hoursInWords(hours, FEDERAL)).to.equal(
      'Monday: 8:30 AM to 12 PM; Tuesday to Saturday: closed; Sunday: 12 AM to 11:30 PM; closed on US federal holidays',
    );
  });

  it('tells the days on which this shop alone is closed', () => {
    const hours = { Monday: { opens: '08:00', closes: '12:00' } };
    expect(hoursInWords(hours, { rule: 'none', also: { '2026-12-24': 'Christmas Eve' } })).to.equal(
      'Monday: 8 AM to 12 PM; Tuesday to Sunday: closed; closed on 2026-12-24, Christmas Eve',
    );
  });
});
