import { expect } from 'chai';
import { MARIA } from '../../kit/a-call.ts';
import { aCall } from '../../kit/a-watched-call.ts';
import { PHRASES } from '../../kit/phrases.ts';

const closed = { type: 'line.closed', how: 'stopped' } as const;
const away = { type: 'line.colleagueAway' } as const;

/** The carrier has been told to put the caller through. */
function dialing() {
  const call = aCall()
    .answered()
    .says('My car broke down again. I want a person')
    .replies('One moment.', ['transfer_to_human', { reason: 'complaint' }])
    .hearsAll();
  call.reads();
  return call;
}
const ringing = () => dialing().send(closed);
const outcomes = (...calls: ReturnType<typeof aCall>[]) => calls.map(({ snapshot }) => snapshot.output?.outcome);

describe('a caller who is put through', () => {
  it('is with a colleague, and no more with us, when nobody says within 45 seconds that none came', () => {
    const call = ringing().advance(44_999);
    expect(outcomes(call)).to.deep.equal([undefined]);
    expect(outcomes(call.advance(1))).to.deep.equal(['transferred']);
  });

  it('is with a colleague when they hang up, the call must end, or our voice is lost, before or after the stream is closed', () => {
    for (const start of [dialing, ringing])
      expect(
        outcomes(
          start().send({ type: 'line.hungUp' }),
          start().send({ type: 'line.mustEnd', why: 'too-long' }),
          start().send({ type: 'tts.lost', code: 'refused' }),
        ),
      ).to.deep.equal(['transferred', 'transferred', 'transferred']);
  });

  it('is let go when the stream is never closed', () => {
    expect(outcomes(dialing().advance(10_000))).to.deep.equal(['transferred']);
  });

  it('is announced to the colleague by who they are, what they want and what was tried', () => {
    const call = aCall()
      .answered()
      .says('Cancel my appointment')
      .replies('', ['verify_caller', { zip_code: '99999' }]);
    call.replies('That is not right.').hearsAll().says('Then give me a person');
    call.replies('One moment.', ['transfer_to_human', { reason: 'cannot be verified' }]).hearsAll();
    expect(call.words).to.deep.equal([
      {
        reason: 'cannot be verified',
        briefing: [
          'Caller: Maria (recognised), from +12125550142.',
          'About: cancelling.',
          'Why a person: asked for a person.',
          'They said: "Cancel my appointment" "Then give me a person".',
          'Tried: verify_caller failed.',
        ].join('\n'),
        gist: {
          name: 'Maria',
          identity: 'recognised',
          topic: 'cancelling',
          reason: 'cannot be verified',
          lastWords: 'Then give me a person',
        },
        customerId: MARIA.customerId,
      },
    ]);
  });

  it('is announced as somebody we could not help when we hand over of ourselves', () => {
    const call = aCall({ from: null, knows: null }).answered().send({ type: 'stt.lost', code: 'refused' }).hearsAll();
    expect(call.words).to.deep.equal([
      {
        reason: 'assistant_unable',
        briefing: [
          'Caller: somebody who is not on file (unknown), from a withheld number.',
          'About: opening.',
          'They said: nothing.',
          'Tried: nothing.',
        ].join('\n'),
        gist: { name: null, identity: 'unknown', topic: 'opening', reason: null, lastWords: null },
        customerId: null,
      },
    ]);
  });
});

describe('a transfer that nobody answers', () => {
  for (const [when, start] of [
    ['before the stream is closed', dialing],
    ['after it', ringing],
  ] as const)
    it(`brings the caller back to the same conversation, when it is told of ${when}`, () => {
      const call = start().advance(5_000).send(away).send(closed);
      expect(call.reads()).to.deep.equal([]);
      call.send({ type: 'line.opened', at: 40_000 });
      expect(call.reads()).to.deep.equal([`say: ${PHRASES.nobodyAnswered}`]);
      call.hearsAll().says('Tell them that it is the brakes');
      const [before, after] = call.requests.at(-1)?.history.filter(({ role }) => role === 'user') ?? [];
      expect([before, after].map((item) => item && 'text' in item && item.text)).to.deep.equal([
        'My car broke down again. I want a person',
        'Tell them that it is the brakes',
      ]);
      expect(call.requests.at(-1)?.history.some(({ role }) => role === 'note')).to.equal(true);
    });

  it('is no transfer any more: how the call ends is told by its end', () => {
    const back = () => ringing().send(away).send({ type: 'line.opened', at: 40_000 }).hearsAll();
    expect(
      outcomes(
        ringing().send(away).send({ type: 'line.hungUp' }),
        ringing().send(away).send({ type: 'line.mustEnd', why: 'draining' }),
        ringing().send(away).advance(10_000),
        back().says('Bye').replies('Goodbye!', ['end_call', {}]).hearsAll().send(closed),
      ),
    ).to.deep.equal(['caller_hung_up', 'dropped', 'dropped', 'completed']);
  });

  it('is not tried again for a message: what the tool notes puts nobody through', () => {
    const call = aCall({ answersTools: false }).answered().says('A person').replies('', ['transfer_to_human', {}]);
    const transferred = { about: 'transfer', outcome: 'transferred', number: '+12125550199' } as const;
    const noted = { about: 'transfer', outcome: 'callback_recorded', number: null } as const;
    call.answers('t1', 'transfer_to_human', { success: true, message: '' }, [transferred]).hearsAll();
    call.send(closed).send(away).send({ type: 'line.opened', at: 40_000 }).hearsAll();
    call.says('It is the brakes').replies('', ['transfer_to_human', { reason: 'the brakes' }]);
    call.reads();
    call.answers('t2', 'transfer_to_human', { success: true, message: '' }, [noted]);
    expect(call.reads()).to.deep.equal(['think']);
  });
});
