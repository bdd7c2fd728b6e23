import { expect } from 'chai';
import type { Utterance } from '../../../machines/ports/tts.ts';
import { FlushBudget, paceOf } from '../../../src/tts/flushes.ts';
import { Heard, onePartEach } from '../../../src/tts/heard.ts';
import { createPhraseCache } from '../../../src/tts/phrase-cache.ts';
import { RunningOrder } from '../../../src/tts/running-order.ts';
import { SoundClock } from '../../../src/tts/sound-clock.ts';
import { nextMembers, splitHeard, unitOf } from '../../../src/tts/units.ts';
import { SpeechClock } from '../../kit/speech-clock.ts';

const sentence = (id: string, text = id): Utterance => ({ id, kind: 'sentence', text });

describe('the Flush budget', () => {
  it('is twenty in a window that slides', () => {
    const budget = new FlushBudget();
    for (let n = 0; n < 20; n++) budget.spend(n * 1_000, 10);
    expect([budget.left(64_999), budget.left(65_000), budget.left(70_000)]).to.deep.equal([0, 1, 6]);
  });

  it('is used up by characters, too', () => {
    const budget = new FlushBudget();
    budget.spend(0, 2_200);
    expect(budget.left(1)).to.equal(19);
    expect([budget.left(1, 100), budget.left(1, 101)]).to.deep.equal([19, 0]);
    budget.spend(1, 100);
    expect(budget.left(2)).to.equal(0);
    expect(budget.left(65_000)).to.equal(19);
  });

  it('is never too small for the first thing that is said, however long', () => {
    expect(new FlushBudget().left(0, 5_000)).to.equal(20);
  });

  it('is empty for a whole window when the server has counted more', () => {
    const budget = new FlushBudget();
    budget.exhaust(1_000);
    expect([budget.left(65_999), budget.left(66_000)]).to.deep.equal([0, 20]);
  });
});

describe('the pace of Flushes', () => {
  const pace = (flushesLeft: number, soundLeftMs: number, replyFinished = false) =>
    paceOf({ flushesLeft, soundLeftMs, replyFinished });

  it('is one for each utterance while there are plenty', () => {
    expect(pace(7, 60_000)).to.equal('flush');
  });

  it('is as slow as smoothness allows when they run short', () => {
    expect([pace(6, 1_201), pace(6, 1_200), pace(1, 0)]).to.deep.equal(['coalesce', 'flush', 'flush']);
  });

  it('lets the end of a reply out', () => {
    expect([pace(1, 5_000, true), pace(0, 5_000, true)]).to.deep.equal(['flush', 'coalesce']);
  });

  it('asks for another connection when sound is needed now and none may be asked for', () => {
    expect(pace(0, 1_000)).to.equal('takeAnother');
  });
});

describe('a unit', () => {
  it('of one utterance is that utterance, spoken clean', () => {
    const utterance: Utterance = {
      id: 'r1',
      kind: 'read-back',
      text: 'An *oil change*, right?',
      substance: 'An *oil change*',
    };
    expect(unitOf([utterance])).to.deep.equal({
      members: [utterance],
      utterance,
      speech: 'An oil change, right?',
      attempt: 0,
    });
    expect(unitOf([utterance], 1).utterance).to.deep.equal({ ...utterance, id: 'r1~1' });
  });

  it("of several sentences goes by the first one's name", () => {
    const members = [sentence('a', 'One.'), sentence('b', 'Two.')];
    expect(unitOf(members)).to.deep.equal({
      members,
      utterance: { id: 'a', kind: 'sentence', text: 'One. Two.' },
      speech: 'One. Two.',
      attempt: 0,
    });
  });

  it('has nothing to say where there is nothing to pronounce', () => {
    expect(unitOf([sentence('a', '…')]).speech).to.equal('');
  });

  it('is shared by sentences only', () => {
    const readBack: Utterance = { id: 'r', kind: 'read-back', text: 'Right?' };
    const names = (waiting: Utterance[]) => nextMembers(waiting).map(({ id }) => id);
    expect(names([sentence('a'), sentence('b'), readBack, sentence('c')])).to.deep.equal(['a', 'b']);
    expect(names([readBack, sentence('c')])).to.deep.equal(['r']);
    expect(names([sentence('a'), sentence('b')])).to.deep.equal(['a', 'b']);
  });

  it('divides what was heard among its members', () => {
    const unit = unitOf([sentence('a', 'One two.'), sentence('b', 'Three four.'), sentence('c', 'Five.')]);
    expect(splitHeard(unit, 'One two. Three')).to.deep.equal([
      { id: 'a', heard: 'One two.' },
      { id: 'b', heard: 'Three' },
      { id: 'c', heard: '' },
    ]);
    expect(splitHeard(unit, 'One')[0]).to.deep.equal({ id: 'a', heard: 'One' });
  });
});

describe('what was heard', () => {
  const unit = unitOf([sentence('a', 'One.'), sentence('b', 'Two.')]);

  it('is told for every member, its start for the first', () => {
    const heard = new Heard();
    heard.begin(unit);
    expect(heard.factsOf({ type: 'started', id: 'a', at: 1 }, true)).to.deep.equal([
      { type: 'voice.started', id: 'a', at: 1 },
    ]);
    expect(heard.factsOf({ type: 'heard', id: 'a', at: 2 }, true)).to.deep.equal([
      { type: 'voice.heard', id: 'a', at: 2 },
      { type: 'voice.heard', id: 'b', at: 2 },
    ]);
    expect(heard.factsOf({ type: 'heard', id: 'a', at: 2 }, true)).to.deep.equal([]);
  });

  it('is not finished while more is to be said', () => {
    const heard = new Heard();
    expect(heard.factsOf({ type: 'finished', at: 3 }, true)).to.deep.equal([]);
    expect(heard.factsOf({ type: 'finished', at: 3 }, false)).to.deep.equal([{ type: 'voice.finished', at: 3 }]);
  });

  it('does not count when the unit broke off, except what a stop cut', () => {
    const heard = new Heard();
    heard.begin(unit);
    heard.break(unit);
    for (const type of ['substanceHeard', 'heard'] as const)
      expect(heard.factsOf({ type, id: 'a', at: 1 }, true)).to.deep.equal([]);
    heard.begin(unit);
    expect(heard.cut([{ id: 'a', heard: 'One.' }])).to.deep.equal([
      { id: 'a', heard: 'One.' },
      { id: 'b', heard: '' },
    ]);
    expect(heard.cut([{ id: 'a', heard: 'One.' }])).to.deep.equal([]);
  });

  it('of an utterance begun twice is the longer part', () => {
    expect(
      onePartEach([
        { id: 'a', heard: 'One two' },
        { id: 'a', heard: '' },
        { id: 'b', heard: '' },
      ]),
    ).to.deep.equal([
      { id: 'a', heard: 'One two' },
      { id: 'b', heard: '' },
    ]);
  });
});

describe('the running order', () => {
  function anOrder() {
    const diary: string[] = [];
    const order = new RunningOrder({
      begin: ({ utterance }) => diary.push(`begin ${utterance.id}`),
      play: ({ utterance }, sound) => diary.push(`play ${utterance.id} ${sound.toString()}`),
      end: ({ utterance }) => diary.push(`end ${utterance.id}`),
    });
    return { order, diary, add: (id: string) => order.add(unitOf([sentence(id)])) };
  }
  const sound = (text: string) => Buffer.from(text);

  it('lets no unit interleave with another, whenever its sound comes', () => {
    const { order, diary, add } = anOrder();
    const [a, b, c] = [add('a'), add('b'), add('c')];
    order.sound(b, sound('b1'));
    order.complete(b);
    order.sound(a, sound('a1'));
    order.sound(c, sound('c1'));
    expect(diary).to.deep.equal(['begin a', 'play a a1']);
    order.complete(a);
    order.sound(c, sound('c2'));
    order.complete(c);
    expect(diary.slice(2)).to.deep.equal([
      'end a',
      'begin b',
      'play b b1',
      'end b',
      'begin c',
      'play c c1',
      'play c c2',
      'end c',
    ]);
    expect(order.isEmpty).to.equal(true);
  });

  it('forgets what is left and what still comes of it', () => {
    const { order, diary, add } = anOrder();
    const [a, b] = [add('a'), add('b')];
    order.sound(a, sound('a1'));
    const { begun, unknown } = order.clear();
    expect([begun?.utterance.id, unknown.map(({ utterance }) => utterance.id)]).to.deep.equal(['a', ['b']]);
    order.sound(a, sound('late'));
    order.complete(a);
    order.sound(b, sound('late'));
    order.sound(add('c'), sound('c1'));
    expect(diary).to.deep.equal(['begin a', 'play a a1', 'begin c', 'play c c1']);
  });

  it('puts a second attempt in the place of what broke off', () => {
    const { order, diary, add } = anOrder();
    const [a] = [add('a'), add('b')];
    order.sound(a, sound('a1'));
    const again = order.replace(a, unitOf([sentence('a')], 1));
    order.sound(again, sound('a2'));
    order.complete(again);
    expect(diary).to.deep.equal(['begin a', 'play a a1', 'end a', 'begin a~1', 'play a~1 a2', 'end a~1']);
  });

  it('forgets early sound that is to come again', () => {
    const { order, diary, add } = anOrder();
    const [a, b] = [add('a'), add('b')];
    order.sound(b, sound('half'));
    order.restart(b);
    order.complete(a);
    order.sound(b, sound('whole'));
    expect(diary).to.deep.equal(['begin a', 'end a', 'begin b', 'play b whole']);
  });
});

describe('the clock of sound', () => {
  it('knows how much is left to be played, and stands still while the voice is held', () => {
    const clock = new SpeechClock();
    const left = new SoundClock(clock);
    left.play(8_000);
    clock.advance(400);
    left.play(800);
    expect(left.leftMs).to.equal(700);
    left.hold();
    clock.advance(5_000);
    left.play(800);
    expect(left.leftMs).to.equal(800);
    left.resume();
    clock.advance(300);
    expect(left.leftMs).to.equal(500);
    left.stop();
    expect(left.leftMs).to.equal(0);
    clock.advance(1_000);
    left.play(80);
    expect(left.leftMs).to.equal(10);
  });
});

describe('the phrase cache', () => {
  it('keeps the sound of kept texts, for each voice', () => {
    const cache = createPhraseCache({ maxBytes: 100, texts: ['Hello'] });
    cache.keep('One moment');
    cache.put('m', 'Hello', Buffer.from('h'));
    cache.put('m', 'One moment', Buffer.from('o'));
    cache.put('m', 'Maria', Buffer.from('x'));
    cache.put('m', 'Hello', Buffer.alloc(0));
    expect(['Hello', 'One moment', 'Maria'].map((text) => cache.get('m', text)?.toString())).to.deep.equal([
      'h',
      'o',
      undefined,
    ]);
    expect(cache.get('other', 'Hello')).to.equal(undefined);
    expect(['Hello', 'Maria'].map((text) => cache.isKept(text))).to.deep.equal([true, false]);
  });

  it('forgets what was used longest ago when it is full', () => {
    const cache = createPhraseCache({ maxBytes: 20, texts: ['a', 'b', 'c', 'd'] });
    cache.put('m', 'a', Buffer.alloc(10));
    cache.put('m', 'b', Buffer.alloc(10));
    cache.get('m', 'a');
    cache.put('m', 'c', Buffer.alloc(10));
    cache.put('m', 'd', Buffer.alloc(21));
    expect(['a', 'b', 'c', 'd'].map((text) => cache.get('m', text)?.length)).to.deep.equal([
      10,
      undefined,
      10,
      undefined,
    ]);
  });
});
