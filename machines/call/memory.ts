import { kit } from './kit.ts';

export const memory = kit.createStateConfig({
  initial: 'remembering',
  description: 'What was said, heard and done is written down, whatever else is going on.',
  states: {
    remembering: {
      description: 'Every fact that the model, the transcript or the rules will need.',
      on: {
        'caller.said': { actions: ['tellConversationOfWords', 'rememberWords'] },
        'voice.substanceHeard': { actions: ['tellConversationOfReadBack', 'rememberSubstanceHeard'] },
        'voice.heard': { actions: ['tellConversationOfReadBack', 'rememberHeard'] },
        'voice.stopped': { actions: ['tellConversationOfReadBack', 'rememberCut'] },
        'voice.finished': { actions: 'rememberAllHeard' },
        'tools.answered': [
          { guard: 'answersCallInHand', actions: 'rememberAnswer' },
          { guard: 'answersRunningCall', actions: 'rememberLateAnswer' },
        ],
        'change.withdrawn': { actions: 'withdrawHold' },
        'change.discussed': { actions: 'renewHold' },
        'conversation.stands': { actions: 'rememberStanding' },
        'consent.heard': { actions: ['noteConsents', 'writeConsents'] },
        'records.recognised': { actions: 'rememberCaller' },
        'llm.finished': { actions: 'countUsage' },
      },
    },
  },
});
