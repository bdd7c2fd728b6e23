import { z } from 'zod';
import { addCallBack } from '../crm/staff-tasks.ts';
import { done } from './answers.ts';
import { defineTool } from './define.ts';
import * as fields from './fields.ts';

export const transferToHuman = defineTool({
  name: 'transfer_to_human',
  description: 'Hands the caller to a person, or has a person call them back where nobody can answer now.',
  args: z.strictObject({ reason: fields.notes.describe('What it is about, in a few words') }),
  async run({ reason }, task) {
    const { desk, call, grant } = task;
    // Who was put through in vain leaves a message instead of waiting again.
    if (desk.transferNumber !== null && !task.done.has('transfer')) {
      const learned = { about: 'transfer', outcome: 'transferred', number: desk.transferNumber } as const;
      const outcome = done('The caller is being connected to a person.', { transferred: true }, learned);
      task.done.set('transfer', outcome);
      return outcome;
    }
    const before = task.done.get('callback');
    if (before) return before;
    const callBack = { reason, phoneNumber: call.from, customerId: grant.customerId };
    await task.write((tx) => addCallBack(tx, task.change, callBack));
    const learned = { about: 'transfer', outcome: 'callback_recorded', number: null } as const;
    const outcome = done('Nobody can answer now. A person will call back.', { callback_recorded: true }, learned);
    task.done.set('callback', outcome);
    return outcome;
  },
});

export const endCall = defineTool({
  name: 'end_call',
  description: 'Ends the call once the goodbye has been said. Say goodbye in the same reply.',
  args: z.strictObject({}),
  run: () => done('The call ends when what was said has been heard.', {}, { about: 'farewell' }),
});
