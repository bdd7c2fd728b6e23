import { kit } from './kit.ts';

export const topic = kit.createStateConfig({
  initial: 'opening',
  description: 'What is being done for the caller, as the tools that were asked for tell it.',
  on: {
    'tool.asked': [
      { guard: { type: 'isAbout', params: { topic: 'new-customer' } }, target: '.new-customer' },
      { guard: { type: 'isAbout', params: { topic: 'booking' } }, target: '.booking' },
      { guard: { type: 'isAbout', params: { topic: 'rescheduling' } }, target: '.rescheduling' },
      { guard: { type: 'isAbout', params: { topic: 'cancelling' } }, target: '.cancelling' },
      { guard: { type: 'isAbout', params: { topic: 'enquiry' } }, target: '.enquiry' },
      { guard: { type: 'isAbout', params: { topic: 'closing' } }, target: '.closing' },
    ],
  },
  states: {
    opening: {
      description: 'We do not know yet what the caller wants.',
      always: [
        { guard: 'wasPlacedToRemind', target: 'reminder' },
        { guard: 'wasPlacedToFollowUp', target: 'follow-up' },
      ],
    },
    reminder: { description: 'We called to remind them of an appointment.' },
    'follow-up': { description: 'We called to ask how it was.' },
    'new-customer': { description: 'Somebody who is not on file is being registered.' },
    booking: { description: 'A service is to be booked.' },
    rescheduling: { description: 'An appointment is to be moved.' },
    cancelling: { description: 'An appointment is to be cancelled.' },
    enquiry: { description: 'The caller asks and wants nothing changed.' },
    closing: { description: 'The caller is saying goodbye.' },
  },
});
