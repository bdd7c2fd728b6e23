import type { Topic } from '../ports/conversation.ts';
import { list } from './listed.ts';

/**
 * Words by which a caller says what they want. Plain phrases, lower case, without punctuation, contractions opened, between
 * commas. A designer adds one where a caller's wish was not noticed. They say what the talk is about, never what is allowed.
 */

/** Taken out first: they hold the words of a wish and are none. */
export const NO_WISH = list(
  `do not want to cancel, do not need to cancel, not cancelling, do not want to move, do not want to reschedule, do not need
  to reschedule, book it, book that, book them, good book, cancel that, cancel it, my schedule, your schedule, a schedule
  conflict, schedule conflict`,
);

/** The first that is found decides: who asks for a price while they cancel is cancelling. */
export const WISHES: readonly (readonly [Topic, readonly string[]])[] = [
  [
    'cancelling',
    list(
      `to cancel, cancel my, cancel the, cancel our, cancel an, cancel this appointment, cancel appointment, cancelling,
      canceling, cancellation, call off my, call off the`,
    ),
  ],
  [
    'rescheduling',
    list(
      `reschedule, rescheduling, reschedule it, postpone, move my, move our, move the appointment, move an appointment, change
      my appointment, change the appointment, change our appointment, change my booking, change the time of, change the date
      of, push my appointment, push back my, switch my appointment, another time for my, another day for my, different time
      for my, different day for my, new time for my`,
    ),
  ],
  [
    'new-customer',
    list(
      `new customer, never been here, never been there, never been to you, never been in before, first time here, first time
      calling, my first time, my first visit, new here, not a customer, not on file, just moved here`,
    ),
  ],
  [
    'booking',
    list(
      `to book, book a, book an, book my, book me, book in, book service, make an appointment, make appointment, set up an
      appointment, set up appointment, get an appointment, need an appointment, want an appointment, like an appointment,
      to schedule, schedule a, schedule an, schedule service, bring it in, bring her in, bring my car in, bring the car in,
      bring in my, come in for, get it in, get my car in, drop it off, drop my car off, any openings, an opening, next
      available`,
    ),
  ],
  [
    'enquiry',
    list(
      `how much, price, prices, pricing, cost, costs, do you charge, your hours, opening hours, business hours, the hours, what
      hours, what time do you, when do you open, when do you close, you open, you closed, are you closed, how late, open on,
      open today, open tomorrow, where are you, where is the, located, location, your address, the address, directions, get
      there, how do i get to, find you, parking, do you do, do you offer, do you service, do you work on, do you have a, do
      you take, do you accept, what services, which services, how long does, how long will, how long is, warranty, service
      history, was done, did you do, last service, last time i was, a question`,
    ),
  ],
  [
    'closing',
    list(
      `goodbye, good bye, bye, bye bye, that is all, that will be all, that is everything, nothing else, have a good day, have
      a nice day, have a great day, no more questions`,
    ),
  ],
];

/** Before a service, they ask for it: "I need an oil change". */
export const WANTING = list('need, want, like, get, due for, in for, have, time for, do, for');
/** What the shop does, as callers name it. */
export const SERVICES = list(
  `oil change, oil changed, oil, tire rotation, tires rotated, tires, rotation, inspection, inspected, brakes, brake service,
  brake job, brake pads, brakes done, brakes checked, diagnostics, diagnostic, check engine light, tune up, maintenance,
  checkup, check up, serviced, service appointment`,
);
/** Between the two. */
export const BETWEEN = list('a, an, my, the, new, some, another, regular, car, it, to, get, have, full');

/** Words that tell something by themselves: the call goes on with them, whatever they are an answer to. */
export const DETAILS: ReadonlySet<string> = new Set(
  list(
    `monday, tuesday, wednesday, thursday, friday, saturday, sunday, today, tomorrow, week, month, morning, afternoon,
    evening, noon, earliest, latest, earlier, later, sooner, other, different, january, february, march, april, may, june, july, august, september, october, november,
    december, zero, oh, one, two, three, four, five, six, seven, eight, nine, ten, eleven, twelve, thirteen, fourteen, fifteen,
    sixteen, seventeen, eighteen, nineteen, twenty, thirty, forty, fifty, sixty, seventy, eighty, ninety, hundred, thousand,
    first, second, third, fourth, fifth, last, half, quarter, appointment, service, oil, tire, tires, brake, brakes,
    inspection, engine, battery, noise, light, leak, acura, audi, bmw, buick, cadillac, chevrolet, chevy, chrysler, dodge,
    ford, genesis, gmc, honda, hyundai, infiniti, jeep, kia, lexus, lincoln, mazda, mercedes, mitsubishi, nissan, ram, subaru,
    tesla, toyota, volkswagen, volvo, civic, accord, camry, corolla, outback, vin, plate, zip, email, name, dot`,
  ),
);

/** Turns that ask nothing of us: they neither lead on nor show that we are stuck. */
export const COURTESY = list(
  'hello, hi, hey, good morning, good afternoon, good evening, sophie, please, how are you, you too, bye, goodbye, welcome',
);
/** They look for something, and mean us to wait. */
export const PATIENCE = list(
  `hold on, hang on, one moment, one second, just a moment, just a second, just a minute, give me a second, give me a minute,
  give me a moment, let me check, let me see, let me look, let me find, let me get, let me think, wait a minute, wait a second`,
);
