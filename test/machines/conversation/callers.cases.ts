import { expect } from 'chai';
import type { ConversationFacts } from '../../../machines/ports/conversation.ts';
import type { KnownCustomer, Learned, ToolName } from '../../../machines/ports/tools.ts';
import { MARIA } from '../../kit/a-call.ts';
import { aCall } from '../../kit/a-watched-call.ts';

const NEW: KnownCustomer = {
  customerId: 'customer-new',
  firstName: 'Noor',
  vehicleIds: ['vehicle-new'],
  appointmentIds: [],
};
const OTHER: KnownCustomer = { ...NEW, customerId: 'customer-other', firstName: 'Olaf' };

type Call = ReturnType<typeof aCall>;

/** A call in which tools answer what the test says. */
const aCaller = (knows: KnownCustomer | null): Call => aCall({ knows, answersTools: false }).answered();

/** The model uses a tool that teaches something; how things stand then. */
function learns(call: Call, ...learned: Learned[]): ConversationFacts | undefined {
  call.says('Please.').replies('', ['decode_vin', {}]);
  const id = call.executed.at(-1)?.call.id ?? '';
  call.answers(id, 'decode_vin', { success: true, message: '' }, learned);
  return call.requests.at(-1)?.facts;
}

/** What the model asks for and is told, as code or 'ok'. */
function asks(call: Call, name: ToolName, args: object): string | undefined {
  call.says('Please.').replies('', [name, args]);
  const done = call.executed.at(-1);
  if (call.snapshot.context.toolCalls.length > 0)
    call.answers(done?.call.id ?? '', name, { success: true, message: '' });
  return call.results.at(-1);
}

const wrong: Learned = { about: 'verification-failed', locked: false };
const lockedForTheDay: Learned = { about: 'verification-failed', locked: true };
const verified: Learned = { about: 'verified', customer: MARIA };

const CALLERS: [string, KnownCustomer | null, Learned[]][] = [
  ['unknown', null, []],
  ['recognised', MARIA, []],
  ['verified', MARIA, [verified]],
];

describe('who the caller is known to be', () => {
  for (const [identity, knows, before] of CALLERS) {
    const caller = () => {
      const call = aCaller(knows);
      if (before.length > 0) learns(call, ...before);
      return call;
    };
    const better = identity === 'verified' ? 'verified' : 'recognised';

    it(`is a customer whom a look-up finds: ${identity} → ${better}`, () => {
      expect(learns(caller(), { about: 'customer', customer: OTHER })).to.deep.include({
        identity: better,
        customer: OTHER,
      });
    });

    it(`is one who has proven it, or registered: ${identity} → verified`, () => {
      expect(learns(caller(), { about: 'registered', customer: NEW })).to.deep.include({
        identity: 'verified',
        customer: NEW,
      });
    });

    it(`is not changed by a wrong answer, and locked by the third: ${identity} → locked`, () => {
      const call = caller();
      const after = [wrong, wrong, wrong].map((fact) => learns(call, fact)?.identity);
      expect(after).to.deep.equal([identity, identity, 'locked']);
    });

    it(`is locked at once when the customer is locked for the day: ${identity} → locked`, () => {
      const call = caller();
      expect(learns(call, lockedForTheDay)?.identity).to.equal('locked');
      expect(learns(call, verified)?.identity).to.equal('locked');
    });
  }
});

describe('a tool call that breaks a rule', () => {
  it('is refused to a caller who is locked out, whatever else is wrong with it', () => {
    const call = aCaller(MARIA);
    learns(call, lockedForTheDay);
    expect(asks(call, 'book_appointment', { customer_id: OTHER.customerId })).to.equal(
      'book_appointment: verification_locked',
    );
    expect(asks(call, 'get_available_slots', {})).to.equal('get_available_slots: ok');
  });

  it('is refused to a caller who is not verified, whatever else is wrong with it', () => {
    const call = aCaller(MARIA);
    expect(asks(call, 'get_service_history', { vehicle_id: 'vehicle-new' })).to.equal(
      'get_service_history: verification_required',
    );
    learns(call, verified);
    expect(asks(call, 'get_service_history', { vehicle_id: 'vehicle-civic' })).to.equal('get_service_history: ok');
  });

  it('is refused for what is not theirs', () => {
    const call = aCaller(MARIA);
    learns(call, verified);
    expect(asks(call, 'get_service_history', { vehicle_id: 'vehicle-new' })).to.equal('get_service_history: not_yours');
  });
});

describe('what the conversation is about', () => {
  for (const [tool, topic] of [
    ['register_customer', 'new-customer'],
    ['get_available_slots', 'booking'],
    ['reschedule_appointment', 'rescheduling'],
    ['cancel_appointment', 'cancelling'],
    ['get_service_history', 'enquiry'],
  ] as const)
    it(`is ${topic} once ${tool} was asked for, granted or not`, () => {
      const call = aCaller(MARIA);
      asks(call, tool, {});
      expect(call.requests.at(-1)?.facts.topic).to.equal(topic);
      asks(call, 'decode_vin', {});
      expect(call.requests.at(-1)?.facts.topic).to.equal(topic);
    });
});
