import { expect } from 'chai';
import { carrierFact, detected } from '../../../src/outbound/callbacks.ts';

// https://www.twilio.com/docs/voice/answering-machine-detection#answeredby
describe('what the carrier says of a call that we placed', () => {
  it('is understood where it says something new, and left alone elsewhere', () => {
    const statuses = ['queued', 'initiated', 'ringing', 'in-progress', 'completed', 'busy', 'no-answer', 'canceled'];
    expect([...statuses, 'failed', 'nonsense', ''].map((status) => carrierFact(status)?.type ?? null)).to.deep.equal([
      null,
      null,
      'carrier.ringing',
      'carrier.answered',
      'carrier.ended',
      'carrier.busy',
      'carrier.gotNoAnswer',
      'carrier.canceled',
      'carrier.failed',
      null,
      null,
    ]);
  });

  it('of who answered makes a machine of machines and faxes only, and knows when a machine listens', () => {
    const machine = (ready: boolean) => ({ fact: { type: 'detector.heardMachine' }, ready });
    const human = { fact: { type: 'detector.heardHuman' }, ready: false };
    expect({
      human: detected('human'),
      unknown: detected('unknown'),
      nothing: detected(''),
      starts: detected('machine_start'),
      beeps: detected('machine_end_beep'),
      silent: detected('machine_end_silence'),
      other: detected('machine_end_other'),
      fax: detected('fax'),
    }).to.deep.equal({
      human,
      unknown: human,
      nothing: human,
      starts: machine(false),
      beeps: machine(true),
      silent: machine(true),
      other: machine(true),
      fax: machine(true),
    });
  });
});
