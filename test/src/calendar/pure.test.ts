import { expect } from 'chai';
import type { Appointment } from '../../../entities/appointment.ts';
import { eventOf, isSame } from '../../../src/calendar/event.ts';
import { secondsToNextTry } from '../../../src/calendar/retries.ts';
import { OutsideError } from '../../../src/errors.ts';
import { at, ZONE } from '../../kit/calendar-google.ts';

const failure = (code: string, retryable = true) => new OutsideError('calendar', code, code, { retryable });

describe('the next try', () => {
  it('comes later each time, and at last every five minutes', () => {
    const waits = Array.from({ length: 10 }, (_, i) => secondsToNextTry(failure('backendError'), i + 1));
    expect(waits).to.deep.equal([2, 4, 8, 16, 32, 64, 128, 256, 300, 300]);
    expect(secondsToNextTry(failure('timeout'), 10_000)).to.equal(300);
  });

  it('comes not soon when a quota is used up', () => {
    expect(secondsToNextTry(failure('quotaExceeded'), 1)).to.equal(3_600);
  });

  it('does not come where it would not help', () => {
    expect(secondsToNextTry(failure('invalid_grant', false), 1)).to.equal(null);
    expect([5, 6].map((tries) => secondsToNextTry(failure('notFound'), tries))).to.deep.equal([32, null]);
  });
});

describe("an appointment's event", () => {
  const appointment = {
    appointmentId: '019AD6F1-c0de-7000-8000-00000000abcd',
    serviceType: 'tire_rotation',
    bay: 3,
    startTime: at('09:30'),
    endTime: at('10:00'),
    notes: 'Call Ann on +12125550101',
  } as Appointment;
  const event = eventOf(appointment, { year: 2019, make: 'Honda', model: 'Civic' }, ZONE);

  it('says what, when and where, and nothing of whose it is', () => {
    expect(event).to.deep.equal({
      id: '019ad6f1c0de7000800000000000abcd',
      summary: 'Tire rotation, 2019 Honda Civic (bay 3)',
      start: { dateTime: '2026-12-01T09:30:00-05:00', timeZone: ZONE },
      end: { dateTime: '2026-12-01T10:00:00-05:00', timeZone: ZONE },
      status: 'confirmed',
      transparency: 'transparent',
      extendedProperties: { private: { appointment_id: appointment.appointmentId } },
    });
    expect(eventOf(appointment, null, ZONE).summary).to.equal('Tire rotation (bay 3)');
  });

  it('is the same in another zone, and with what people have written besides', () => {
    const start = { dateTime: '2026-12-01T14:30:00Z', timeZone: 'UTC' };
    expect(isSame({ ...event, start, description: 'bring tires', colorId: '5' }, event)).to.equal(true);
  });

  const others: [what: string, kept: Parameters<typeof isSame>[0]][] = [
    ['begins at another time', { ...event, start: { dateTime: '2026-12-01T09:31:00-05:00' } }],
    ['ends at another time', { ...event, end: { dateTime: '2026-12-01T10:01:00-05:00' } }],
    ['lasts the whole day', { ...event, start: { date: '2026-12-01' } }],
    ['is called otherwise', { ...event, summary: 'Lunch' }],
    ['is deleted', { ...event, status: 'cancelled' }],
    ['counts as busy', { ...event, transparency: null }],
    ["is another appointment's", { ...event, extendedProperties: { private: { appointment_id: 'x' } } }],
  ];
  for (const [what, kept] of others)
    it(`is not the same when what is kept ${what}`, () => {
      expect(isSame(kept, event)).to.equal(false);
    });
});
