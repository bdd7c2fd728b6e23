import { expect } from 'chai';
import type { Identity } from '../../../machines/ports/conversation.ts';
import type { CheckedCall, ToolName } from '../../../machines/ports/tools.ts';
import { MARIA } from '../../kit/a-call.ts';
import { AConversation, type Ruling } from '../../kit/a-conversation.ts';

/** What is demanded, written out: this file knows nothing of the lists that the chart goes by. */

const REQUIRED = 'verification_required';
const LOCKED = 'verification_locked';

const IDENTITIES: Record<Identity, () => AConversation> = {
  unknown: () => new AConversation(),
  recognised: () => new AConversation().recognises(),
  verified: () => new AConversation().recognises().verifies(),
  locked: () => new AConversation().recognises().locks(),
};

/** Who may have what done, in the order unknown, recognised, verified, locked. */
const WHO_MAY: [ToolName, Ruling, Ruling, Ruling, Ruling, Partial<CheckedCall>?][] = [
  ['lookup_customer', 'read', 'read', 'read', 'read', { isCallersNumber: true }],
  ['lookup_customer', REQUIRED, REQUIRED, 'read', LOCKED, { isCallersNumber: false }],
  ['get_available_slots', 'read', 'read', 'read', 'read'],
  ['book_appointment', REQUIRED, 'propose', 'propose', LOCKED],
  ['get_upcoming_appointments', REQUIRED, REQUIRED, 'read', LOCKED],
  ['cancel_appointment', REQUIRED, REQUIRED, 'propose', LOCKED],
  ['reschedule_appointment', REQUIRED, REQUIRED, 'propose', LOCKED],
  ['decode_vin', 'read', 'read', 'read', 'read'],
  ['verify_caller', 'read', 'read', 'read', LOCKED],
  ['register_customer', 'read', 'read', 'read', LOCKED],
  ['confirm_appointment', REQUIRED, REQUIRED, 'read', LOCKED],
  ['get_service_history', REQUIRED, REQUIRED, 'read', LOCKED],
  ['transfer_to_human', 'read', 'read', 'read', 'read'],
  ['end_call', 'read', 'read', 'read', 'read'],
];

describe('whatever the model asks for', () => {
  for (const [tool, ...rest] of WHO_MAY) {
    const [unknown, recognised, verified, locked, more] = rest;
    it(`${tool}${more ? ` of ${more.isCallersNumber ? "the caller's own number" : "another's number"}` : ''} is ruled by who calls`, () => {
      const got = Object.values(IDENTITIES).map((caller) => caller().asks(tool, more));
      expect(got).to.deep.equal([unknown, recognised, verified, locked]);
    });
  }

  it('is offered only where it may be had', () => {
    const anybody: ToolName[] = ['lookup_customer', 'get_available_slots', 'decode_vin'];
    const leaving: ToolName[] = ['transfer_to_human', 'end_call'];
    const joining: ToolName[] = ['verify_caller', 'register_customer'];
    const own: ToolName[] = [
      'get_upcoming_appointments',
      'cancel_appointment',
      'reschedule_appointment',
      'confirm_appointment',
      'get_service_history',
    ];
    const offered = (identity: Identity) => [...IDENTITIES[identity]().offered].sort();
    expect(offered('unknown')).to.deep.equal([...anybody, ...joining, ...leaving].sort());
    expect(offered('recognised')).to.deep.equal(['book_appointment', ...anybody, ...joining, ...leaving].sort());
    expect(offered('verified')).to.deep.equal(['book_appointment', ...own, ...anybody, ...joining, ...leaving].sort());
    expect(offered('locked')).to.deep.equal([...anybody, ...leaving].sort());
  });

  const foreign: [string, CheckedCall['owned'], Ruling][] = [
    ['nothing that is anybody’s', {}, 'read'],
    ['their own', { customerId: MARIA.customerId, vehicleId: 'vehicle-civic', appointmentId: 'appointment-1' }, 'read'],
    ['another customer', { customerId: 'customer-other', vehicleId: 'vehicle-civic' }, 'not_yours'],
    ['another vehicle', { customerId: MARIA.customerId, vehicleId: 'vehicle-other' }, 'not_yours'],
    ['another appointment', { customerId: MARIA.customerId, appointmentId: 'appointment-other' }, 'not_yours'],
  ];
  for (const [what, owned, ruling] of foreign)
    it(`is ${ruling} when it names ${what}`, () => {
      expect(IDENTITIES.verified().asks('get_service_history', { owned })).to.equal(ruling);
    });

  it('is nobody’s own to a caller whom we do not know', () => {
    for (const owned of [{ customerId: 'a' }, { vehicleId: 'a' }, { appointmentId: 'a' }])
      expect(IDENTITIES.unknown().asks('decode_vin', { owned })).to.equal('not_yours');
  });

  it('is told the lock before verification, verification before ownership, ownership before confirmation', () => {
    const theirs = { owned: { appointmentId: 'appointment-other' }, changeKey: 'B', confirmed: true };
    expect([
      IDENTITIES.locked().asks('cancel_appointment', theirs),
      IDENTITIES.recognised().asks('cancel_appointment', theirs),
      IDENTITIES.verified().proposes('A').asks('cancel_appointment', theirs),
    ]).to.deep.equal([LOCKED, REQUIRED, 'not_yours']);
  });
});

describe('in a call that we placed to remind of an appointment', () => {
  const placed = { scenario: 'reminder', appointmentId: 'appointment-1', toNumberOnFile: true } as const;
  const this1 = { owned: { appointmentId: 'appointment-1' } };
  const two = { ...MARIA, appointmentIds: ['appointment-1', 'appointment-2'] };
  const asks = (changed: object, tool: ToolName = 'confirm_appointment', more: Partial<CheckedCall> = this1) =>
    new AConversation({ ...placed, ...changed }).recognises(two).asks(tool, more);

  it('that appointment is confirmed without further proof, and nothing else is', () => {
    expect([
      asks({}),
      asks({ scenario: 'follow-up' }),
      asks({ toNumberOnFile: false }),
      asks({}, 'confirm_appointment', { owned: { appointmentId: 'appointment-2' } }),
      asks({}, 'cancel_appointment'),
    ]).to.deep.equal(['read', REQUIRED, REQUIRED, REQUIRED, REQUIRED]);
  });

  it('a confirmation is offered to whoever is recognised at the number on file', () => {
    const offers = (changed: object) =>
      new AConversation({ ...placed, ...changed }).recognises(two).offered.includes('confirm_appointment');
    expect([offers({}), offers({ scenario: 'follow-up' }), offers({ toNumberOnFile: false })]).to.deep.equal([
      true,
      false,
      false,
    ]);
    expect(new AConversation(placed).offered.includes('confirm_appointment')).to.equal(false);
  });
});

const claim = (changeKey: string, more: Partial<CheckedCall> = {}) => ({ changeKey, confirmed: true, ...more });
const caller = () => IDENTITIES.verified();

describe('a wrong answer', () => {
  const wrong = { about: 'verification-failed', locked: false } as const;
  it('locks the call at the third time', () => {
    const identities = [1, 2, 3].map(
      (times) => IDENTITIES.recognised().learns(...Array(times).fill(wrong)).facts.identity,
    );
    expect(identities).to.deep.equal(['recognised', 'recognised', 'locked']);
  });
});

describe('what a tool has taught', () => {
  const wrong = { about: 'verification-failed', locked: false } as const;

  it('counts as a wrong answer only where it was one', () => {
    const two = IDENTITIES.recognised().learns(wrong, wrong).proposes('A');
    expect(two.facts.identity).to.equal('recognised');
    const one = IDENTITIES.recognised().proposes('A').proposes('B').proposes('C').learns(wrong);
    expect(one.facts.identity).to.equal('recognised');
  });

  it('leaves a change as it is when it is about the same customer, and withdraws it when about another', () => {
    const same = { about: 'verified', customer: MARIA } as const;
    const other = { about: 'verified', customer: { ...MARIA, customerId: 'customer-other' } } as const;
    expect([
      caller().readsBack('A').learns(same).facts.change,
      caller().readsBack('A').learns(other).facts.change,
    ]).to.deep.equal(['awaiting-answer', 'none']);
  });

  it('proposes nothing else while a change is being written, until that has ended', () => {
    const conversation = caller().readsBack('A').says('yes');
    conversation.asks('book_appointment', claim('A'));
    const same = { about: 'customer', customer: MARIA } as const;
    expect(conversation.learns(same).proposes('B').facts.change).to.equal('none');
    const changed = { about: 'changed', changeKey: 'A', appointmentId: 'appointment-2' } as const;
    expect(conversation.learns(changed).proposes('B').facts.change).to.equal('proposed');
  });
});

describe('what the conversation is about', () => {
  it('is told by what was asked for', () => {
    const topics = WHO_MAY.filter(([, , , , , more]) => !more).map(([tool]) => {
      const conversation = caller();
      conversation.asks(tool);
      return `${tool}: ${conversation.facts.topic}`;
    });
    expect(topics).to.deep.equal([
      'get_available_slots: booking',
      'book_appointment: booking',
      'get_upcoming_appointments: opening',
      'cancel_appointment: cancelling',
      'reschedule_appointment: rescheduling',
      'decode_vin: opening',
      'verify_caller: opening',
      'register_customer: new-customer',
      'confirm_appointment: opening',
      'get_service_history: enquiry',
      'transfer_to_human: opening',
      'end_call: closing',
    ]);
  });
});
