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
    });
  });

  it('is a bay for the whole window when its calendar cannot be read: that is not free', () => {
    expect(closed({ shop: free, one: taken, three: unreadable })).to.deep.equal({
      busy: [
        { ...stretch, bay: 1 },
        { ...WINDOW, bay: 3 },
      ],
      unreadable: [{ calendarId: 'three', reason: 'notFound' }],
    });
    expect(closed({ shop: free, one: taken }).unreadable).to.deep.equal([{ calendarId: 'three', reason: 'missing' }]);
  });

  it('is no more than what is known when no bay can be vouched for', () => {
    expect(closed({ shop: taken, one: unreadable, three: unreadable }, 2)).to.deep.equal({
      busy: [{ ...stretch, bay: null }],
      unreadable: [
        { calendarId: 'one', reason: 'notFound' },
        { calendarId: 'three', reason: 'notFound' },
      ],
    });
  });

  it("is what the bays' calendars say when the shop's cannot be read", () => {
    expect(closed({ shop: unreadable, one: taken, three: free })).to.deep.equal({
      busy: [{ ...stretch, bay: 1 }],
      unreadable: [{ calendarId: 'shop', reason: 'notFound' }],
    });
  });
});
