import { expect } from 'chai';
import type { RecordsFact } from '../../../machines/ports/records.ts';
import { MARIA } from '../../kit/a-call.ts';
import { aBareCall, breaks } from '../../kit/a-watched-call.ts';
import { PHRASES } from '../../kit/phrases.ts';

const toStrangers = `say: ${PHRASES.greeting.replace('{shop}', 'Elm Motors')}`;
const toMaria = `say: ${PHRASES.greetingByName.replace('{shop}', 'Elm Motors').replace('{name}', 'Maria')}`;

const ANSWERS: [string, RecordsFact, string][] = [
  ['knows the caller', { type: 'records.recognised', customer: MARIA }, toMaria],
  ['knows nobody', { type: 'records.knowsNobody' }, toStrangers],
  ['cannot be had', { type: 'records.unavailable', code: 'timeout' }, toStrangers],
];

describe('the look-up of a number', () => {
  for (const [how, fact, greeting] of ANSWERS) {
    it(`is followed by the greeting while the phone still rings when it ${how}`, () => {
      const call = aBareCall().send(fact);
      expect([call.reads(), call.stance]).to.deep.equal([[greeting], 'ringing']);
    });

    it(`is waited for a moment when the line is open already and it ${how}`, () => {
      const call = aBareCall().send({ type: 'line.opened', at: 0 });
      expect([call.reads(), call.stance]).to.deep.equal([[], 'ringing']);
      call.send(fact);
      expect([call.reads(), call.stance]).to.deep.equal([[greeting], 'listening']);
    });
  }

  it('does not hold up the greeting for more than 400 ms', () => {
    const call = aBareCall().advance(399);
    expect(call.reads()).to.deep.equal([]);
    call.advance(1);
    expect(call.reads()).to.deep.equal([toStrangers]);
  });

  it('does not hold it up for more than 150 ms when the caller listens already', () => {
    const call = aBareCall().advance(390).send({ type: 'line.opened', at: 0 }).advance(149);
    expect([call.reads(), call.stance]).to.deep.equal([[], 'ringing']);
    call.advance(1);
    expect([call.reads(), call.stance]).to.deep.equal([[toStrangers], 'listening']);
  });

  it('is of use when it comes too late for the greeting: the caller is recognised', () => {
    const call = aBareCall().advance(400).send({ type: 'records.recognised', customer: MARIA });
    call.send({ type: 'line.opened', at: 0 }, { type: 'voice.finished', at: 900 });
    call.send({ type: 'caller.said', text: 'Hello', startedAt: 1_000, endedAt: 1_200 });
    expect(call.requests[0]?.facts).to.deep.include({ identity: 'recognised', customer: MARIA });
  });
});

describe('a look-up that breaks', () => {
  it('is like one that knows nobody', () => {
    const call = aBareCall();
    breaks(call, 'records');
    expect([call.reads(), call.stance]).to.deep.equal([[toStrangers], 'ringing']);
  });

  it('does not leave a caller waiting whose line is open', () => {
    const call = aBareCall().send({ type: 'line.opened', at: 0 });
    breaks(call, 'records');
    expect([call.reads(), call.stance]).to.deep.equal([[toStrangers], 'listening']);
  });

  it('does not greet twice', () => {
    const call = aBareCall().advance(400);
    breaks(call, 'records');
    expect(call.reads()).to.deep.equal([toStrangers]);
  });
});

describe('a caller who is gone before the greeting', () => {
  it('has canceled when the carrier says so', () => {
    expect(aBareCall().send({ type: 'line.hungUp' }).outcome).to.equal('canceled');
  });

  for (const [how, outcome] of [
    ['stopped', 'caller_hung_up'],
    ['dropped', 'dropped'],
  ] as const)
    it(`is waited for when the line was ${how}, and not for long`, () => {
      const call = aBareCall().send({ type: 'line.opened', at: 0 }, { type: 'line.closed', how });
      expect([call.advance(9_999).outcome, call.advance(1).outcome]).to.deep.equal([undefined, outcome]);
      expect(call.reads()).to.deep.equal([]);
    });
});
