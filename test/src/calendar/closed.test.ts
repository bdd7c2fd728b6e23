import { expect } from 'chai';
import { closedBy } from '../../../src/calendar/closed.ts';
import type { CalendarAnswer } from '../../../src/calendar/google.ts';
import { at } from '../../kit/calendar-google.ts';

const WINDOW = { from: at('08:00'), to: at('18:00') };
const CALENDARS = {
  shop: 'shop',
  bays: new Map([
    [1, 'one'],
    [3, 'three'],
  ]),
};
const stretch = { from: at('09:00'), to: at('10:00') };
const taken: CalendarAnswer = { busy: [stretch] };
const free: CalendarAnswer = { busy: [] };
const unreadable: CalendarAnswer = { unreadable: 'notFound' };

describe('what the calendars close', () => {
  const closed = (answers: Record<string, CalendarAnswer>, bays = 4) =>
    closedBy(new Map(Object.entries(answers)), CALENDARS, WINDOW, bays);

  it("is the whole shop by the shop's own, and a bay by the bay's", () => {
    expect(closed({ shop: taken, one: free, three: taken })).to.deep.equal({
      busy: [
        { ...stretch, bay: null },
        { ...stretch, bay: 3 },
      ],
      unreadable: [],
      isKnown: true,
    });
  });

  it('is a bay for the whole window when its calendar cannot be read: that is not free', () => {
    expect(closed({ shop: free, one: taken, three: unreadable })).to.deep.equal({
      busy: [
        { ...stretch, bay: 1 },
        { ...WINDOW, bay: 3 },
      ],
      unreadable: [{ calendarId: 'three', bay: 3, reason: 'notFound' }],
      isKnown: true,
    });
    expect(closed({ shop: free, one: taken }).unreadable).to.deep.equal([
      { calendarId: 'three', bay: 3, reason: 'missing' },
    ]);
  });

  it('is everything, and nothing is known, when no bay can be vouched for', () => {
    expect(closed({ shop: taken, one: unreadable, three: unreadable }, 2)).to.deep.equal({
      busy: [
        { ...stretch, bay: null },
        { ...WINDOW, bay: 1 },
        { ...WINDOW, bay: 3 },
      ],
      unreadable: [
        { calendarId: 'one', bay: 1, reason: 'notFound' },
        { calendarId: 'three', bay: 3, reason: 'notFound' },
      ],
      isKnown: false,
    });
  });

  it("is everything, and nothing is known, when the shop's cannot be read, whatever the bays' say", () => {
    expect(closed({ shop: unreadable, one: taken, three: free })).to.deep.equal({
      busy: [
        { ...WINDOW, bay: null },
        { ...stretch, bay: 1 },
      ],
      unreadable: [{ calendarId: 'shop', bay: null, reason: 'notFound' }],
      isKnown: false,
    });
  });
});
