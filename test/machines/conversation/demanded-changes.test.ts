import { expect } from 'chai';
import type { CheckedCall, ToolName } from '../../../machines/ports/tools.ts';
import { AConversation } from '../../kit/a-conversation.ts';

/** What is demanded of a change, written out: this file knows nothing of the lists that the chart goes by. */

const claim = (changeKey: string, more: Partial<CheckedCall> = {}) => ({ changeKey, confirmed: true, ...more });
const recognised = () => new AConversation().recognises();
const caller = () => recognised().verifies();

describe('beside a change that is to be read back', () => {
  const reads: ToolName[] = [
    'lookup_customer',
    'get_available_slots',
    'get_upcoming_appointments',
    'decode_vin',
    'get_service_history',
  ];
  const effects: ToolName[] = [
    'book_appointment',
    'cancel_appointment',
    'reschedule_appointment',
    'confirm_appointment',
    'register_customer',
    'verify_caller',
    'transfer_to_human',
    'end_call',
  ];

  it('whatever reads is done in the same reply, and whatever does something waits', () => {
    const beside = (tool: ToolName) => caller().proposes('A').asks(tool);
    expect(reads.map(beside)).to.deep.equal(reads.map(() => 'read'));
    expect(effects.map(beside)).to.deep.equal(effects.map(() => 'confirmation_required'));
  });
});

describe('a change of subject', () => {
  const leaves: ToolName[] = ['get_available_slots', 'register_customer', 'transfer_to_human', 'end_call'];
  const stays: ToolName[] = [
    'lookup_customer',
    'get_upcoming_appointments',
    'decode_vin',
    'verify_caller',
    'confirm_appointment',
    'get_service_history',
  ];
  const moments: [string, () => AConversation][] = [
    ['waits for its answer', () => caller().readsBack('A')],
    ['was agreed to', () => caller().readsBack('A').says('yes')],
  ];
  for (const [when, moment] of moments)
    it(`withdraws a change that ${when}, and a question beside it does not`, () => {
      const after = (tool: ToolName) => {
        const conversation = moment();
        conversation.asks(tool);
        return [conversation.withdrawn, conversation.says('yes').asks('book_appointment', claim('A'))];
      };
      expect(leaves.map(after)).to.deep.equal(leaves.map(() => [['A'], 'propose']));
      expect(stays.map(after)).to.deep.equal(stays.map(() => [[], 'commit']));
    });

  for (const tool of ['book_appointment', 'cancel_appointment', 'reschedule_appointment'] as const)
    it(`is another change: ${tool}`, () => {
      for (const [, moment] of moments) {
        const conversation = moment();
        expect(conversation.asks(tool, claim('B'))).to.equal('propose');
        expect(conversation.withdrawn).to.deep.equal(['A']);
        expect(conversation.says('yes').asks('book_appointment', claim('A'))).to.equal('propose');
      }
    });
});

describe('a change that the caller agreed to', () => {
  const agreed = () => caller().readsBack('A').says('yes');

  for (const tool of ['book_appointment', 'cancel_appointment', 'reschedule_appointment'] as const)
    it(`is done once: ${tool}`, () => {
      const conversation = caller().readsBack('A', tool).says('yes');
      expect([conversation.asks(tool, claim('A')), conversation.asks(tool, claim('A'))]).to.deep.equal([
        'commit',
        'propose',
      ]);
    });

  it('is done only as this very change, and only when the model says that it was confirmed', () => {
    expect([
      agreed().asks('book_appointment', { changeKey: 'A', confirmed: false }),
      agreed().asks('book_appointment', { changeKey: 'A' }),
      agreed().asks('book_appointment', claim('B')),
      agreed().asks('decode_vin', claim('A')),
      caller().asks('book_appointment', { confirmed: true }),
    ]).to.deep.equal(['propose', 'propose', 'propose', 'read', 'propose']);
  });

  it('is not used up by a claim that is refused', () => {
    const unproven = recognised().readsBack('A', 'cancel_appointment').says('yes');
    const foreign = { owned: { vehicleId: 'vehicle-other' } };
    const locked = agreed().locks();
    expect([
      [unproven.asks('cancel_appointment', claim('A')), unproven.facts.change],
      [locked.asks('book_appointment', claim('A')), locked.facts.change],
    ]).to.deep.equal([
      ['verification_required', 'allowed'],
      ['verification_locked', 'allowed'],
    ]);
    const conversation = agreed();
    expect([
      conversation.asks('book_appointment', claim('A', foreign)),
      conversation.facts.change,
      conversation.asks('decode_vin', claim('A')),
      conversation.asks('book_appointment', { changeKey: 'A', confirmed: false }),
      conversation.asks('book_appointment', claim('A')),
    ]).to.deep.equal(['not_yours', 'allowed', 'read', 'propose', 'commit']);
  });
});

describe('an answer', () => {
  const heardSubstance = () =>
    caller().proposes('A').tell({ type: 'readBack.began' }, { type: 'readBack.substanceHeard', at: 1_000 });

  it('counts from the moment at which the substance had been heard', () => {
    const answered = (startedAt: number) =>
      heardSubstance().says('yes', startedAt).asks('book_appointment', claim('A'));
    expect([answered(999), answered(1_000), answered(1_001)]).to.deep.equal(['propose', 'commit', 'commit']);
  });

  it('counts for nothing before that', () => {
    const early = caller().proposes('A').says('yes').tell({ type: 'readBack.began' }).says('yes');
    expect([early.facts.change, early.asks('book_appointment', claim('A'))]).to.deep.equal(['read-back', 'propose']);
  });

  it('that is neither yes nor no is asked for once more, when it was one', () => {
    const first = caller().readsBack('A').says('what?', 0).says('what?').says('yes');
    expect(first.asks('book_appointment', claim('A'))).to.equal('commit');
    const third = caller().readsBack('A').says('what?').says('what?').says('yes');
    expect(third.asks('book_appointment', claim('A'))).to.equal('propose');
  });

  it('is waited for when a read-back is cut after its substance, and not when before', () => {
    const cut = (conversation: AConversation) => conversation.tell({ type: 'readBack.cut' }).facts.change;
    const early = caller().proposes('A').tell({ type: 'readBack.began' });
    expect([cut(heardSubstance()), cut(early)]).to.deep.equal(['awaiting-answer', 'none']);
  });
});
