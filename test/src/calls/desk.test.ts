import { expect } from 'chai';
import { aDesk } from '../../kit/calls-desk.ts';
import { metered } from '../../kit/metrics.ts';

const FROM = '+12125550177';
const TO = '+12125550100';
const GREETING = 'say: Thank you for calling Elm Motors, this is Sophie. How can I help you today?';

describe('desk', () => {
  it('takes a call once, however often the carrier asks', () => {
    const it = aDesk();
    expect(it.desk.ring('CA1', FROM, TO)).to.equal('accepted');
    expect(it.desk.ring('CA1', FROM, TO)).to.equal('accepted');
    expect(it.reads()).to.deep.equal(['began call-1', GREETING]);
    const { callId, callSid, shopId, from, to, fate } = it.call('CA1');
    expect({ callId, callSid, shopId, from, to, fate }).to.deep.equal({
      callId: 'call-1',
      callSid: 'CA1',
      shopId: 'shop-1',
      from: FROM,
      to: TO,
      fate: { next: 'go-on' },
    });
    expect(it.stored.get('CA1')).to.deep.equal({ callId: 'call-1', fate: { next: 'go-on' } });
  });

  it("greets with the shop's own words when it has some", () => {
    const it = aDesk({ greeting: 'Elm Motors, good day.' });
    it.desk.ring('CA1', FROM, TO);
    expect(it.reads()).to.deep.equal(['began call-1', 'say: Elm Motors, good day.']);
  });

  it('takes no more calls than it may, until one is over', () => {
    const it = aDesk({ maxCalls: 1 });
    expect([it.desk.ring('CA1', FROM, TO), it.desk.ring('CA2', FROM, TO)]).to.deep.equal(['accepted', 'full']);
    expect(it.reads().at(-1)).to.equal('turned away call-2');
    it.desk.status('CA1', 'completed');
    expect(it.desk.ring('CA2', FROM, TO)).to.equal('accepted');
  });

  it('lets a call go by a final status only', async () => {
    const it = aDesk();
    it.desk.ring('CA1', FROM, TO);
    for (const status of ['queued', 'ringing', 'in-progress', 'answered', '']) it.desk.status('CA1', status);
    expect(it.desk.active()).to.equal(1);
    it.desk.status('CA1', 'busy');
    it.desk.status('CA1', 'busy');
    it.desk.status('CA9', 'completed');
    expect(it.reads()).to.deep.equal(['began call-1', GREETING, 'ended call-1 canceled']);
    expect([it.desk.active(), await it.desk.fateOf('CA1')]).to.deep.equal([0, { next: 'hang-up' }]);
    expect(await metered(it.metrics)).to.deep.equal({ 'call_total{outcome=canceled}': 1 });
  });

  it('gives a call to its newest stream, and hears nothing of the end of an older one', () => {
    const it = aDesk();
    it.desk.ring('CA1', FROM, TO);
    const first = it.opens('CA1', 'first');
    const second = it.opens('CA1', 'second');
    it.desk.streamClosed(it.call('CA1'), first, 'dropped');
    expect(it.call('CA1').stream).to.equal(second);
    expect(it.reads()).to.deep.equal(['began call-1', GREETING, 'first closed 1000 replaced']);
  });

  it('writes a call down when it is cut off, and again when it went on and ended', () => {
    const it = aDesk();
    it.desk.ring('CA1', FROM, TO);
    it.desk.streamClosed(it.call('CA1'), it.opens('CA1'), 'dropped');
    it.reads();
    it.clock.advance(2_000);
    it.desk.streamClosed(it.call('CA1'), it.opens('CA1'), 'stopped');
    it.clock.advance(11_000);
    expect(it.reads()).to.deep.equal([
      'say: Sorry, we were cut off for a moment. Please go on.',
      'went on call-1',
      'ended call-1 caller_hung_up',
      'ended call-1 caller_hung_up',
    ]);
    expect(it.desk.active()).to.equal(0);
  });

  it('tells a call that takes too long to end, again when it talks on, and then ends it', () => {
    // A voice that never says that it has stopped keeps the goodbye from being over.
    const it = aDesk({ maxCallMinutes: 1, answersStop: false });
    it.desk.ring('CA1', FROM, TO);
    it.opens('CA1');
    it.send('CA1', { type: 'voice.finished', at: 1_000 });
    const told = () => it.recorded.filter(({ type }) => type === 'line.mustEnd').length;
    const talksOn = () => it.send('CA1', { type: 'caller.said', text: 'one more thing', startedAt: 0, endedAt: 500 });
    for (let seconds = 5; seconds < 60; seconds += 5) {
      it.clock.advance(5_000);
      talksOn();
    }
    expect(told()).to.equal(0);
    it.reads();
    it.clock.advance(5_000);
    const LAST = 'say: I am sorry, I have to end this call now. Please call again if there is anything else. Goodbye.';
    expect([told(), it.reads().at(-1)]).to.deep.equal([1, LAST]);
    for (let n = 2; n <= 4; n++) {
      talksOn();
      it.clock.advance(15_000);
      expect([n, told()]).to.deep.equal([n, n]);
    }
    talksOn();
    it.clock.advance(15_000);
    expect([told(), it.desk.active(), it.ends.at(-1)?.outcome]).to.deep.equal([4, 0, 'too_long']);
    expect(it.reads().slice(-2)).to.deep.equal(['stream closed 1000 done', 'ended call-1 too_long']);
  });

  it('takes no calls while it drains, and says when the last one is over', async () => {
    const it = aDesk();
    it.desk.ring('CA1', FROM, TO);
    it.desk.ring('CA2', FROM, TO);
    let empty = false;
    const drained = it.desk.drain().then(() => {
      empty = true;
    });
    expect([it.desk.isDraining(), it.desk.ring('CA3', FROM, TO), it.desk.ring('CA1', FROM, TO)]).to.deep.equal([
      true,
      'draining',
      'accepted',
    ]);
    it.desk.status('CA1', 'completed');
    await Promise.resolve();
    expect(empty).to.equal(false);
    it.desk.status('CA2', 'completed');
    await drained;
    expect(empty).to.equal(true);
    await it.desk.drain();
  });

  it('has every call say goodbye when the server goes down', () => {
    const it = aDesk();
    it.desk.ring('CA1', FROM, TO);
    it.opens('CA1');
    it.reads();
    it.desk.endAll();
    expect(it.reads()).to.deep.equal([
      'say: I am sorry, our phone system is closing for a moment. Please call again in a few minutes. Goodbye.',
    ]);
  });

  it('ends every call at once as failed when it is stopped, and leaves no timer behind', async () => {
    const it = aDesk();
    it.desk.ring('CA1', FROM, TO);
    it.opens('CA1');
    it.desk.ring('CA2', null, null);
    it.reads();
    it.desk.stopAll();
    expect(it.reads()).to.deep.equal(['stream closed 1000 done', 'ended call-1 failed', 'ended call-2 failed']);
    expect([it.clock.pending, it.desk.active(), it.desk.find('CA1')]).to.deep.equal([0, 0, undefined]);
    expect(await metered(it.metrics)).to.deep.equal({ 'call_total{outcome=failed}': 2 });
  });

  it('loses one call, and not the others, when a call breaks', async () => {
    const it = aDesk();
    it.desk.ring('CA1', FROM, TO);
    it.desk.ring('CA2', FROM, TO);
    // Words that are none make a guard throw: a mistake of ours.
    it.opens('CA1');
    it.send('CA1', { type: 'caller.said', text: null as never, startedAt: 0, endedAt: 1 });
    expect([it.desk.active(), await it.desk.fateOf('CA1'), it.ends.map(({ outcome }) => outcome)]).to.deep.equal([
      1,
      { next: 'apologize' },
      ['failed'],
    ]);
    expect(it.desk.find('CA2')?.callId).to.equal('call-2');
  });

  it('apologizes for calls that it does not know, and for those of a server that is gone', async () => {
    const it = aDesk();
    it.stored.set('CA8', { callId: 'call-8', fate: { next: 'go-on' } });
    it.stored.set('CA7', { callId: 'call-7', fate: { next: 'dial', number: '+12125550188', whisper: null } });
    expect([await it.desk.fateOf('CA9'), await it.desk.fateOf('CA8'), await it.desk.fateOf('CA7')]).to.deep.equal([
      { next: 'apologize' },
      { next: 'apologize' },
      { next: 'dial', number: '+12125550188', whisper: null },
    ]);
  });
});
