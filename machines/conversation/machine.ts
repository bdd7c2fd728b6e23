import { change } from './change.ts';
import { consent } from './consent.ts';
import { escalation } from './escalation.ts';
import { identity } from './identity.ts';
import { kit } from './kit.ts';
import { progress } from './progress.ts';
import { topic } from './topic.ts';
import type { ConversationContext, ConversationInput } from './types.ts';

export const startOfConversation = ({ input }: { input: ConversationInput }): ConversationContext => ({
  from: input.from,
  customer: null,
  failures: 0,
  change: null,
  placed: input.placed ?? null,
  cause: null,
  turns: 0,
  idle: 0,
  missed: [],
  told: [],
});

/**
 * What is being done for the caller, and what may be done. The model proposes; this chart disposes: a tool call that is
 * not granted here is never executed, whatever the prompt says.
 */
export const conversationMachine = kit.createMachine({
  id: 'conversation',
  type: 'parallel',
  context: startOfConversation,
  states: {
    ruling: {
      description: 'Every tool call is judged, in the order of the rules.',
      initial: 'judging',
      on: { brief: { actions: 'tellHowThingsStand' } },
      states: {
        judging: {
          description: 'The first rule that speaks decides.',
          on: {
            'tool.asked': [
              { guard: 'isLockedOut', actions: 'refuseLocked' },
              { guard: 'lacksVerification', actions: 'refuseUnverified' },
              { guard: 'isNotTheirs', actions: 'refuseNotTheirs' },
              { guard: 'mustWaitForTheReadBack', actions: 'refuseUntilAnswered' },
              { guard: 'mayBeDone', actions: 'grantCommit' },
              { guard: 'wantsAChange', actions: 'grantProposal' },
              { actions: 'grantRead' },
            ],
          },
        },
      },
    },
    identity,
    change,
    topic,
    progress,
    escalation,
    consent,
  },
});
