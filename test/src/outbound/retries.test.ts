import { expect } from 'chai';
import { CALL_OUTCOMES } from '../../../entities/vocabulary.ts';
import { isCallingTime, msToCallingTime, secondsToNextAttempt } from '../../../src/outbound/retries.ts';
import { at, shopTime } from '../../kit/outreach-desk.ts';

const HOUR = 3_600_000;

describe('calling hours', () => {
  it('are from nine to eight in the evening by the shop’s clocks, in winter and in summer', () => {
    for (const day of ['2026-12-01', '2027-07-01', '2027-03-14', '2027-11-07'])
      expect(
        ['08:59', '09:00', '19:59', '20:00'].map((time) => isCallingTime(shopTime, at(`${day}T${time}`))),
      ).to.deep.equal([false, true, true, false]);
  });

  for (const [what, now, hours] of [
    ['today', '2026-12-01T06:30', 2.5],
    ['tomorrow, once they have begun', '2026-12-01T09:00', 24],
    ['tomorrow, an hour earlier than usual when the clocks go forward', '2027-03-13T09:00', 23],
    ['tomorrow, an hour later than usual when the clocks go back', '2027-11-06T09:00', 25],
  ] as const)
    it(`begin ${what}: ${hours} hours after ${now}`, () => {
      expect(msToCallingTime(shopTime, at(now)) / HOUR).to.equal(hours);
    });
});

describe('a call that nobody answered', () => {
  const next = (outcome: (typeof CALL_OUTCOMES)[number], attempt: number, time: string) =>
    secondsToNextAttempt({ outcome, attempt, now: at(`2026-12-01T${time}`) }, shopTime);

  it('is tried again after a quarter of an hour when the line was busy, and after an hour when nobody was there', () => {
    expect([next('busy', 1, '09:00'), next('no_answer', 1, '09:00')]).to.deep.equal([900, 3_600]);
  });

  it('is not tried again after any other end', () => {
    const others = CALL_OUTCOMES.filter((outcome) => outcome !== 'busy' && outcome !== 'no_answer');
    expect(others.filter((outcome) => next(outcome, 1, '09:00') !== null)).to.deep.equal([]);
  });

  it('is tried three times at most', () => {
    expect([1, 2, 3, 4].map((attempt) => next('busy', attempt, '09:00'))).to.deep.equal([900, 900, null, null]);
  });

  it('is not tried again in the evening', () => {
    expect([next('busy', 1, '19:44'), next('busy', 1, '19:45')]).to.deep.equal([900, null]);
    expect([next('no_answer', 1, '18:59'), next('no_answer', 1, '19:00')]).to.deep.equal([3_600, null]);
    expect(next('busy', 1, '23:50')).to.equal(null);
  });
});
