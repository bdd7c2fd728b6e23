import { expect } from 'chai';
import type { Cause, Escalation } from '../../../../../machines/ports/conversation.ts';
import { rulesDesk } from '../../../../kit/rules-desk.ts';

const HAND_OVER = 'transfer_to_human Handed over as the guidance says.';

function desk(escalation: Escalation, cause: Cause) {
  const it = rulesDesk('maria');
  Object.assign(it.facts, { escalation, cause });
  return it;
}

describe('the rule-following model, by the guidance of the moment,', () => {
  it('hands over where a person is due, once, and says what comes of it', () => {
    const it = desk('due', 'anger').says('This is ridiculous');
    expect(it.calls).to.deep.equal([HAND_OVER]);
    expect(it.text).to.match(/^I'm sorry about that\. .* call you back/);
  });

  it('hands over where it is stuck, unless it knows a way on', () => {
    expect(desk('stuck', 'no-progress').says('You know, the thing').calls).to.deep.equal([HAND_OVER]);
    const goesOn = desk('stuck', 'no-progress').says('An oil change tomorrow');
    expect(goesOn.calls[0]).to.equal('get_available_slots 2026-12-02 oil_change');
  });

  it('offers a person where one is to be offered, after its own words', () => {
    const { calls, text } = desk('to-offer', 'verification').says('Cancel my appointment');
    expect(calls).to.deep.equal([]);
    expect(text).to.match(/ZIP code.* Shall I put you through to someone\?$/);
  });

  it('mentions once what is due, when what they called for is done', () => {
    const it = rulesDesk('maria');
    const due = [{ vehicle: '2019 Honda Civic', service: 'inspection', date: '2026-12-20', mileage: null }];
    Object.assign(it.facts, { identity: 'verified', customer: { ...it.facts.customer, due } });
    const books = (day: string) => {
      it.says(`Book an oil change for ${day} at nine`);
      return it.says('Yes please').text;
    };
    it.free['2026-12-04'] = ['09:00'];
    const words =
      'By the way, next is inspection for the 2019 Honda Civic, on December 20, 2026. Is there anything else';
    expect(books('tomorrow')).to.contain(words);
    expect(books('Friday'))
      .to.match(/You're all set/)
      .and.not.contain('By the way');
  });

  it('offers to book once, after a question', () => {
    const it = rulesDesk('maria');
    expect(it.says('When do you open?').text).to.match(
      /I can book an appointment for you, if you like\. Is there anything/,
    );
    expect(it.says('And how much is an oil change?').text).to.not.contain('I can book');
  });
});
