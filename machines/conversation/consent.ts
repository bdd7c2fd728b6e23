import { kit } from './kit.ts';

export const consent = kit.createStateConfig({
  initial: 'listening',
  description: 'Whether they want texts and reminder calls, as they say it in their own words.',
  states: {
    listening: {
      description:
        'Every word of a customer is listened to for that, and a yes where we asked for it, whatever else is going on.',
      on: {
        'caller.said': [
          { guard: 'mayAgree', actions: 'tellOfConsents' },
          { guard: 'takesBackConsent', actions: 'tellOfWithdrawals' },
          { guard: 'grantsWhatWeAsked', actions: 'tellOfAnswer' },
        ],
      },
    },
  },
});
