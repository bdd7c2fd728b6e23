import { expect } from 'chai';
import type { Learned, ToolResult } from '../../../machines/ports/tools.ts';
import { BOOKING, MARIA } from '../../kit/a-call.ts';
import { aCall, breaks } from '../../kit/a-watched-call.ts';
import { PHRASES } from '../../kit/phrases.ts';

type Call = ReturnType<typeof aCall>;

const OFFER = `say: ${PHRASES.offerPerson}`;
const PUT_THROUGH = ['read: transfer_to_human', `say: ${PHRASES.transferring}`];
const done: ToolResult = { success: true, message: '' };
const notFound: ToolResult = { success: false, error: 'not_found', message: '' };
const wrong: ToolResult = { success: false, error: 'verification_required', message: '' };
const nothingFound: Learned = { about: 'nothing-found' };
const wrongAnswer: Learned = { about: 'verification-failed', locked: false };
const callBack: Learned = { about: 'transfer', outcome: 'callback_recorded', number: null };

const stands = (call: Call) => {
  const { escalation, cause } = call.requests.at(-1)?.facts ?? {};
  return [escalation, cause];
};

/** What the product does of itself once the model has answered. */
function doesAfter(call: Call, reply = 'Let me see.'): string[] {
  call.reads();
  call.replies(reply);
  return call.reads().filter((line) => line !== 'stop thinking' && line !== `say: ${reply}`);
}

/** A call in which tools answer what the test says. */
const asking = () => aCall({ answersTools: false }).answered();

/** The caller says it, the model uses a tool, and the tool answers. */
function uses(call: Call, text: string, name: string, result: ToolResult, ...learned: Learned[]): Call {
  call.says(text).replies('', [name, {}]);
  return call.answers(call.executed.at(-1)?.call.id ?? '', name, result, learned);
}
const fails = (call: Call) => uses(call, 'It is 99999', 'verify_caller', wrong, wrongAnswer);
const failedTwice = () => fails(fails(asking()).replies('That is not right.').hearsAll());
const missed = (call: Call) => uses(call, 'Look again', 'get_upcoming_appointments', done, nothingFound);
const verified = () => uses(asking(), 'It is 10001', 'verify_caller', done, { about: 'verified', customer: MARIA });
const missedTwice = () => missed(missed(verified().replies('Thanks.').hearsAll()).replies('Nothing.').hearsAll());

/** So many turns in which nothing new is said and nothing is done; the last one is still to be answered. */
function turns(howMany: number, call = aCall().answered()): Call {
  for (let turn = 1; turn < howMany; turn++) call.says('You know, the thing').replies('What do you mean?').hearsAll();
  return call.says('You know, the thing');
}

describe('a caller who is to have a person', () => {
  for (const [text, cause] of [
    ['I want to talk to a person', 'request'],
    ['This is ridiculous', 'anger'],
    ['I want to make a complaint', 'complaint'],
    ['That should be under warranty', 'warranty'],
  ] as const) {
    it(`is handed over at the end of the reply, whatever the model says, for words of ${cause}`, () => {
      const call = aCall().answered().says(text);
      expect(stands(call)).to.deep.equal(['due', cause]);
      expect(doesAfter(call)).to.deep.equal(PUT_THROUGH);
      expect(call.hearsAll().reads()).to.deep.equal(['line: dial']);
    });
  }

  it('is handed over by the model, and then not once more', () => {
    const call = aCall().answered().says('I want a person');
    call.reads();
    call.replies('Of course.', ['transfer_to_human', { reason: 'asked for a person' }]).hearsAll();
    expect(call.reads()).to.deep.equal(['say: Of course.', 'stop thinking', 'read: transfer_to_human', 'line: dial']);
  });

  it('is handed over also when the model says nothing, fails, breaks, or is too slow', () => {
    const due = () => aCall().answered().says('I want a person');
    const failed = due();
    failed.reads();
    failed.send({ type: 'llm.failed', code: 'stalled' });
    expect(failed.reads()).to.deep.equal(['stop thinking', ...PUT_THROUGH]);
    const slow = due().advance(3_000);
    slow.reads();
    expect(slow.advance(27_000).reads()).to.deep.equal(['stop thinking', ...PUT_THROUGH]);
    const broken = due();
    broken.reads();
    breaks(broken, 'llm');
    expect(broken.reads().filter((line) => line !== 'stop thinking')).to.deep.equal(PUT_THROUGH);
    expect(doesAfter(due(), '')).to.deep.equal(PUT_THROUGH);
  });

  it('is handed over before a goodbye and before a read-back', () => {
    const rung = aCall().answered().says('I want a person');
    rung.reads();
    rung.replies('Goodbye.', ['end_call', {}]);
    expect(rung.reads().slice(-2)).to.deep.equal(PUT_THROUGH);
    const read = aCall().answered().says('This is ridiculous, just book it');
    read.reads();
    read.replies('', ['book_appointment', { ...BOOKING, confirmed: false }]);
    expect(read.reads().slice(-2)).to.deep.equal(PUT_THROUGH);
  });

  it('goes on with us where nobody is there: a call-back is noted, with the reason', () => {
    const call = asking().says('You broke my car');
    call.replies('Oh.');
    expect(call.executed.map((it) => it.call.args)).to.deep.equal([{ reason: 'has a complaint' }]);
    call.reads();
    call.answers('handover', 'transfer_to_human', done, [callBack]);
    expect(call.reads()).to.deep.equal([`say: ${PHRASES.callBackNoted}`]);
    call.hearsAll().says('Yes, I need an oil change');
    expect(stands(call)).to.deep.equal(['arranged', 'complaint']);
    expect(doesAfter(call, 'When?')).to.deep.equal([]);
    call.hearsAll().says('This is ridiculous');
    expect(stands(call)).to.deep.equal(['arranged', 'complaint']);
    call.replies('I see.').hearsAll().says('Put me through, now');
    expect(stands(call)).to.deep.equal(['due', 'request']);
  });

  it('is not handed over when they want none after all', () => {
    const call = aCall().answered().says('I want a person').says("no, please don't transfer me");
    expect(stands(call)).to.deep.equal(['none', null]);
    expect(doesAfter(call)).to.deep.equal([]);
  });
});

describe('a caller who could not be verified twice', () => {
  it('is offered a person, by the product where the model does not', () => {
    const call = failedTwice();
    expect(stands(call)).to.deep.equal(['to-offer', 'verification']);
    expect(doesAfter(call, 'That is not right.')).to.deep.equal([OFFER]);
    call.hearsAll().says('Yes please');
    expect(stands(call)).to.deep.equal(['due', 'request']);
    expect(doesAfter(call)).to.deep.equal(['read: transfer_to_human']);
  });

  it('is not offered one after one wrong answer, and not once more when the model has', () => {
    expect(doesAfter(fails(asking()))).to.deep.equal([]);
    const call = failedTwice();
    expect(doesAfter(call, 'Shall I put you through to a colleague?')).to.deep.equal([]);
    call.hearsAll().says('No, not now');
    expect(stands(call)).to.deep.equal(['none', null]);
    expect(doesAfter(call)).to.deep.equal([]);
  });

  it('is locked by the third, and offered one again', () => {
    const call = fails(failedTwice().replies('A colleague can help.').hearsAll());
    expect(call.requests.at(-1)?.facts.identity).to.equal('locked');
    expect(doesAfter(call)).to.deep.equal([OFFER]);
  });

  it('is offered one after one wrong answer that locks, and not after one wrong answer and another disappointment', () => {
    const locks = uses(asking(), 'It is 99999', 'verify_caller', wrong, { about: 'verification-failed', locked: true });
    const failedOnce = fails(asking()).replies('That is not right.').hearsAll();
    const missedOnce = uses(failedOnce, 'Is Tuesday free?', 'get_available_slots', done, nothingFound);
    expect([stands(locks), stands(missedOnce)]).to.deep.equal([
      ['to-offer', 'verification'],
      ['none', null],
    ]);
  });

  it('may ask for one, grow angry or frustrated, or want none, whether or not it was offered', () => {
    const offered = () => failedTwice().replies('A colleague can help.').hearsAll();
    const to = (call: Call, text: string) => stands(call.says(text))[0];
    expect([
      to(offered(), 'I want a person'),
      to(offered(), 'This is frustrating'),
      to(failedTwice(), 'I want a person'),
      to(failedTwice(), "I don't want a person"),
      fails(offered()) && stands(fails(offered()))[0],
    ]).to.deep.equal(['due', 'to-offer', 'due', 'none', 'to-offer']);
  });

  it('is offered one at once where nothing is on file to verify them by', () => {
    const call = uses(asking(), 'It is 10001', 'verify_caller', wrong, { about: 'unverifiable' });
    expect(stands(call)).to.deep.equal(['to-offer', 'verification']);
    expect(call.requests.at(-1)?.facts.identity).to.equal('recognised');
  });
});

describe('a caller whom a question of a warranty brings', () => {
  it('is offered a person and may have an oil change all the same', () => {
    const call = aCall().answered().says('What does the warranty cover for an oil change?');
    expect(stands(call)).to.deep.equal(['to-offer', 'warranty']);
    expect(doesAfter(call, 'I am not sure.')).to.deep.equal([OFFER]);
    call.hearsAll().says('No, just book it');
    expect(doesAfter(call)).to.deep.equal([]);
  });
});

describe('look-ups that find nothing', () => {
  it('in two turns have a person go on', () => {
    const call = missedTwice();
    expect(stands(call)).to.deep.equal(['stuck', 'look-ups']);
    expect(doesAfter(call, 'I see nothing.')).to.deep.equal(['read: transfer_to_human']);
  });

  it('in one turn are one disappointment, however often the model tries', () => {
    const call = missed(verified().replies('Thanks.').hearsAll());
    call.replies('', ['get_upcoming_appointments', {}]);
    call.answers(call.executed.at(-1)?.call.id ?? '', 'get_upcoming_appointments', notFound, [nothingFound]);
    expect(stands(call)).to.deep.equal(['none', null]);
  });

  it('are forgotten when the reply finds who it is after all', () => {
    const call = missedTwice().replies('', ['lookup_customer', { phone_number: '+12125550142' }]);
    call.answers(call.executed.at(-1)?.call.id ?? '', 'lookup_customer', done, [
      { about: 'customer', customer: MARIA },
    ]);
    expect(stands(call)).to.deep.equal(['none', null]);
    expect(doesAfter(call)).to.deep.equal([]);
  });

  it('are forgotten when the reply verifies them after all, and not when it finds something else or nothing', () => {
    const then = (name: string, learned: Learned[]) => {
      const call = missedTwice().replies('', [name, {}]);
      return stands(call.answers(call.executed.at(-1)?.call.id ?? '', name, done, learned));
    };
    expect([
      then('verify_caller', [{ about: 'verified', customer: MARIA }]),
      then('get_upcoming_appointments', [nothingFound]),
      then('get_available_slots', []),
    ]).to.deep.equal([
      ['none', null],
      ['stuck', 'look-ups'],
      ['stuck', 'look-ups'],
    ]);
  });

  it('are counted anew once it is found who calls', () => {
    const call = missed(verified().replies('Thanks.').hearsAll()).replies('Nothing.').hearsAll();
    uses(call, 'Try Maria', 'lookup_customer', done, { about: 'customer', customer: MARIA }).replies('Ah.').hearsAll();
    expect(stands(missed(call))).to.deep.equal(['none', null]);
  });

  it('leave it to the caller to ask for a person, or to want none', () => {
    expect(stands(missedTwice().says('Give me a person'))).to.deep.equal(['due', 'request']);
    expect(stands(missedTwice().says('Please do not transfer me'))).to.deep.equal(['none', null]);
  });
});

describe('turns without progress', () => {
  it('are two that the model may clear up; with the third a person goes on', () => {
    expect(doesAfter(turns(2))).to.deep.equal([]);
    const call = turns(3);
    expect(stands(call)).to.deep.equal(['stuck', 'no-progress']);
    expect(doesAfter(call, 'What do you mean?')).to.deep.equal(PUT_THROUGH);
  });

  it('are over when the third finds the way after all', () => {
    const call = turns(3).replies('', ['get_available_slots', {}]);
    expect(stands(call)).to.deep.equal(['none', null]);
    expect(doesAfter(call)).to.deep.equal([]);
  });

  for (const [what, text] of [
    ['a new wish', 'I need an oil change'],
    ['a day', 'on Tuesday'],
    ['a number', 'It is 10001'],
  ] as const)
    it(`are counted anew after ${what}`, () => {
      const call = turns(2).replies('What?').hearsAll().says(text).replies('I see.').hearsAll();
      expect(stands(turns(2, call))[0]).to.equal('none');
    });

  it('are counted anew after a tool that brought something, but not when it brings the same again', () => {
    const slots: [string, object] = ['get_available_slots', { date: '2026-12-01' }];
    const call = turns(2).replies('', slots).replies('Nine or ten?').hearsAll();
    expect(stands(turns(2, call))[0]).to.equal('none');
    call.replies('', slots).replies('Nine or ten?').hearsAll().says('You know, the thing');
    expect(stands(call)).to.deep.equal(['stuck', 'no-progress']);
  });

  it('are not those in which the caller says yes, thanks, or asks us to wait', () => {
    const call = aCall().answered();
    for (const text of ['Hello', 'Okay', 'Hold on, let me look', 'Yes', 'Thanks']) {
      call.says(text);
      expect(doesAfter(call, 'Fine.')).to.deep.equal([]);
      call.hearsAll();
    }
  });
});
