import { expect } from 'chai';
import { createTokens } from '../../../src/telephony/tokens.ts';
import { handClock } from '../../kit/telephony-clock.ts';

describe("a stream's token", () => {
  const clock = handClock();
  const fresh = (secret = 'secret') => createTokens({ secret, clock });

  it('lets its call in, once', () => {
    const tokens = fresh();
    const token = tokens.issue('CA1');
    expect([tokens.redeem(token, 'CA1'), tokens.redeem(token, 'CA1')]).to.deep.equal(['ok', 'used']);
  });

  it('is wrong for another call, and still good for its own', () => {
    const tokens = fresh();
    const token = tokens.issue('CA1');
    expect([tokens.redeem(token, 'CA2'), tokens.redeem(token, 'CA1')]).to.deep.equal(['wrong', 'ok']);
  });

  it('is wrong when it is changed in any character, cut or longer', () => {
    const tokens = fresh();
    const token = tokens.issue('CA1');
    const changed = [...token].map((char, at) => token.slice(0, at) + (char === 'A' ? 'B' : 'A') + token.slice(at + 1));
    for (const bad of [
      ...changed,
      '',
      'x',
      '..',
      token.slice(0, -1),
      `${token}A`,
      ` ${token}`,
      `0${token}`,
      `${token}\n`,
    ])
      expect(tokens.redeem(bad, 'CA1'), bad).to.equal('wrong');
    expect(tokens.redeem(token, 'CA1')).to.equal('ok');
  });

  it('expires after a minute', () => {
    const tokens = fresh();
    const [early, late] = [tokens.issue('CA1'), tokens.issue('CA2')];
    clock.advance(59_999);
    expect(tokens.redeem(early, 'CA1')).to.equal('ok');
    clock.advance(1);
    expect([tokens.redeem(late, 'CA2'), tokens.redeem(early, 'CA1')]).to.deep.equal(['expired', 'expired']);
  });

  it('is the same when it is asked for again while it is pending', () => {
    const tokens = fresh();
    const first = tokens.issue('CA1');
    clock.advance(10_000);
    expect([tokens.issue('CA1') === first, tokens.issue('CA2') === first]).to.deep.equal([true, false]);
  });

  it('is a new one after use, also in the same millisecond, and after its time', () => {
    const tokens = fresh();
    const first = tokens.issue('CA1');
    tokens.redeem(first, 'CA1');
    const second = tokens.issue('CA1');
    expect([second === first, tokens.redeem(second, 'CA1')]).to.deep.equal([false, 'ok']);
    const third = tokens.issue('CA1');
    clock.advance(60_000);
    const fourth = tokens.issue('CA1');
    expect([tokens.redeem(third, 'CA1'), tokens.redeem(fourth, 'CA1')]).to.deep.equal(['expired', 'ok']);
  });

  it('is good on another server with the same secret only', () => {
    const token = fresh().issue('CA1');
    expect([fresh('other').redeem(token, 'CA1'), fresh().redeem(token, 'CA1')]).to.deep.equal(['wrong', 'ok']);
  });

  it('is not remembered for longer than its time', () => {
    const tokens = fresh();
    for (let n = 0; n < 100; n++) {
      const token = tokens.issue(`CA${n}`);
      if (n % 2) tokens.redeem(token, `CA${n}`);
    }
    expect(tokens.size).to.equal(100);
    clock.advance(60_000);
    tokens.redeem(tokens.issue('CA'), 'CA');
    expect(tokens.size).to.equal(1);
  });

  it('fits into a parameter of a stream, and needs no escaping', () => {
    expect(fresh().issue(`CA${'0'.repeat(32)}`)).to.match(/^[\w.-]{50,100}$/);
  });
});
