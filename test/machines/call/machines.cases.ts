import { expect } from 'chai';
import { aCall } from '../../kit/a-watched-call.ts';
import { PHRASES } from '../../kit/phrases.ts';

const ready = { type: 'line.metMachine', ready: true } as const;
const talking = { type: 'line.metMachine', ready: false } as const;
const MESSAGE = PHRASES.voicemail.replace('{shop}', 'Elm Motors');
const outcomeOf = (call: ReturnType<typeof aCall>) => call.snapshot.context.outcome;

describe('an answering machine that took our call', () => {
  it('hears a short message once it has beeped, and the call ends when that was heard', () => {
    const call = aCall().opens();
    call.reads();
    call.send(ready);
    expect(call.reads()).to.deep.equal(['stop', `say: ${MESSAGE}`]);
    expect(call.hearsAll().reads()).to.deep.equal(['line: hangUp']);
    expect(outcomeOf(call)).to.equal('voicemail');
  });

  it('does not interrupt the message with what is still heard of itself', () => {
    const call = aCall().opens().startsTalking();
    call.send(ready).voiceStarts();
    call.reads();
    call.startsTalking().isSaying('you have reached Maria').says('you have reached Maria please leave a message');
    expect(call.reads()).to.deep.equal([]);
    expect(call.hearsAll().reads()).to.deep.equal(['line: hangUp']);
  });

  it('is let finish before it is spoken to, and takes the rest of our reply from the model', () => {
    const call = aCall().answered().says('Hi, you have reached Maria.');
    call.reads();
    call.send(talking);
    expect(call.reads()).to.deep.equal(['stop thinking', 'stop']);
    call.advance(2_999).startsTalking().advance(2_999).isSaying('Please leave a message').advance(2_999);
    expect(call.reads()).to.deep.equal([]);
    call.advance(1);
    expect(call.reads()).to.deep.equal([`say: ${MESSAGE}`]);
    expect(outcomeOf(call)).to.equal('voicemail');
  });

  it('is spoken to at once when it beeps sooner', () => {
    const call = aCall().answered().send(talking);
    call.reads();
    expect(call.send(ready).reads()).to.deep.equal([`say: ${MESSAGE}`]);
  });

  it('hears one message, however often it is told of, whatever else ends, and whether or not we can hear', () => {
    const call = aCall().answered().send(talking).send({ type: 'stt.lost', code: 'x' }).send(ready);
    call.reads();
    call.send(ready).send({ type: 'line.mustEnd', why: 'draining' });
    expect(call.reads()).to.deep.equal([]);
    call.advance(60_000);
    expect(call.reads()).to.deep.equal(['line: hangUp']);
    const deaf = aCall().answered().send(ready).send({ type: 'stt.lost', code: 'x' });
    expect(deaf.reads().at(-1)).to.equal(`say: ${MESSAGE}`);
  });

  it('is of no interest to a call that is being put through or is leaving', () => {
    const leaving = aCall().answered().send({ type: 'line.mustEnd', why: 'too-long' });
    leaving.reads();
    expect(leaving.send(ready).reads()).to.deep.equal([]);
    const through = aCall()
      .answered()
      .says('A person, please.')
      .replies('', ['transfer_to_human', { reason: 'asked' }]);
    through.reads();
    expect(through.send(ready).reads()).to.deep.equal([]);
  });
});
