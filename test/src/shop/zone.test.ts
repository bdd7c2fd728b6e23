import { expect } from 'chai';
import { instantOf, isoInZone, offsetMinutes, wallTime } from '../../../src/shop/zone.ts';

const NEW_YORK = 'America/New_York';

function wall(text: string) {
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0] = text.split(/\D/).map(Number);
  return { year, month, day, hour, minute, second: 0 };
}

describe('wall time and instants', () => {
  const pairs: [what: string, zone: string, wall: string, instant: string, iso: string][] = [
    ['winter', NEW_YORK, '2026-12-01 09:00', '2026-12-01T14:00:00.000Z', '2026-12-01T09:00:00-05:00'],
    ['summer', NEW_YORK, '2026-07-01 09:00', '2026-07-01T13:00:00.000Z', '2026-07-01T09:00:00-04:00'],
    ['midnight', NEW_YORK, '2026-07-01 00:00', '2026-07-01T04:00:00.000Z', '2026-07-01T00:00:00-04:00'],
    ['the hour before a gap', NEW_YORK, '2026-03-08 01:59', '2026-03-08T06:59:00.000Z', '2026-03-08T01:59:00-05:00'],
    ['the hour after a gap', NEW_YORK, '2026-03-08 03:00', '2026-03-08T07:00:00.000Z', '2026-03-08T03:00:00-04:00'],
    [
      'half an hour off UTC',
      'Asia/Kolkata',
      '2026-01-01 00:15',
      '2025-12-31T18:45:00.000Z',
      '2026-01-01T00:15:00+05:30',
    ],
    [
      'a change of half an hour',
      'Australia/Lord_Howe',
      '2026-04-05 12:00',
      '2026-04-05T01:30:00.000Z',
      '2026-04-05T12:00:00+10:30',
    ],
    ['a zone at UTC', 'UTC', '2026-01-01 12:00', '2026-01-01T12:00:00.000Z', '2026-01-01T12:00:00+00:00'],
  ];
  for (const [what, zone, local, instant, iso] of pairs)
    it(`goes both ways: ${what}`, () => {
      expect(instantOf(wall(local), zone).toISOString()).to.equal(instant);
      expect(wallTime(new Date(instant), zone)).to.deep.equal(wall(local));
      expect(isoInZone(new Date(instant), zone)).to.equal(iso);
    });

  it('shifts a wall time that does not exist forward past the gap', () => {
    const instant = instantOf(wall('2026-03-08 02:30'), NEW_YORK);
    expect(isoInZone(instant, NEW_YORK)).to.equal('2026-03-08T03:30:00-04:00');
  });

  it('takes the earlier of two instants with the same wall time', () => {
    const instant = instantOf(wall('2026-11-01 01:30'), NEW_YORK);
    expect(isoInZone(instant, NEW_YORK)).to.equal('2026-11-01T01:30:00-04:00');
  });

  it('goes back to the same instant from every half hour of the two days on which clocks change', () => {
    for (const day of ['2026-03-08', '2026-11-01']) {
      const start = Date.parse(`${day}T00:00:00Z`);
      const strays = [];
      for (let t = start; t < start + 36 * 3_600_000; t += 1_800_000) {
        const back = instantOf(wallTime(new Date(t), NEW_YORK), NEW_YORK).getTime();
        if (back !== t) strays.push(new Date(t).toISOString());
      }
      // Only the second of the doubled hour cannot be told by its wall time.
      expect(strays).to.deep.equal(
        day === '2026-11-01' ? ['2026-11-01T06:00:00.000Z', '2026-11-01T06:30:00.000Z'] : [],
      );
    }
  });

  it('keeps whole minutes of offset for an instant with milliseconds', () => {
    expect(offsetMinutes(new Date('2026-12-01T14:00:00.987Z'), NEW_YORK)).to.equal(-300);
  });
});
