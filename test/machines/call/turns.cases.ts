import { expect } from 'chai';
import { BOOKING, READ_BACK } from '../../kit/a-call.ts';
import { aCall } from '../../kit/a-watched-call.ts';
import { PHRASES } from '../../kit/phrases.ts';

const saidToModel = (request: { history: readonly unknown[] } | undefined) =>
  (request?.history ?? []).flatMap((item) => {
    const { role, text } = item as { role: string; text?: string };
    return role === 'user' ? [text] : [];
  });

describe('answering', () => {
  it('greets a known caller by first name, before the line is open', () => {
    const call = aCall();
    expect(call.reads()).to.deep.equal([
      'say: Hi Maria, thank you for calling Elm Motors, this is Sophie. How can I help you today?',
    ]);
    expect(call.stance).to.equal('ringing');
  });

  it('greets a stranger without a name', () => {
    expect(aCall({ from: null, knows: null }).reads()).to.deep.equal([
      'say: Thank you for calling Elm Motors, this is Sophie. How can I help you today?',
    ]);
  });

  it('hears what the caller says during the greeting, and answers it', () => {
    const call = aCall().opens();
    call.reads();
    call.startsTalking().says('I need an oil change');
    expect(call.reads()).to.deep.equal(['hold', 'stop', 'think']);
    expect(saidToModel(call.requests[0])).to.deep.equal(['I need an oil change']);
  });

  it('ends a call whose stream never comes', () => {
    const call = aCall().advance(65_000);
    expect([call.snapshot.status, call.snapshot.output?.outcome]).to.deep.equal(['done', 'canceled']);
  });
});

describe('a turn', () => {
  it('speaks each sentence as it closes and then listens', () => {
    const call = aCall().answered();
    call.reads();
    call.says('What time do you close?');
    call.send({ type: 'llm.saidSentence', text: 'We close at six.' });
    expect(call.stance).to.equal('thinking');
    call.voiceStarts();
    expect(call.stance).to.equal('speaking');
    call.send({ type: 'llm.saidSentence', text: 'Anything else?' });
    call.replies('');
    expect(call.reads()).to.deep.equal(['think', 'say: We close at six.', 'say: Anything else?', 'stop thinking']);
    call.hearsAll();
    expect(call.stance).to.equal('listening');
  });

  it('merges what the caller adds while the answer is being made', () => {
    const call = aCall().answered();
    call.says('I need an oil change').says('and new brakes');
    expect(call.requests.map(saidToModel)).to.deep.equal([
      ['I need an oil change'],
      ['I need an oil change', 'and new brakes'],
    ]);
    expect(call.reads().slice(1)).to.deep.equal(['think', 'stop thinking', 'think']);
  });

  it('waits for the rest when the caller goes on while the answer is being made', () => {
    const call = aCall().answered();
    call.says('I need an oil change').isSaying('and also');
    expect(call.in({ 'on-the-line': { turn: { listening: 'caller-talking' } } })).to.equal(true);
    call.says('and also new brakes');
    expect(saidToModel(call.requests.at(-1))).to.deep.equal(['I need an oil change', 'and also new brakes']);
  });

  it('answers after all when the rest never comes', () => {
    const call = aCall().answered();
    call.says('I need an oil change').isSaying('and').advance(4_000);
    expect(call.stance).to.equal('thinking');
    expect(call.requests).to.have.length(2);
  });

  it('does not stop thinking for an uh-huh', () => {
    const call = aCall().answered();
    call.says('What do brakes cost?').isSaying('uh-huh').says('uh-huh');
    expect(call.requests).to.have.length(1);
    expect(call.stance).to.equal('thinking');
  });

  it('says that it is at work when no sentence has come for 2.5 s, once', () => {
    const call = aCall().answered();
    call.reads();
    call.says('Hello').advance(2_499);
    expect(call.reads()).to.deep.equal(['think']);
    call.advance(1);
    expect(call.reads()).to.deep.equal([`say: ${PHRASES.holding}`]);
    call.hearsAll().advance(10_000);
    expect(call.reads()).to.deep.equal([]);
  });

  it('asks to repeat when the model breaks off, and leaves word with a person at the third time', () => {
    const call = aCall().answered();
    call.reads();
    for (const words of ['one', 'two']) {
      call.says(words).send({ type: 'llm.failed', code: 'rate_limit_exceeded' });
      expect(call.reads()).to.deep.equal(['think', 'stop thinking', `say: ${PHRASES.lostThread}`]);
      call.hearsAll();
    }
    call.says('three').send({ type: 'llm.failed', code: 'rate_limit_exceeded' });
    expect(call.reads()).to.deep.equal([
      'think',
      'stop thinking',
      'read: transfer_to_human',
      `say: ${PHRASES.transferring}`,
    ]);
    call.hearsAll();
    expect(call.reads()).to.deep.equal(['line: dial']);
  });

  it('never leaves the caller without a word when the model says nothing', () => {
    const call = aCall().answered();
    call.reads();
    call.says('Hello').replies('');
    expect(call.reads()).to.deep.equal(['think', 'stop thinking', `say: ${PHRASES.lostThread}`]);
  });

  it('gives the model no tools after five rounds of them', () => {
    const call = aCall().answered();
    call.says('Do everything');
    for (let round = 0; round < 5; round++) call.replies('', ['get_available_slots', { date: '2026-12-01' }]);
    expect(call.requests.map((request) => request.toolChoice)).to.deep.equal([
      'auto',
      'auto',
      'auto',
      'auto',
      'auto',
      'none',
    ]);
    call.reads();
    call.replies('', ['get_available_slots', { date: '2026-12-01' }]);
    expect(call.reads()).to.deep.equal(['stop thinking', `say: ${PHRASES.lostThread}`]);
  });
});

describe('a model that asks for tools once too often', () => {
  it('is not all that the caller hears, also when it has said something before', () => {
    const call = aCall().answered().says('Do everything');
    for (let round = 0; round < 5; round++)
      call.replies(round === 0 ? 'Let me see.' : '', ['get_available_slots', { date: '2026-12-01' }]);
    call.reads();
    call.replies('', ['get_available_slots', { date: '2026-12-01' }]);
    expect(call.reads()).to.deep.equal(['stop thinking', `say: ${PHRASES.lostThread}`]);
  });
});

describe('barge-in', () => {
  const speaking = () => {
    const call = aCall().answered().says('What do brakes cost?');
    call.replies('Brakes are between two and three hundred dollars an axle.').voiceStarts();
    call.reads();
    return call;
  };

  it('holds the voice at the first sound', () => {
    const call = speaking().startsTalking();
    expect(call.reads()).to.deep.equal(['hold']);
    expect(call.stance).to.equal('barge-in');
  });

  it('goes on speaking when it was only a cough', () => {
    const call = speaking().coughs();
    expect(call.reads()).to.deep.equal(['hold', 'resume']);
    expect(call.stance).to.equal('speaking');
  });

  it('goes on when no words have come within the grace', () => {
    const call = speaking().startsTalking().advance(1_299);
    expect(call.stance).to.equal('barge-in');
    call.advance(1);
    expect(call.stance).to.equal('speaking');
  });

  it('goes on when the caller only nods', () => {
    const call = speaking().startsTalking().isSaying('okay').says('okay');
    expect(call.reads()).to.deep.equal(['hold', 'hold', 'resume']);
    expect(call.requests).to.have.length(1);
  });

  it('yields to words, and answers them, knowing what of the answer was heard', () => {
    const call = speaking().startsTalking().isSaying('wait').says('wait how long does it take');
    expect(call.reads()).to.deep.equal(['hold', 'stop', 'think']);
    const spoken = call.history.flatMap((item) => (item.role === 'assistant' ? item.spoken : []));
    expect(spoken.at(-1)?.heard).to.equal('Brakes are between two and');
    expect(saidToModel(call.requests.at(-1))).to.deep.equal(['What do brakes cost?', 'wait how long does it take']);
  });

  it('stops the model when the interruption is real', () => {
    const call = aCall().answered().says('Tell me everything');
    call.send({ type: 'llm.saidSentence', text: 'Well, first of all.' }).voiceStarts();
    call.reads();
    call.startsTalking().isSaying('stop please');
    expect(call.reads()).to.deep.equal(['hold', 'stop thinking', 'stop']);
    expect(call.stance).to.equal('listening');
  });

  it('lets a booking that has begun end, and tells the model of it and of the words', () => {
    const call = aCall({ answersTools: false }).answered().says('Any time on Tuesday?');
    call.replies('Let me look.', ['get_available_slots', { date: '2026-12-01' }]).voiceStarts();
    call.startsTalking().says('make that Wednesday');
    expect(call.stance).to.equal('tool-executing');
    call.answers('t1', 'get_available_slots', { success: true, message: 'Two slots.' });
    const roles = call.requests.at(-1)?.history.map((item) => item.role);
    expect(roles).to.deep.equal(['assistant', 'user', 'assistant', 'tool', 'user']);
  });
});

describe('a change', () => {
  const proposed = () => {
    const call = aCall().answered().says('Book it for Tuesday at nine');
    call.replies('', ['book_appointment', { ...BOOKING, confirmed: false }]);
    return call;
  };
  const confirm = (call: ReturnType<typeof aCall>) =>
    call.replies('', ['book_appointment', { ...BOOKING, confirmed: true }]).results.at(-1);

  it('is said back by the product, without another round of the model', () => {
    const call = proposed();
    expect(call.reads().slice(-2)).to.deep.equal(['propose: book_appointment', `say: ${READ_BACK.text}`]);
    expect(call.requests).to.have.length(1);
  });

  it('is done when the read-back was heard and the caller agreed', () => {
    const call = proposed().hearsAll().says('Yes please');
    expect(confirm(call)).to.equal('book_appointment: ok');
    expect(call.executed.map(({ grant }) => grant.mode)).to.deep.equal(['propose', 'commit']);
  });

  for (const [words, why] of [
    ['No, not that one', 'refused'],
    ['What?', 'did not answer'],
  ] as const)
    it(`is not done when the caller ${why}`, () => {
      expect(confirm(proposed().hearsAll().says(words))).to.equal('book_appointment: confirmation_required');
    });

  it('is not done on the model’s word alone', () => {
    const call = aCall().answered().says('Book it');
    expect(confirm(call)).to.equal('book_appointment: confirmation_required');
  });

  it('is not done by a yes that came before its substance was heard', () => {
    const call = proposed().voiceStarts().startsTalking().says('yes');
    call.hearsAll().says('hm');
    expect(confirm(call)).to.equal('book_appointment: confirmation_required');
  });

  it('is not cut by a yes that came too early: the read-back is heard to its end', () => {
    const call = proposed().voiceStarts();
    call.reads();
    call.startsTalking().isSaying('yes').says('yes');
    expect(call.reads()).to.deep.equal(['hold', 'hold', 'resume']);
  });

  it('is done by a yes over the last words, once the substance was heard', () => {
    const call = proposed().hearsSubstance().startsTalking().says('yes');
    expect(confirm(call)).to.equal('book_appointment: ok');
  });

  it('is asked once more after an unclear answer, and then agreed to', () => {
    const call = proposed().hearsAll().says('Hmm, let me see');
    call.replies('Shall I book it?').hearsAll().says('Yes');
    expect(confirm(call)).to.equal('book_appointment: ok');
  });

  it('is done once only', () => {
    const call = proposed().hearsAll().says('Yes');
    expect(confirm(call)).to.equal('book_appointment: ok');
    expect(confirm(call)).to.equal('book_appointment: confirmation_required');
  });

  it('waits its turn: of two proposals the first is read back, and reads still run', () => {
    const call = aCall().answered().says('Book both');
    call.replies(
      '',
      ['book_appointment', { ...BOOKING, confirmed: false }],
      ['book_appointment', { ...BOOKING, start_time: '2026-12-02T09:00:00-05:00', confirmed: false }],
      ['get_available_slots', { date: '2026-12-01' }],
    );
    expect(call.executed.map(({ call: { name }, grant }) => `${grant.mode}: ${name}`)).to.deep.equal([
      'propose: book_appointment',
      'read: get_available_slots',
    ]);
    expect(call.results).to.deep.equal([
      'book_appointment: confirmation_required',
      'book_appointment: confirmation_required',
      'get_available_slots: ok',
    ]);
  });
});

describe('the end', () => {
  it('comes after the goodbye was heard', () => {
    const call = aCall().answered().says('Bye');
    call.replies('Goodbye, Maria!', ['end_call', {}]);
    expect(call.reads()).to.not.include('line: hangUp');
    call.hearsAll();
    expect(call.reads()).to.deep.equal(['line: hangUp']);
    call.send({ type: 'line.closed', how: 'stopped' });
    expect(call.snapshot.output?.outcome).to.equal('completed');
  });

  it('is said in words of the product when the model ends the call without any', () => {
    const call = aCall().answered().says('Bye');
    call.replies('', ['end_call', {}]);
    expect(call.reads()).to.include(`say: ${PHRASES.goodbye}`);
  });

  it('waits when the caller has more to say', () => {
    const call = aCall().answered().says('Bye');
    call.replies('Goodbye!', ['end_call', {}]).voiceStarts().startsTalking().says('oh one more question');
    expect(call.stance).to.equal('thinking');
    call.replies('Sure, what is it?').hearsAll();
    expect(call.in({ 'on-the-line': { turn: 'listening' } })).to.equal(true);
  });

  it('comes after a silent line was asked twice', () => {
    const call = aCall().answered();
    call.reads();
    call.advance(8_000);
    expect(call.reads()).to.deep.equal([`say: ${PHRASES.stillThere}`]);
    call.hearsAll().advance(8_000);
    expect(call.reads()).to.deep.equal([`say: ${PHRASES.stillThereAgain}`]);
    call.hearsAll().advance(8_000);
    expect(call.reads()).to.deep.equal([`say: ${PHRASES.silentGoodbye}`]);
    call.hearsAll();
    expect(call.reads()).to.deep.equal(['line: hangUp']);
    expect(call.snapshot.context.outcome).to.equal('silent');
  });

  it('is not taken for silence while the caller still hears us', () => {
    const call = aCall().answered().says('What do you do?').replies('A very long answer.').voiceStarts();
    call.reads();
    call.advance(20_000);
    expect(call.reads()).to.deep.equal([]);
  });

  it('comes politely when the call has been too long', () => {
    const call = aCall().answered();
    call.reads();
    call.send({ type: 'line.mustEnd', why: 'too-long' });
    expect(call.reads()).to.deep.equal([`say: ${PHRASES.tooLong}`]);
    call.hearsAll();
    expect(call.reads()).to.deep.equal(['line: hangUp']);
  });

  it('hands over to a person when the tool says so, once the caller has heard it', () => {
    const call = aCall().answered().says('A person please');
    call.replies('', ['transfer_to_human', { reason: 'asked' }]);
    expect(call.reads()).to.include(`say: ${PHRASES.transferring}`);
    call.hearsAll();
    expect(call.reads()).to.deep.equal(['line: dial']);
    expect(call.snapshot.context.outcome).to.equal('transferred');
  });
});

describe('trouble', () => {
  it('is told to the caller when recognition is away for long, and what was lost is asked for', () => {
    const call = aCall().answered();
    call.reads();
    call.send({ type: 'stt.dropped', code: 'closed' }).advance(1_499);
    expect(call.reads()).to.deep.equal([]);
    call.advance(1);
    expect(call.reads()).to.deep.equal([`say: ${PHRASES.hardToHear}`]);
    call.send({ type: 'stt.reopened', lostMs: 1_000 });
    expect(call.reads()).to.deep.equal([`say: ${PHRASES.sayAgain}`]);
  });

  it('is not told when recognition is back at once', () => {
    const call = aCall().answered();
    call.reads();
    call
      .send({ type: 'stt.dropped', code: 'closed' })
      .advance(500)
      .send({ type: 'stt.reopened', lostMs: 0 })
      .advance(2_000);
    expect(call.reads()).to.deep.equal([]);
  });

  it('hands over when recognition is gone for good', () => {
    const call = aCall().answered();
    call.reads();
    call.send({ type: 'stt.lost', code: 'refused' });
    expect(call.reads()).to.deep.equal(['read: transfer_to_human', `say: ${PHRASES.transferring}`]);
  });

  it('leaves the line to the carrier when there is no voice', () => {
    const call = aCall().answered();
    call.reads();
    call.send({ type: 'tts.lost', code: 'refused' });
    expect(call.reads()).to.deep.equal(['line: leaveToCarrier']);
    expect(call.snapshot.context.outcome).to.equal('failed');
  });

  it('keeps the conversation when the stream breaks and comes back', () => {
    const call = aCall().answered().says('I need an oil change').replies('When?').hearsAll();
    call.send({ type: 'line.closed', how: 'dropped' }).advance(5_000);
    call.reads();
    call.send({ type: 'line.opened', at: 20_000 });
    expect(call.reads()).to.deep.equal([`say: ${PHRASES.welcomeBack}`]);
    call.hearsAll().says('Tuesday');
    expect(saidToModel(call.requests.at(-1))).to.deep.equal(['I need an oil change', 'Tuesday']);
  });

  it('ends a call that does not come back', () => {
    const call = aCall().answered().send({ type: 'line.closed', how: 'dropped' }).advance(10_000);
    expect([call.snapshot.status, call.snapshot.output?.outcome]).to.deep.equal(['done', 'dropped']);
  });
});
