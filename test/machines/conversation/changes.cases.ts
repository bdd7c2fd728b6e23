import { expect } from 'chai';
import { READ_BACK } from '../../kit/a-call.ts';
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

const readBack = `say: ${READ_BACK.text}`;
/** It was played, as far as anybody knows, and no mark came back that says so. */
const unproven = () => readingBack().voiceStarts().send({ type: 'voice.finished', at: 5_000 });

/** How the change stands when the model is asked next. */
const change = (call: Call) => call.requests.at(-1)?.facts.change;
/** How the model's claim that the caller has agreed is taken: as a commit, or as one more proposal. */
const claimed = (call: Call) => call.replies('', claim).executed.at(-1)?.grant.mode;

describe('a change that was found possible', () => {
  it('is not read back to a caller who went on speaking: the model is asked again', () => {
    const call = asking().replies('', proposal).says('or rather in the afternoon');
    answers(call, unconfirmed, proposed(call));
    expect(call.reads()).to.not.include(readBack);
    expect([call.requests.length, change(call)]).to.deep.equal([2, 'none']);
  });

  it('is given up when the caller says no before it is read back', () => {
    const call = asking().replies('', proposal, ['decode_vin', {}]);
    answers(call, unconfirmed, proposed(call));
    answers(call.says('no wait'), done);
    expect(call.reads()).to.not.include(readBack);
    expect(change(call)).to.equal('refused');
  });

  it('is given up when the caller turns out to be somebody else', () => {
    const call = asking().replies('', proposal, ['decode_vin', {}]);
    answers(call, unconfirmed, proposed(call));
    answers(call, done, someoneElse).hearsAll().says('Yes');
    expect([change(call), call.replies('', claim).results.at(-1)]).to.deep.equal([
      'none',
      'book_appointment: not_yours',
    ]);
  });
});

describe('a read-back', () => {
  it('that is cut before its substance was heard counts for nothing', () => {
    const call = readingBack().voiceStarts().isSaying('What').says('What is that?');
    expect([change(call), claimed(call)]).to.deep.equal(['none', 'propose']);
  });

  it('that is cut after its substance was heard waits for its answer', () => {
    const call = readingBack().hearsSubstance().isSaying('What').says('What will it cost?');
    expect(change(call)).to.equal('awaiting-answer');
    call.replies('Forty dollars. Shall I book it?').hearsAll().says('Yes');
    expect([change(call), claimed(call)]).to.deep.equal(['allowed', 'commit']);
  });

  it('is refused by a no that cuts it', () => {
    const call = readingBack().hearsSubstance().startsTalking().says('No');
    expect([change(call), claimed(call)]).to.deep.equal(['refused', 'propose']);
  });

  it('counts for nothing when the caller goes on before it sounds', () => {
    expect(claimed(readingBack().says('What about Wednesday?'))).to.equal('propose');
  });

  it('without proof that it was heard gives way to another one', () => {
    const call = unproven().says('What about Wednesday?');
    call.replies('', ['book_appointment', { ...WEDNESDAY, confirmed: false }]);
    answers(call, unconfirmed, proposed(call)).hearsAll().says('Yes');
    expect(call.reads().filter((line) => line === readBack)).to.have.length(2);
    expect(claimed(call)).to.equal('propose');
  });

  it('is for nobody else than the customer it was made for', () => {
    const call = unproven().says('What about my wife?').replies('', ['decode_vin', {}]);
    answers(call, done, someoneElse);
    expect(change(call)).to.equal('none');
  });
});

describe('an answer to a read-back', () => {
  it('is not waited for any more when the caller asks for other times', () => {
    const call = heard().says('What else do you have?').replies('', ['get_available_slots', {}]);
    answers(call, done).replies('Nine or ten.').hearsAll().says('Yes');
    expect([change(call), claimed(call)]).to.deep.equal(['none', 'propose']);
  });

  it('is not waited for from somebody else', () => {
    const call = heard().says('What?').replies('', ['decode_vin', {}]);
    answers(call, done, someoneElse);
    expect(change(call)).to.equal('none');
  });

  const askedOnceMore = () => heard().says('Let me see').replies('Shall I book it?').hearsAll();

  it('may still be no when it was asked for once more', () => {
    const call = heard().says('Hm').replies('Shall I book it?').hearsAll().says('No');
    expect([change(call), claimed(call)]).to.deep.equal(['refused', 'propose']);
  });

  it('is not a yes to something else that we have asked since', () => {
    const call = heard()
      .says('What does it cost?')
      .replies('Fifty dollars. Is there anything else?')
      .hearsAll()
      .says('Yes');
    expect([change(call), claimed(call)]).to.deep.equal(['awaiting-answer', 'propose']);
  });

  it('is not asked for a third time', () => {
    const call = askedOnceMore().says('What?').replies('Shall I?').hearsAll().says('Yes');
    expect([change(call), claimed(call)]).to.deep.equal(['none', 'propose']);
  });
});

describe('a change that the caller agreed to', () => {
  it('is allowed no more when they go on with another wish after a pause', () => {
    const call = agreed().says('But at ten');
    expect([change(call), claimed(call)]).to.deep.equal(['awaiting-answer', 'propose']);
  });

  it('is allowed still when they only agree once more, or say thank you and goodbye', () => {
    for (const words of ['Yes', 'Yes please', 'Go ahead', 'Thank you', 'Uh-huh', 'Bye'])
      expect(claimed(agreed().says(words)), words).to.equal('commit');
  });

  it('is not done when they change their mind in time', () => {
    const call = agreed().says('No wait');
    expect([change(call), claimed(call)]).to.deep.equal(['refused', 'propose']);
  });

  it('is not done when something else is looked for first', () => {
    const call = agreed().replies('', ['get_available_slots', {}]);
    answers(call, done);
    expect([change(call), claimed(call)]).to.deep.equal(['none', 'propose']);
  });

  it('is read back once more when the model only proposes it again', () => {
    const call = agreed();
    call.reads();
    readingBack(call);
    expect(call.reads()).to.include(readBack);
    expect(claimed(call.hearsAll().says('Yes'))).to.equal('commit');
  });

  it('is not done for somebody else', () => {
    const call = agreed().replies('', ['decode_vin', {}]);
    answers(call, done, someoneElse);
    expect([change(call), call.replies('', claim).results.at(-1)]).to.deep.equal([
      'none',
      'book_appointment: not_yours',
    ]);
  });

  it('has to be read back again when it could not be done', () => {
    const call = agreed().replies('', claim);
    answers(call, failed);
    expect([change(call), claimed(call)]).to.deep.equal(['none', 'propose']);
    answers(call, unconfirmed, proposed(call)).hearsAll().says('Yes');
    expect([change(call), claimed(call)]).to.deep.equal(['allowed', 'commit']);
  });

  it('is forgotten with the customer when somebody else turns out to speak while it is being done', () => {
    const call = agreed().replies('', claim);
    call.send({ type: 'line.closed', how: 'dropped' }).send({ type: 'line.opened', at: 0 }).hearsAll();
    call.says('Hello?').replies('', ['decode_vin', {}]);
    answers(call, done, someoneElse);
    expect(change(call)).to.equal('none');
  });
});
