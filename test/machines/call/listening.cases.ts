import { expect } from 'chai';
import { aCall } from '../../kit/a-watched-call.ts';
import { PHRASES } from '../../kit/phrases.ts';

const quiet = () => {
  const call = aCall().answered();
  call.reads();
  return call;
};
const stillThere = [`say: ${PHRASES.stillThere}`];

describe('listening', () => {
  it('gives the turn to a caller who speaks into the greeting, at the first words', () => {
    const call = aCall().opens();
    call.reads();
    call.isSaying('hi I need');
    expect([call.reads(), call.stance]).to.deep.equal([['stop'], 'listening']);
    call.says('hi I need an oil change');
    expect(call.reads()).to.deep.equal(['think']);
  });

  it('gives the turn to a caller whose words come without a sound before them', () => {
    const speaking = () => {
      const call = quiet().says('What do brakes cost?').replies('Between two and three hundred dollars.').voiceStarts();
      call.reads();
      return call;
    };
    expect(speaking().isSaying('an axle').reads()).to.deep.equal(['stop']);
    expect(speaking().says('an axle?').reads()).to.deep.equal(['stop', 'think']);
  });

  it('asks the model only when it is known what was heard before the caller broke in', () => {
    const call = quiet().says('What do brakes cost?').replies('Between two and three hundred dollars.').voiceStarts();
    call.startsTalking().says('an axle?');
    const spoken = call.requests.at(-1)?.history.flatMap((item) => (item.role === 'assistant' ? item.spoken : []));
    expect(spoken?.at(-1)?.heard).to.equal('Between two and');
  });

  it('drops what was on its way to being said when the caller goes on before it sounds', () => {
    const call = quiet().says('I need an oil change').send({ type: 'llm.saidSentence', text: 'Sure, when?' });
    call.reads();
    expect(call.isSaying('and also new').reads()).to.deep.equal(['stop thinking', 'stop']);
  });

  it('goes on after a minute when the end of the greeting is never heard of', () => {
    const call = aCall().opens();
    call.reads();
    expect(call.advance(67_999).reads()).to.deep.equal([]);
    expect(call.advance(1).reads()).to.deep.equal(stillThere);
  });

  it('goes on after a minute when the end of an answer is never heard of', () => {
    const call = quiet().says('When do you close?').replies('At six.').voiceStarts();
    call.reads();
    expect(call.advance(67_999).reads()).to.deep.equal([]);
    expect(call.advance(1).reads()).to.deep.equal(stillThere);
  });

  it('does not take a long answer for one whose end was never heard of', () => {
    const call = quiet().says('What are your hours?').send({ type: 'llm.saidSentence', text: 'From Monday on.' });
    call.replies('To Saturday.').voiceStarts().advance(50_000).hearsNext();
    call.reads();
    expect(call.advance(50_000).reads()).to.deep.equal([]);
  });

  describe('to an okay', () => {
    const asked = () => {
      const call = quiet().says('New brakes').send({ type: 'llm.saidSentence', text: 'Sure, we can do that.' });
      call.replies('Is Friday good?').voiceStarts();
      call.reads();
      return call;
    };

    it('takes it for the answer when it came over our question', () => {
      const call = asked().hearsNext().startsTalking().isSaying('okay').says('Okay.');
      expect(call.reads()).to.deep.equal(['hold', 'hold', 'resume']);
      expect(call.hearsAll().reads()).to.deep.equal(['think']);
    });

    it('takes it for a nod when the question was still to come', () => {
      const call = asked().startsTalking().isSaying('okay').says('Okay.');
      call.reads();
      expect(call.hearsNext().hearsAll().reads()).to.deep.equal([]);
      expect(call.advance(8_000).reads()).to.deep.equal(stillThere);
    });

    it('takes it for a nod when we asked nothing', () => {
      const call = quiet().says('Brakes?').replies('They are fine.').voiceStarts().isSaying('okay').says('Okay.');
      call.reads();
      expect(call.hearsAll().reads()).to.deep.equal([]);
    });
  });

  it('counts the silence from the last sound', () => {
    const call = quiet().advance(7_000).coughs().advance(7_999);
    expect(call.reads()).to.deep.equal([]);
    expect(call.advance(1).reads()).to.deep.equal(stillThere);
  });

  it('does not count silence while we say something of our own accord', () => {
    const call = quiet().send({ type: 'stt.dropped', code: 'silent' }).voiceStarts();
    call.reads();
    expect(call.advance(20_000).reads()).to.deep.equal([]);
    expect(call.hearsAll().advance(8_000).reads()).to.deep.equal(stillThere);
  });

  it('waits for the end of the turn as long as words come', () => {
    const call = quiet().isSaying('I need').advance(3_900).isSaying('I need new').advance(3_900);
    expect(call.reads()).to.deep.equal([]);
    call.says('I need new brakes');
    expect(call.reads()).to.deep.equal(['think']);
  });

  it('takes words back that turn out to be noise, and then silence is silence', () => {
    const call = quiet().isSaying('mm').send({ type: 'caller.madeNoise', at: 0 }).advance(8_000);
    expect(call.reads()).to.deep.equal(stillThere);
  });

  it('takes words back whose end never comes', () => {
    const call = quiet()
      .isSaying('the')
      .advance(4_000 + 7_999);
    expect(call.reads()).to.deep.equal([]);
    expect(call.advance(1).reads()).to.deep.equal(stillThere);
  });

  it('answers what is still to be answered when more words turn out to be noise', () => {
    const call = quiet().says('What do brakes cost?').isSaying('uh I');
    call.reads();
    call.send({ type: 'caller.madeNoise', at: 0 });
    expect(call.reads()).to.deep.equal(['think']);
  });
});
