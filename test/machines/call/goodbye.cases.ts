import { expect } from 'chai';
import { aBareCall, aCall } from '../../kit/a-watched-call.ts';
import { PHRASES } from '../../kit/phrases.ts';

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

describe('leaving', () => {
  const leaving = {
    goodbye: () => aCall().answered().says('Bye').replies('Goodbye!', ['end_call', {}]),
    transfer: () =>
      aCall()
        .answered()
        .says('A person')
        .replies('One moment.', ['transfer_to_human', { reason: 'asked' }]),
    'a call that must end': () => aCall().answered().send({ type: 'line.mustEnd', why: 'draining' }),
  };

  it('says that the phone system is closing when the server goes down', () => {
    const call = aCall().answered();
    call.reads();
    call.send({ type: 'line.mustEnd', why: 'draining' }).send({ type: 'line.mustEnd', why: 'too-long' });
    expect(call.reads()).to.deep.equal([`say: ${PHRASES.goingDown}`]);
  });

  it('adds no words to those with which the model put the caller through', () => {
    const call = leaving.transfer();
    expect(call.reads().slice(-3)).to.deep.equal(['say: One moment.', 'stop thinking', 'read: transfer_to_human']);
  });

  for (const [who, call, how] of [
    ['a goodbye', leaving.goodbye, 'line: hangUp'],
    ['a call that must end', leaving['a call that must end'], 'line: hangUp'],
    ['a transfer', leaving.transfer, 'line: dial'],
  ] as const)
    it(`goes on after a minute when the end of ${who} is never heard of`, () => {
      const left = call();
      left.reads();
      expect(left.advance(59_999).reads()).to.deep.equal([]);
      expect(left.advance(1).reads()).to.deep.equal([how]);
    });

  it('is over after a goodbye when the stream ends, the caller hangs up, or neither is heard of', () => {
    const gone = [
      leaving.goodbye().hearsAll().send({ type: 'line.closed', how: 'stopped' }),
      leaving.goodbye().hearsAll().send({ type: 'line.hungUp' }),
      leaving.goodbye().hearsAll().advance(5_000),
    ];
    expect(gone.map(({ snapshot }) => snapshot.output?.outcome)).to.deep.equal(['completed', 'completed', 'completed']);
  });
});

describe('a voice that is lost', () => {
  it('is missed by nobody once the goodbye was heard', () => {
    const call = aCall().answered().says('Bye').replies('Goodbye!', ['end_call', {}]).hearsAll();
    call.reads();
    call.send({ type: 'tts.lost', code: 'refused' });
    expect(call.reads()).to.deep.equal([]);
    expect(call.send({ type: 'line.closed', how: 'stopped' }).snapshot.output?.outcome).to.equal('completed');
  });
});

describe('hanging up', () => {
  const lastWords = { type: 'llm.saidSentence', text: 'Between two and three hundred.' } as const;
  const beingTold = () =>
    aBareCall().send(
      { type: 'records.knowsNobody' },
      { type: 'line.opened', at: 0 },
      { type: 'voice.finished', at: 900 },
      { type: 'caller.said', text: 'What do brakes cost?', startedAt: 1_000, endedAt: 1_200 },
      lastWords,
      { type: 'line.hungUp' },
    );

  it('waits for what was heard of our last words', () => {
    const call = aCall().answered().says('What do brakes cost?').replies(lastWords.text).voiceStarts();
    call.send({ type: 'line.hungUp' });
    expect(call.history.at(-1)).to.deep.include({
      spoken: [{ id: 'u2', kind: 'sentence', text: lastWords.text, heard: 'Between two and', at: 1_500 }],
    });
  });

  for (const [how, ends] of [
    ['the voice is lost', (call: ReturnType<typeof aBareCall>) => call.send({ type: 'tts.lost', code: 'closed' })],
    ['the voice tells nothing', (call: ReturnType<typeof aBareCall>) => call.advance(1_000)],
  ] as const)
    it(`does not wait any more when ${how}`, () => {
      expect([beingTold().outcome, ends(beingTold()).outcome]).to.deep.equal([undefined, 'caller_hung_up']);
    });

  it('ends the call, whatever is going on', () => {
    const busy = aCall()
      .answered()
      .says('What do brakes cost?')
      .replies('Between two and three hundred.')
      .voiceStarts();
    expect(busy.send({ type: 'line.hungUp' }).snapshot.output?.outcome).to.equal('caller_hung_up');
  });

  it('is known by the carrier’s word that the stream was stopped, and ends the wait for it', () => {
    const call = aCall().answered().send({ type: 'line.closed', how: 'stopped' });
    expect(call.snapshot.context.outcome).to.equal('caller_hung_up');
    expect(call.send({ type: 'line.hungUp' }).snapshot.output?.outcome).to.equal('caller_hung_up');
  });
});
