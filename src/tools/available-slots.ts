import { z } from 'zod';
import { spread } from '../shop/availability.ts';
import { addDays } from '../shop/dates.ts';
import { MOST_DAYS_AHEAD, MOST_SLOTS_TOLD } from '../shop/hours.ts';
import { minutesOf } from '../shop/shop-file.ts';
import { done, refused } from './answers.ts';
import { defineTool } from './define.ts';
import * as fields from './fields.ts';
import { freeSlots } from './free-slots.ts';

const DAYS_LOOKED_AHEAD = 7;

export const getAvailableSlots = defineTool({
  name: 'get_available_slots',
  description:
    'Finds the free times of one day for a service. Call it before proposing any time, and offer the caller two or three of them.',
  args: z.strictObject({
    date: fields.comingDay.describe("The shop's day, YYYY-MM-DD"),
    service_type: fields.serviceType,
  }),
  async run({ date, service_type }, task) {
    const { desk, now } = task;
    const { shopTime } = desk;
    const today = shopTime.dateOf(now);
    if (date < today) return refused('in_the_past', `Expected a day to come; ${shopTime.today(now)}.`);
    const told = (slots: { start_time: string }[]) => ({ date, day_of_week: shopTime.weekdayOf(date), slots });
    if (date > addDays(today, MOST_DAYS_AHEAD))
      return done(`Times can be booked up to ${MOST_DAYS_AHEAD} days ahead; ${shopTime.today(now)}.`, told([]));
    const booking = { minutes: minutesOf(service_type) };
    const free = await freeSlots(task, date, date, booking);
    const data = told(spread(free, MOST_SLOTS_TOLD).map((slot) => ({ start_time: shopTime.iso(slot) })));
    if (free.length > 0) return done(`${free.length} free times on this day.`, data);
    const day = shopTime.opening(date);
    const why = 'closed' in day ? `The shop is ${day.closed}.` : 'Nothing is free on this day.';
    const [next] = await freeSlots(task, addDays(date, 1), addDays(date, DAYS_LOOKED_AHEAD), booking);
    return done(next ? `${why} The next free time is ${shopTime.iso(next)}.` : why, data);
  },
});
