import { expect } from 'chai';
import { addDays } from '../../../src/shop/dates.ts';
import { federalHoliday, holidayOf } from '../../../src/shop/holidays.ts';

function holidaysIn(year: number): Record<string, string> {
  const found: Record<string, string> = {};
  for (let date = `${year}-01-01`; date < `${year + 1}`; date = addDays(date, 1)) {
    const name = federalHoliday(date);
    if (name) found[date] = name;
  }
  return found;
}

describe('US federal holidays', () => {
  it('are these in 2026, with the Friday before a Saturday', () => {
    expect(holidaysIn(2026)).to.deep.equal({
      '2026-01-01': "New Year's Day",
      '2026-01-19': 'Martin Luther King Jr. Day',
      '2026-02-16': "Washington's Birthday",
      '2026-05-25': 'Memorial Day',
      '2026-06-19': 'Juneteenth',
      '2026-07-03': 'Independence Day (observed)',
      '2026-07-04': 'Independence Day',
      '2026-09-07': 'Labor Day',
      '2026-10-12': 'Columbus Day',
      '2026-11-11': 'Veterans Day',
      '2026-11-26': 'Thanksgiving Day',
      '2026-12-25': 'Christmas Day',
    });
  });

  it('are also kept on the Monday after a Sunday', () => {
    expect(federalHoliday('2027-07-05')).to.equal('Independence Day (observed)');
  });

  it("keep New Year's Day of a Saturday in the year before", () => {
    expect(federalHoliday('2027-12-31')).to.equal("New Year's Day (observed)");
    expect(federalHoliday('2028-01-01')).to.equal("New Year's Day");
  });
});

describe("a shop's holidays", () => {
  it('are those of its rule, and its own', () => {
    const also = { '2026-12-24': 'Christmas Eve' };
    const days = ['2026-12-24', '2026-12-25', '2026-12-26'];
    expect(days.map((day) => holidayOf(day, { rule: 'us-federal', also }))).to.deep.equal([
      'Christmas Eve',
      'Christmas Day',
      null,
    ]);
    expect(days.map((day) => holidayOf(day, { rule: 'none', also }))).to.deep.equal(['Christmas Eve', null, null]);
  });
});
