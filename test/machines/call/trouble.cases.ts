import { expect } from 'chai';
import type { SttFact } from '../../../machines/ports/stt.ts';
import { aBareCall, aCall, breaks } from '../../kit/a-watched-call.ts';
import { PHRASES } from '../../kit/phrases.ts';

const handsOver = ['read: transfer_to_human', `say: ${PHRASES.transferring}`];
const lost: SttFact = { type: 'stt.lost', code: 'refused' };
const dropped: SttFact = { type: 'stt.dropped', code: 'closed' };
const fellSilent: SttFact = { type: 'stt.dropped', code: 'silent' };

const quiet = (options?: Parameters<typeof aCall>[0]) => {
  const call = aCall(options).answered();
  call.reads();
  return call;
};

describe('a child of the call that breaks', () => {
  for (const child of ['conversation', 'tools', 'tts'])
    it(`leaves the line to the carrier when it is the ${child}`, () => {
      const call = quiet();
      breaks(call, child);
      expect(call.reads()).to.deep.equal(['line: leaveToCarrier']);
      expect(call.snapshot.context.outcome).to.equal('failed');
    });

  it('hands the caller over when it is the recogniser', () => {
    const call = quiet();
    breaks(call, 'stt');
    expect(call.reads()).to.deep.equal(handsOver);
  });

  it('ends the call when it is the line', () => {
    const call = quiet();
    breaks(call, 'line');
    expect(call.snapshot.output?.outcome).to.equal('failed');
  });
});

describe('a model in trouble', () => {
  it('has failed after half a minute of silence, and the caller is asked to repeat', () => {
    const call = quiet().says('Hello').send({ type: 'llm.saidSentence', text: 'Well.' }).hearsAll();
    call.reads();
    call.advance(29_999);
    expect(call.reads()).to.deep.equal([]);
    call.advance(1);
    expect(call.reads()).to.deep.equal(['stop thinking', `say: ${PHRASES.lostThread}`]);
  });

  for (const [how, fails] of [
    ['breaks', (call: ReturnType<typeof aCall>) => breaks(call, 'llm')],
    ['falls silent', (call: ReturnType<typeof aCall>) => call.advance(30_000)],
  ] as const)
    it(`is relieved by a person when it ${how} for the third time in a row`, () => {
      const call = quiet();
      for (const words of ['one', 'two']) {
        fails(call.says(words));
        expect(call.reads().at(-1)).to.equal(`say: ${PHRASES.lostThread}`);
        call.hearsAll();
      }
      fails(call.says('three'));
      expect(call.reads().slice(-2)).to.deep.equal(handsOver);
    });
});

describe('a recogniser in trouble', () => {
  it('is told of at once when it fell silent: what was said since is lost', () => {
    expect(quiet().send(fellSilent).reads()).to.deep.equal([`say: ${PHRASES.hardToHear}`]);
  });

  it('is not told of when it is opened afresh in time', () => {
    expect(quiet().send(dropped).send({ type: 'stt.opened' }).advance(2_000).reads()).to.deep.equal([]);
  });

  it('makes us ask for what was lost, also when it was back in time', () => {
    const call = quiet().send(dropped).send({ type: 'stt.reopened', lostMs: 500 });
    expect(call.reads()).to.deep.equal([`say: ${PHRASES.sayAgain}`]);
  });

  it('makes us ask again when it came so late that the beginning is lost', () => {
    expect(quiet().send({ type: 'stt.reopened', lostMs: 500 }).reads()).to.deep.equal([`say: ${PHRASES.sayAgain}`]);
  });

  it('is told of after the greeting when it cannot be had while the phone rings', () => {
    const call = aCall().send(dropped).advance(1_500);
    expect(call.reads()).to.have.length(1);
    expect(call.send({ type: 'line.opened', at: 0 }).reads()).to.deep.equal([`say: ${PHRASES.hardToHear}`]);
  });

  it('is good again once it is opened afresh: the next trouble is a new one', () => {
    const call = quiet().send(fellSilent).hearsAll().send({ type: 'stt.opened' });
    call.reads();
    expect(call.send(dropped).advance(1_499).reads()).to.deep.equal([]);
    expect(call.advance(1).reads()).to.deep.equal([`say: ${PHRASES.hardToHear}`]);
  });

  for (const trouble of [dropped, fellSilent] as const)
    it(`hands the caller over when it is lost after it was ${JSON.stringify(trouble)}`, () => {
      const call = quiet().send(trouble);
      call.reads();
      expect(call.send(lost).reads()).to.deep.equal(handsOver);
    });

  it('hands the caller over after the greeting when it was lost before', () => {
    const call = aCall().send(lost);
    call.reads();
    call.send({ type: 'line.opened', at: 0 });
    expect(call.reads()).to.deep.equal(handsOver);
  });

  it('changes nothing for a caller who is on the way out', () => {
    const farewell = quiet().says('Bye').replies('Goodbye!', ['end_call', {}]);
    const transfer = quiet()
      .says('A person')
      .replies('One moment.', ['transfer_to_human', { reason: 'asked' }]);
    const tooLong = quiet().send({ type: 'line.mustEnd', why: 'too-long' });
    for (const [call, leaves] of [
      [farewell, 'line: hangUp'],
      [transfer, 'line: dial'],
      [tooLong, 'line: hangUp'],
    ] as const) {
      call.reads();
      call.send(lost);
      expect(call.reads()).to.deep.equal([]);
      call.hearsAll();
      expect(call.reads()).to.deep.equal([leaves]);
    }
  });
});

describe('handing over', () => {
  const arranging = () => {
    const call = quiet({ answersTools: false }).send(lost);
    call.reads();
    return call;
  };
  const answer = (call: ReturnType<typeof aCall>, success: boolean) =>
    call.answers(
      'handover',
      'transfer_to_human',
      { success, message: '' },
      success ? [{ about: 'transfer', outcome: 'callback_recorded', number: null }] : [],
    );

  it('promises a call back when nobody is there', () => {
    const call = answer(arranging(), true);
    expect(call.reads()).to.deep.equal([`say: ${PHRASES.callBack}`]);
    call.hearsAll();
    expect(call.reads()).to.deep.equal(['line: hangUp']);
    expect(call.snapshot.context.outcome).to.equal('callback_recorded');
  });

  it('is sorry when not even word could be left', () => {
    const call = answer(arranging(), false);
    expect(call.reads()).to.deep.equal([`say: ${PHRASES.sorry}`]);
    expect(call.snapshot.context.outcome).to.equal('failed');
  });

  it('is sorry when no answer comes', () => {
    const call = arranging().advance(7_999);
    expect(call.reads()).to.deep.equal([]);
    expect(call.advance(1).reads()).to.deep.equal([`say: ${PHRASES.sorry}`]);
  });

  it('goes on when the end of its words is never heard of', () => {
    const call = quiet().send(lost);
    call.reads();
    expect(call.advance(60_000).reads()).to.deep.equal(['line: dial']);
  });
});

describe('a call without a voice', () => {
  const voiceless = () => {
    const call = quiet().send({ type: 'tts.lost', code: 'refused' });
    call.reads();
    return call;
  };

  it('is left to the carrier once', () => {
    expect(voiceless().send({ type: 'tts.lost', code: 'refused' }).reads()).to.deep.equal([]);
  });

  it('is over when the stream ends, the caller hangs up, or neither is heard of', () => {
    const ends = [
      voiceless().send({ type: 'line.closed', how: 'stopped' }),
      voiceless().send({ type: 'line.hungUp' }),
      voiceless().advance(10_000),
    ];
    expect(ends.map((call) => call.snapshot.output?.outcome)).to.deep.equal(['failed', 'failed', 'failed']);
  });
});

describe('tools in trouble', () => {
  const asked = () => {
    const call = aBareCall().send({ type: 'records.knowsNobody' }, { type: 'line.opened', at: 0 });
    call.send({ type: 'voice.finished', at: 900 });
    call.send({ type: 'caller.said', text: 'Hello', startedAt: 1_000, endedAt: 1_200 });
    const usage = { prompt: 0, completion: 0, cached: 0, counted: true };
    const calls = [{ id: 't1', name: 'decode_vin', arguments: '{"vin":' }];
    call.send({ type: 'llm.finished', text: '', calls, usage });
    return call;
  };
  const results = (history: readonly { role: string }[]) =>
    history.flatMap((item) => ('result' in item ? [JSON.parse(String(item.result))] : []));

  it('tell the model of arguments that make no sense', () => {
    const result = { success: false, error: 'invalid_arguments', message: 'Not JSON.' } as const;
    const call = asked().send({ type: 'tools.answered', id: 't1', name: 'decode_vin', result, learned: [] });
    expect(results(call.requests.at(-1)?.history ?? [])).to.deep.equal([result]);
  });

  it('are given up when they do not even look at the arguments', () => {
    const call = asked().advance(8_000);
    expect(results(call.requests.at(-1)?.history ?? []).map(({ error }) => error)).to.deep.equal(['timeout']);
  });

  it('are given up when they do not end', () => {
    const call = quiet({ answersTools: false }).says('Any time?').replies('', ['get_available_slots', {}]);
    expect(call.advance(7_999).requests).to.have.length(1);
    expect(call.advance(1).results).to.deep.equal(['get_available_slots: timeout']);
    expect(call.requests).to.have.length(2);
  });

  it('leave the model to wait for a caller who is talking when they end', () => {
    const call = quiet({ answersTools: false }).says('Any time?').replies('', ['get_available_slots', {}]);
    call.isSaying('or maybe');
    call.answers('t1', 'get_available_slots', { success: true, message: '' });
    expect([call.stance, call.requests.length]).to.deep.equal(['listening', 1]);
    call.says('or maybe on Friday');
    expect(call.requests).to.have.length(2);
  });
});
