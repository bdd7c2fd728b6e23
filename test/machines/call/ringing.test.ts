import { expect } from 'chai';
import { PHRASES } from '../../../machines/call/phrases.ts';
import { aRingingCall, breaks } from '../../kit/a-watched-call.ts';

const toStrangers = `say: ${PHRASES.greeting.replace('{shop}', 'Elm Motors')}`;

describe('a look-up that breaks', () => {
  it('does not leave a caller waiting whose line is open', () => {
    const call = aRingingCall().send({ type: 'line.opened', at: 0 });
    breaks(call, 'records');
    expect(call.reads()).to.deep.equal([toStrangers]);
    expect(call.stance).to.equal('listening');
  });

  it('does not greet twice', () => {
    const call = aRingingCall().advance(400);
    breaks(call, 'records');
    expect(call.reads()).to.deep.equal([toStrangers]);
  });
});

describe('a line that closes before the greeting', () => {
  it('is waited for, and the call is over when it does not come back', () => {
    const call = aRingingCall().send({ type: 'line.opened', at: 0 }).send({ type: 'line.closed', how: 'stopped' });
    expect(call.advance(10_000).outcome).to.equal('caller_hung_up');
    expect(call.reads()).to.deep.equal([]);
  });
});
