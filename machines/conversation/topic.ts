import { kit } from './kit.ts';

const UNDER_WAY = '#conversation.topic.under-way';

const says = <T extends string>(topic: T) => ({ type: 'saysItIsAbout', params: { topic } }) as const;
const isAbout = <T extends string>(topic: T) => ({ type: 'isAbout', params: { topic } }) as const;

/** What was asked beside is answered, or the goodbye was none: back to what was under way, if anything was. */
const back = { guard: 'goesOn', target: `${UNDER_WAY}.before` } as const;

/** Guidance for the model and words for people: nothing that is allowed depends on it. */
export const topic = kit.createStateConfig({
  initial: 'opening',
  description: 'What is being done for the caller, as their words and the tools that were asked for tell it.',
  on: {
    'caller.said': [
      { guard: says('cancelling'), target: '.under-way.cancelling' },
      { guard: says('rescheduling'), target: '.under-way.rescheduling' },
      { guard: says('new-customer'), target: '.under-way.new-customer' },
      { guard: says('booking'), target: '.under-way.booking' },
      { guard: says('enquiry'), target: '.enquiry' },
      { guard: 'saysGoodbye', target: '.closing' },
    ],
    'tool.asked': [
      { guard: isAbout('new-customer'), target: '.under-way.new-customer' },
      { guard: isAbout('booking'), target: '.under-way.booking' },
      { guard: isAbout('rescheduling'), target: '.under-way.rescheduling' },
      { guard: isAbout('cancelling'), target: '.under-way.cancelling' },
      { guard: 'confirmsWhatWeCalledFor', target: '.under-way.reminder' },
      { guard: isAbout('enquiry'), target: '.enquiry' },
      { guard: isAbout('closing'), target: '.closing' },
      { guard: 'looksForTimesAnew', target: '.under-way.booking' },
    ],
    'tool.learned': [
      { guard: 'changedWhatWeRemindOf', target: '.under-way.reminder' },
      { guard: 'changedAfterAVisit', target: '.under-way.follow-up' },
    ],
  },
  states: {
    opening: {
      description: 'We do not know yet what the caller wants.',
      always: [
        { guard: 'wasPlacedToRemind', target: 'under-way.reminder' },
        { guard: 'wasPlacedToFollowUp', target: 'under-way.follow-up' },
      ],
      on: { 'caller.said': { guard: 'onlyNamesAService', target: 'under-way.booking' } },
    },
    'under-way': {
      description:
        'Something is being done for the caller. It is returned to when something else was asked in between.',
      initial: 'booking',
      states: {
        reminder: { description: 'We called to remind them of an appointment.' },
        'follow-up': { description: 'We called to ask how it was.' },
        'new-customer': { description: 'Somebody who is not on file is being registered.' },
        booking: { description: 'A service is to be booked.' },
        rescheduling: { description: 'An appointment is to be moved.' },
        cancelling: { description: 'An appointment is to be cancelled.' },
        before: {
          description: 'Whatever was under way last; nothing was: the caller goes on asking.',
          type: 'history',
          target: '#conversation.topic.enquiry',
        },
      },
    },
    enquiry: {
      description: 'The caller asks and wants nothing changed.',
      on: { 'caller.said': back },
    },
    closing: {
      description: 'The caller is saying goodbye.',
      on: { 'caller.said': back },
    },
  },
});
