import { expect } from 'chai';
import type { Learned } from '../../../machines/ports/tools.ts';
import { BOOKING } from '../../kit/a-call.ts';
import { aBareCall, aCall } from '../../kit/a-watched-call.ts';
import { PHRASES } from '../../kit/phrases.ts';

const done = { success: true, message: '' };
const ready = { type: 'line.metMachine', ready: true } as const;

describe('what a caller hears', () => {
  const readingBack = () => {
    const call = aCall().answered().says('Book it for Tuesday at nine');
    call
      .replies('', ['book_appointment', { ...BOOKING, confirmed: false }])
      .voiceStarts()
      .reads();
    return call;
  };

  it('is a read-back to its end, whatever agrees or nods before its substance was heard', () => {
    const first = ['yes', 'yeah', 'yep', 'yup', 'sure', 'okay', 'ok', 'right', 'go ahead', 'please do'];
    for (const words of [...first.map((yes) => `${yes} I know just book it`), 'yes please', 'I see', 'um']) {
      const call = readingBack().isSaying(words).says(words);
      expect([words, call.reads()]).to.deep.equal([words, []]);
    }
  });

  it('is no read-back any more when somebody refuses, asks or says something else over it', () => {
    for (const words of ['no', 'yes no wait', 'okay what about Friday', 'yes?', 'Friday please', 'I know'])
      expect([words, readingBack().isSaying(words).reads()]).to.deep.equal([words, ['stop']]);
  });

  it('is a read-back to its end, also after a yes that began before its substance was heard', () => {
    const call = readingBack().hearsSubstance();
    call.says('go ahead', 0);
    expect(call.reads()).to.deep.equal([]);
    call.says('go ahead');
    expect(call.reads()).to.include('stop');
  });

  it('goes on over a nod, and is overtaken by words that come before it sounds', () => {
    const nod = aCall().answered().says('Until when?').replies('Until six.').voiceStarts();
    nod.reads();
    expect(nod.isSaying('uh huh').says('uh huh').reads()).to.deep.equal([]);
    const early = aCall().answered().says('Until when?').replies('Until six.');
    early.reads();
    expect(early.isSaying('uh huh').reads()).to.deep.equal([]);
    expect(early.isSaying('and on Saturday').reads()).to.include('stop');
  });

  it('is the greeting to its end when somebody speaks before it sounds', () => {
    const call = aCall().send({ type: 'line.opened', at: 0 });
    call.reads();
    expect(call.isSaying('Hello I need new brakes').reads()).to.deep.equal([]);
  });

  it('is our message on an answering machine, whatever that says of itself', () => {
    const call = aCall().opens().send(ready).voiceStarts();
    call.reads();
    expect(call.isSaying('please leave a message').says('please leave a message').reads()).to.deep.equal([]);
  });

  it('is no holding phrase while something else is still to be heard', () => {
    const call = aBareCall().send(
      { type: 'records.knowsNobody' },
      { type: 'line.opened', at: 0 },
      { type: 'caller.said', text: 'I need new brakes', startedAt: 0, endedAt: 500 },
      {
        type: 'conversation.stands',
        facts: {
          identity: 'unknown',
          change: 'none',
          topic: 'opening',
          escalation: 'none',
          cause: null,
          customer: null,
          from: null,
        },
        offered: [],
      },
    );
    call.reads();
    expect(call.advance(2_500).reads()).to.deep.equal([]);
  });

  it('is the model’s own goodbye, and ours only where it has none', () => {
    const goodbyes = (text: string) => {
      const call = aCall().answered().says('Bye').replies(text, ['end_call', {}]);
      return call.reads().filter((line) => line.startsWith('say: '));
    };
    expect(goodbyes('See you!').slice(-1)).to.deep.equal(['say: See you!']);
    expect(goodbyes('').slice(-1)).to.deep.equal([`say: ${PHRASES.goodbye}`]);
  });
});

describe('what a tool answers', () => {
  const asking = () => aCall({ answersTools: false }).answered().says('Look');

  it('is not taken for another call’s, and not twice', () => {
    const call = asking().replies('', ['decode_vin', {}]);
    call.answers('t9', 'decode_vin', done);
    expect(call.results).to.deep.equal([]);
    call.answers('t1', 'decode_vin', done).answers('t1', 'decode_vin', done);
    expect(call.results).to.deep.equal(['decode_vin: ok']);
  });

  it('is left out when it comes after the model was told that it did not', () => {
    const call = asking().replies('', ['decode_vin', {}]).advance(8_000);
    expect(call.results).to.deep.equal(['decode_vin: timeout']);
    call.answers('t1', 'decode_vin', done);
    expect(call.results).to.deep.equal(['decode_vin: timeout']);
  });

  it('does not decide a handover that waits for its own answer', () => {
    const transfer: Learned = { about: 'transfer', outcome: 'transferred', number: '+12125550199' };
    for (const learned of [[], [transfer]]) {
      const call = asking().replies('', ['transfer_to_human', { reason: 'asked' }]);
      call.send({ type: 'stt.lost', code: 'refused' });
      call.reads();
      call.answers('t1', 'transfer_to_human', done, learned);
      expect([call.reads(), call.in({ 'on-the-line': { turn: 'handing-over' } })]).to.deep.equal([[], true]);
      call.answers('handover', 'transfer_to_human', done, [transfer]);
      expect(call.reads()).to.deep.equal([`say: ${PHRASES.transferring}`]);
    }
  });
});
