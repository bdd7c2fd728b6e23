import { expect } from 'chai';
import {
  agreed,
  answers,
  asking,
  type Call,
  claim,
  done,
  failed,
  heard,
  proposal,
  proposed,
  readingBack,
  someoneElse,
  unconfirmed,
  WEDNESDAY,
} from '../../kit/a-change.ts';

describe('the slot that is held for a change', () => {
  /** The tools' own name of a change, by its place among those that were asked for. */
  const keyOf = (call: Call, index = 0) => call.executed[index]?.call.changeKey;
  const slotsOf = (call: Call) => call.slots.map((line) => line.replace(keyOf(call) ?? '', 'this'));

  const endings: [when: string, end: () => Call][] = [
    ['the caller says no', () => heard().says('No, thanks')],
    ['they say no before it is read back', () => refusedEarly()],
    ['a no cuts the read-back', () => readingBack().hearsSubstance().startsTalking().says('No')],
    [
      'the read-back is cut before its substance was heard',
      () => readingBack().voiceStarts().isSaying('What').says('What?'),
    ],
    ['the caller goes on speaking before it is read back', () => overtaken()],
    ['they take their yes back', () => agreed().says('No wait')],
    [
      'they ask for other times',
      () => answers(heard().says('What else?').replies('', ['get_available_slots', {}]), done),
    ],
    ['it could not be done', () => answers(agreed().replies('', claim), failed)],
    [
      'somebody else turns out to speak',
      () => answers(heard().says('What?').replies('', ['decode_vin', {}]), done, someoneElse),
    ],
  ];
  const refusedEarly = () => {
    const call = asking().replies('', proposal, ['decode_vin', {}]);
    answers(call, unconfirmed, proposed(call));
    return answers(call.says('no wait'), done);
  };
  const overtaken = () => {
    const call = asking().replies('', proposal).says('or in the afternoon');
    return answers(call, unconfirmed, proposed(call));
  };

  for (const [when, end] of endings)
    it(`is given free when ${when}`, () => {
      expect(slotsOf(end()).at(-1)).to.equal('withdraw: this');
    });

  it('is given free when another change takes its place, and that one keeps its own', () => {
    const call = heard()
      .says('What about Wednesday?')
      .replies('', ['book_appointment', { ...WEDNESDAY, confirmed: false }]);
    answers(call, unconfirmed, proposed(call));
    expect(slotsOf(call)).to.deep.equal(['renew: this', 'withdraw: this']);
    call.hearsAll().says('No');
    expect(call.slots.at(-1)).to.equal(`withdraw: ${keyOf(call, 1)}`);
  });

  it('is held on while the caller makes up their mind', () => {
    const call = heard().says('Let me see').replies('Shall I book it?').hearsAll().says('Yes');
    expect(slotsOf(call)).to.deep.equal(['renew: this', 'renew: this']);
  });

  it('is given free when neither yes nor no has come twice', () => {
    const call = heard().says('Hm').replies('Shall I book it?').hearsAll().says('What?');
    expect(slotsOf(call)).to.deep.equal(['renew: this', 'withdraw: this']);
  });

  it('is the booking’s own once it is done', () => {
    const call = agreed().replies('', claim);
    answers(call, done, { about: 'changed', changeKey: keyOf(call) ?? '', appointmentId: 'appointment-2' });
    expect(slotsOf(call)).to.deep.equal(['renew: this']);
  });
});
