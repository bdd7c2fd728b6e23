import { expect } from 'chai';
import { aCall } from '../../kit/a-watched-call.ts';

describe('the goodbye', () => {
  it('is not the end while the caller is still speaking over it', () => {
    const call = aCall().answered().says('Bye');
    call.replies('Goodbye!', ['end_call', {}]).voiceStarts();
    call.reads();
    call.startsTalking().isSaying('oh wait I');
    expect(call.reads()).to.deep.equal(['hold', 'stop']);
    call.says('oh wait I have one more question');
    expect(call.reads()).to.deep.equal(['think']);
  });

  it('is the end when the caller only said goodbye over it', () => {
    const call = aCall().answered().says('Bye');
    call.replies('Goodbye!', ['end_call', {}]).voiceStarts();
    call.startsTalking().isSaying('bye bye').says('bye bye');
    expect(call.reads().slice(-2)).to.deep.equal(['stop', 'line: hangUp']);
  });

  it('is the end when what the caller began to say over it never ends', () => {
    const call = aCall().answered().says('Bye');
    call.replies('Goodbye!', ['end_call', {}]).voiceStarts().startsTalking().isSaying('well I');
    call.reads();
    call.advance(3_999);
    expect(call.reads()).to.deep.equal([]);
    call.advance(1);
    expect(call.reads()).to.deep.equal(['line: hangUp']);
  });
});

describe('a call that must end', () => {
  it('ends, whatever the caller says over the goodbye', () => {
    const call = aCall().answered().send({ type: 'line.mustEnd', why: 'too-long' }).voiceStarts();
    call.reads();
    call.startsTalking().says('but I have not finished');
    expect(call.reads()).to.deep.equal(['hold', 'stop', 'line: hangUp']);
  });

  it('ends with the goodbye that is being said already', () => {
    const call = aCall().answered().says('Bye').replies('Goodbye!', ['end_call', {}]).voiceStarts();
    call.reads();
    call.send({ type: 'line.mustEnd', why: 'draining' }).startsTalking().says('one more question');
    expect(call.reads()).to.deep.equal(['hold', 'stop', 'line: hangUp']);
    expect(call.snapshot.context.outcome).to.equal('completed');
  });

  it('ends at once while it is cut off, and before it is answered', () => {
    const cutOff = aCall().answered().send({ type: 'line.closed', how: 'dropped' });
    cutOff.send({ type: 'line.mustEnd', why: 'draining' });
    expect(cutOff.snapshot.output?.outcome).to.equal('dropped');
    const ringing = aCall().send({ type: 'line.mustEnd', why: 'draining' });
    expect(ringing.snapshot.output?.outcome).to.equal('canceled');
  });

  it('lets a caller go on to a colleague who is being put through', () => {
    const call = aCall()
      .answered()
      .says('A person please')
      .replies('', ['transfer_to_human', { reason: 'asked' }]);
    call.reads();
    call.send({ type: 'line.mustEnd', why: 'too-long' }).hearsAll();
    expect(call.reads()).to.deep.equal(['line: dial']);
  });
});
