import { expect } from 'chai';
import type { AppointmentStatus } from '../../../entities/vocabulary.ts';
import { isAllowed } from '../../../src/outbound/allow-list.ts';
import { type Candidate, dayOf, isDue, whoIsDue } from '../../../src/outbound/due.ts';
import { at, shopTime } from '../../kit/outreach-desk.ts';

const ANN = '+12125550101';
const BOB = '+12125550102';

function candidate(
  time: string,
  given: { number?: string; status?: AppointmentStatus; consent?: boolean | null } = {},
) {
  const { number = ANN, status = 'scheduled', consent = true } = given;
  return {
    appointment: { appointmentId: `${time} ${number}`, startTime: at(time), status },
    customer: { phoneNumber: number, reminderConsent: consent },
  } satisfies Candidate;
}

describe('whoever is to be called today', () => {
  for (const [today, scenario, from, to] of [
    ['2026-12-01', 'reminder', '2026-12-02T00:00:00-05:00', '2026-12-03T00:00:00-05:00'],
    ['2026-12-01', 'follow-up', '2026-11-28T00:00:00-05:00', '2026-11-29T00:00:00-05:00'],
    // The clocks go forward on March 14th and back on November 7th, 2027: days of 23 and 25 hours.
    ['2027-03-13', 'reminder', '2027-03-14T00:00:00-05:00', '2027-03-15T00:00:00-04:00'],
    ['2027-03-17', 'follow-up', '2027-03-14T00:00:00-05:00', '2027-03-15T00:00:00-04:00'],
    ['2027-11-06', 'reminder', '2027-11-07T00:00:00-04:00', '2027-11-08T00:00:00-05:00'],
    ['2027-11-10', 'follow-up', '2027-11-07T00:00:00-04:00', '2027-11-08T00:00:00-05:00'],
  ] as const)
    it(`by a ${scenario} on ${today} has an appointment on the day from ${from}`, () => {
      const day = dayOf(scenario, shopTime, at(`${today}T09:00`));
      expect([day.from, day.to].map(shopTime.iso)).to.deep.equal([from, to]);
    });

  const day = { from: at('2026-12-02T00:00'), to: at('2026-12-03T00:00') };
  const reminded = (given: Parameters<typeof candidate>[1], allowList = ['*']) =>
    isDue('reminder', candidate('2026-12-02T10:00', given), day, allowList);

  it('has said that they want to be', () => {
    expect([true, false, null].map((consent) => reminded({ consent }))).to.deep.equal([true, false, false]);
  });

  it('is on the allow-list, or everybody is', () => {
    expect([[ANN], [BOB, ANN], ['*'], [BOB], []].map((list) => reminded({}, list))).to.deep.equal([
      true,
      true,
      true,
      false,
      false,
    ]);
    expect(isAllowed(['*'], BOB)).to.equal(true);
    expect(isAllowed([ANN], BOB)).to.equal(false);
  });

  it('has neither confirmed nor cancelled what they are reminded of, and has been here for what they are asked about', () => {
    const statuses = ['scheduled', 'confirmed', 'in_progress', 'completed', 'cancelled', 'no_show'] as const;
    const isCalled = (scenario: 'reminder' | 'follow-up') =>
      statuses.filter((status) => isDue(scenario, candidate('2026-12-02T10:00', { status }), day, ['*']));
    expect([isCalled('reminder'), isCalled('follow-up')]).to.deep.equal([['scheduled'], ['completed']]);
  });

  it('is called about that day and no other', () => {
    const times = ['2026-12-01T23:59', '2026-12-02T00:00', '2026-12-02T23:59', '2026-12-03T00:00'];
    expect(times.filter((time) => isDue('reminder', candidate(time), day, ['*']))).to.deep.equal(times.slice(1, 3));
  });

  it('is called once for all their cars, about the earliest; and not once more for another reason', () => {
    const all = [
      candidate('2026-12-02T14:00'),
      candidate('2026-12-02T09:00', { number: BOB }),
      candidate('2026-12-02T08:00'),
      candidate('2026-12-02T07:00', { number: '+12125550103' }),
    ];
    const called = new Set(['+12125550103']);
    expect(whoIsDue('reminder', all, day, ['*'], called).map((one) => one.appointment.appointmentId)).to.deep.equal([
      `2026-12-02T08:00 ${ANN}`,
      `2026-12-02T09:00 ${BOB}`,
    ]);
    expect([...called]).to.deep.equal(['+12125550103', ANN, BOB]);
  });
});
