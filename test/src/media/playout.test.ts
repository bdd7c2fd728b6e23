import { expect } from 'chai';
import { type AVoice, aVoice, soundOf } from '../../kit/media-voice.ts';

const text = 'One two three four five.';
/** The fake carrier's diary without the names of marks. */
const deeds = (voice: AVoice) => voice.carrier.diary.map((line) => line.replace(/ g.*/, ''));

function expectPlayed(voice: AVoice, ...parts: Buffer[]) {
  const wanted = Buffer.concat(parts);
  const { played } = voice.carrier;
  expect(played.length, 'bytes played').to.equal(wanted.length);
  expect(played.equals(wanted), 'the same bytes').to.equal(true);
}

describe('playout', () => {
  it('sends sound at once as it comes, with a mark every 400 ms and at the end', () => {
    const voice = aVoice();
    voice.answer();
    voice.begin('u1');
    voice.path.play(1, 'u1', soundOf('u1', 1_000).subarray(0, 1_000));
    expect(voice.carrier.diary).to.deep.equal(['media 1000']);
    voice.path.play(1, 'u1', soundOf('u1', 1_000).subarray(1_000));
    voice.path.end(1, 'u1');
    expect(voice.carrier.diary).to.deep.equal([
      'media 1000',
      'media 2200',
      'mark g1:s1:u1:3200',
      'media 3200',
      'mark g1:s1:u1:6400',
      'media 1600',
      'mark g1:s1:u1:8000',
    ]);
    expect(voice.path.counts.bytesPlayed).to.equal(8_000);
  });

  it('sends no message of more than 16 KB, however rare the marks', () => {
    const voice = aVoice({ marksEveryMs: 60_000 });
    voice.answer();
    voice.says('u1', 5_000);
    expect(deeds(voice)).to.deep.equal(['media 16000', 'media 16000', 'media 8000', 'mark']);
  });

  it('keeps what is said while the phone rings, and sends it in order when it is answered', () => {
    const voice = aVoice();
    voice.says('u1', 300);
    voice.begin('u2');
    voice.path.play(1, 'u2', soundOf('u2', 100));
    voice.clock.advance(5_000);
    expect(voice.facts).to.deep.equal([]);
    voice.answer();
    expect(deeds(voice)).to.deep.equal(['media 2400', 'mark', 'media 800']);
    expect(voice.facts).to.deep.equal(['started u1 0']);
    voice.clock.advance(400);
    expectPlayed(voice, soundOf('u1', 300), soundOf('u2', 100));
  });

  it('tells of each utterance when it has been heard, and then that all has', () => {
    const voice = aVoice();
    voice.answer();
    voice.says('u1', 1_000);
    voice.clock.advance(500);
    voice.says('u2', 500);
    voice.clock.advance(999);
    expect(voice.facts).to.deep.equal(['started u1 0', 'heard u1 1000']);
    voice.clock.advance(1);
    expect(voice.facts).to.deep.equal(['started u1 0', 'heard u1 1000', 'heard u2 1500', 'finished 1500']);
  });

  it('tells that the voice started again when the caller was hearing nothing', () => {
    const voice = aVoice();
    voice.answer();
    voice.says('u1', 100);
    voice.begin('u2');
    voice.clock.advance(400);
    voice.path.play(1, 'u2', soundOf('u2', 100));
    voice.path.end(1, 'u2');
    voice.clock.advance(100);
    expect(voice.facts).to.deep.equal([
      'started u1 0',
      'heard u1 100',
      'started u2 400',
      'heard u2 500',
      'finished 500',
    ]);
  });

  it('lets no utterance overtake one that has not ended', () => {
    const voice = aVoice();
    voice.answer();
    voice.begin('u1');
    voice.says('u2', 100);
    voice.path.play(1, 'u1', soundOf('u1', 100));
    expect(deeds(voice)).to.deep.equal(['media 800']);
    voice.path.end(1, 'u1');
    voice.clock.advance(200);
    expectPlayed(voice, soundOf('u1', 100), soundOf('u2', 100));
    expect(voice.facts).to.deep.equal(['started u1 0', 'heard u1 100', 'heard u2 200', 'finished 200']);
  });

  it('needs no further mark when the end is told after the last mark came back', () => {
    const voice = aVoice();
    voice.answer();
    voice.begin('u1');
    voice.path.play(1, 'u1', soundOf('u1', 400));
    voice.clock.advance(700);
    voice.path.end(1, 'u1');
    expect(deeds(voice)).to.deep.equal(['media 3200', 'mark']);
    expect(voice.facts).to.deep.equal(['started u1 0', 'heard u1 400', 'finished 400']);
  });

  it('takes an utterance without sound as heard when everything before it is', () => {
    const voice = aVoice();
    voice.answer();
    voice.says('u1', 200);
    voice.says('empty', 0);
    voice.says('u3', 200);
    expect(voice.facts).to.deep.equal(['started u1 0']);
    voice.clock.advance(400);
    expect(voice.facts.slice(1)).to.deep.equal(['heard u1 200', 'heard empty 200', 'heard u3 400', 'finished 400']);
  });

  it('does not take an utterance without sound as heard before there is a caller, nor while held', () => {
    const voice = aVoice();
    voice.says('empty', 0);
    expect(voice.facts).to.deep.equal([]);
    voice.path.hold();
    voice.answer();
    expect(voice.facts).to.deep.equal([]);
    voice.path.resume();
    expect(voice.facts).to.deep.equal(['heard empty 0', 'finished 0']);
  });

  it('drops sound of an older generation, of an unknown utterance and after the end, and counts it', () => {
    const voice = aVoice();
    voice.answer();
    voice.says('u1', 10);
    voice.path.play(1, 'u1', Buffer.alloc(1));
    voice.path.play(1, 'nobody', Buffer.alloc(20));
    voice.stop();
    voice.begin('u2');
    voice.path.play(1, 'u2', Buffer.alloc(300));
    voice.path.end(1, 'u2');
    expect(voice.path.counts.bytesDropped).to.equal(321);
    expect(voice.path.generation).to.equal(2);
    expect(deeds(voice)).to.deep.equal(['media 80', 'mark', 'clear']);
  });

  it('keeps no more than it may while nobody is there', () => {
    const voice = aVoice({ maxWaitingMs: 1_000 });
    voice.begin('u1');
    voice.path.play(1, 'u1', soundOf('a', 900));
    voice.path.play(1, 'u1', soundOf('b', 200));
    voice.path.play(1, 'u1', soundOf('c', 100));
    expect(voice.path.counts.bytesDropped).to.equal(1_600);
    voice.answer();
    voice.clock.advance(1_000);
    expectPlayed(voice, soundOf('a', 900), soundOf('c', 100));
  });

  it('refuses to begin an utterance twice', () => {
    const voice = aVoice();
    voice.begin('u1');
    expect(() => voice.begin('u1')).to.throw('begin: expected a new utterance, got "u1" again');
  });

  it('lets a listener act on a fact: what it begins then is not finished yet', () => {
    const voice = aVoice();
    voice.answer();
    let more = 2;
    voice.path.onFact((fact) => {
      if (fact.type === 'heard' && more-- > 0) voice.says(`${fact.id}+`, 100);
    });
    voice.says('u', 100);
    voice.clock.advance(1_000);
    const facts = voice.facts.filter((fact) => !fact.startsWith('started'));
    expect(facts).to.deep.equal(['heard u 100', 'heard u+ 200', 'heard u++ 300', 'finished 300']);
  });

  describe('marks', () => {
    it('that are unknown say nothing', () => {
      const voice = aVoice();
      voice.answer();
      voice.says('u1', 100);
      for (const name of ['', 'x', 'g1:s1:u1:799', 'g1:s1:u9:800']) voice.path.markReturned(name);
      expect(voice.facts).to.deep.equal(['started u1 0']);
    });

    it('stand for those before them, in case one was lost', () => {
      const voice = aVoice({ losesMark: (name) => name.includes(':u1:') });
      voice.answer();
      voice.says('u1', 300);
      voice.says('u2', 300);
      voice.clock.advance(600);
      expect(voice.facts).to.deep.equal(['started u1 0', 'heard u1 300', 'heard u2 600', 'finished 600']);
    });

    it('that never come back are given up 3 s after their time', () => {
      const voice = aVoice({ losesMark: () => true });
      voice.answer();
      voice.says('u1', 1_000);
      voice.says('u2', 500);
      voice.clock.advance(3_999);
      expect(voice.facts).to.deep.equal(['started u1 0']);
      voice.clock.advance(1);
      expect(voice.facts.slice(1)).to.deep.equal(['heard u1 1000']);
      voice.clock.advance(500);
      expect(voice.facts.slice(2)).to.deep.equal(['heard u2 1500', 'finished 1500']);
      expect(voice.clock.pending, 'only the wait for the caller’s sound').to.equal(1);
    });

    it('put the estimate right: what follows is heard as much later', () => {
      const voice = aVoice({ delay: 200 });
      voice.answer();
      voice.says('u1', 2_000);
      voice.clock.advance(1_200);
      // The mark of 800 ms came back at 1,000: 1,000 of 2,000 ms, 12 letters of 24 (and not 1,200 ms, 14 letters).
      expect(voice.stop()).to.deep.equal([{ id: 'u1', heard: 'One two' }]);
    });
  });

  it('knows that sound begins to play when it is sent, though a mark that was sent late returns after that', () => {
    const voice = aVoice({ delay: 100 });
    voice.answer();
    voice.begin('u1');
    voice.path.play(1, 'u1', soundOf('u1', 100));
    voice.clock.advance(1_000);
    voice.path.end(1, 'u1');
    voice.clock.advance(50);
    voice.says('u2', 1_000);
    voice.clock.advance(400);
    expect(voice.facts).to.deep.equal(['started u1 0', 'started u2 1050', 'heard u1 200']);
    expect(voice.stop()).to.deep.equal([{ id: 'u2', heard: 'One two' }]);
  });

  describe('the substance of a read-back', () => {
    const readBack = { kind: 'read-back', text: 'Monday at ten. Is that right?', substance: 'Monday at ten.' } as const;

    it('is told when a mark behind it returns, with the time at which it was played, before the whole is heard', () => {
      const voice = aVoice();
      voice.answer();
      voice.says('r', 2_900, readBack);
      voice.clock.advance(1_599);
      expect(voice.facts).to.deep.equal(['started r 0']);
      voice.clock.advance(1);
      expect(voice.facts).to.deep.equal(['started r 0', 'substanceHeard r 1400']);
      voice.clock.advance(1_300);
      expect(voice.facts.slice(2)).to.deep.equal(['heard r 2900', 'finished 2900']);
    });

    it('is told with the end of the sound when a mark behind it has returned before', () => {
      const voice = aVoice();
      voice.answer();
      voice.begin('r', readBack);
      voice.path.play(1, 'r', soundOf('r', 2_900));
      voice.clock.advance(2_000);
      expect(voice.facts).to.deep.equal(['started r 0']);
      voice.path.end(1, 'r');
      expect(voice.facts).to.deep.equal(['started r 0', 'substanceHeard r 1400']);
    });

    it('comes just before the whole in a short one', () => {
      const voice = aVoice();
      voice.answer();
      voice.says('r', 290, readBack);
      voice.clock.advance(290);
      expect(voice.facts).to.deep.equal(['started r 0', 'substanceHeard r 140', 'heard r 290', 'finished 290']);
    });

    it('was heard no later than the mark that proves it, even if the carrier plays faster than we think', () => {
      const voice = aVoice();
      voice.answer();
      voice.says('r', 1_450, readBack);
      voice.clock.advance(500);
      voice.path.markReturned('g1:s1:u1:11600');
      expect(voice.facts.slice(1)).to.deep.equal(['substanceHeard r 400', 'heard r 500', 'finished 500']);
    });

    it('is not heard when there was no sound, and neither is the rest: nothing may be agreed to that was never said', () => {
      const voice = aVoice();
      voice.answer();
      voice.says('r', 0, readBack);
      expect(voice.facts).to.deep.equal(['finished 0']);
    });

    it('is not taken as heard when its marks never come back: there is no proof of it', () => {
      const voice = aVoice({ losesMark: () => true });
      voice.answer();
      voice.says('r', 2_900, readBack);
      voice.says('u2', 100);
      voice.clock.advance(10_000);
      expect(voice.facts).to.deep.equal(['started r 0', 'heard u2 3000', 'finished 3000']);
    });

    it('is not told again after a hold', () => {
      const voice = aVoice();
      voice.answer();
      voice.says('r', 2_900, readBack);
      voice.clock.advance(1_650);
      voice.path.hold();
      voice.clock.advance(1_000);
      voice.path.resume();
      voice.clock.advance(5_000);
      expect(voice.facts.filter((fact) => fact.startsWith('substance'))).to.deep.equal(['substanceHeard r 1400']);
    });
  });

  describe('hold and resume', () => {
    it('clears the carrier, and later goes on from where it was cut, on a border of 20 ms', () => {
      const voice = aVoice();
      voice.answer();
      voice.says('u1', 1_000);
      voice.clock.advance(505);
      voice.path.hold();
      voice.clock.advance(2_000);
      expectPlayed(voice, soundOf('u1', 505));
      expect(voice.facts).to.deep.equal(['started u1 0']);
      voice.path.resume();
      voice.clock.advance(500);
      expectPlayed(voice, soundOf('u1', 505), soundOf('u1', 1_000).subarray(500 * 8));
      expect(voice.facts.slice(1)).to.deep.equal(['heard u1 3005', 'finished 3005']);
      expect(voice.carrier.diary.slice(6)).to.deep.equal([
        'clear',
        'media 2400',
        'mark g1:s2:u1:6400',
        'media 1600',
        'mark g1:s2:u1:8000',
      ]);
    });

    it('does not take marks for heard that a cleared carrier returns', () => {
      const voice = aVoice();
      voice.answer();
      voice.says('u1', 1_000);
      voice.path.hold();
      voice.clock.advance(10_000);
      expect(voice.facts).to.deep.equal(['started u1 0']);
      expect(voice.stop()).to.deep.equal([{ id: 'u1', heard: '' }]);
    });

    it('keeps what comes meanwhile', () => {
      const voice = aVoice();
      voice.answer();
      voice.begin('u1');
      voice.path.play(1, 'u1', soundOf('u1', 200).subarray(0, 800));
      voice.clock.advance(40);
      voice.path.hold();
      voice.path.play(1, 'u1', soundOf('u1', 200).subarray(800));
      voice.path.end(1, 'u1');
      voice.says('u2', 100);
      voice.clock.advance(1_000);
      expectPlayed(voice, soundOf('u1', 40));
      voice.path.resume();
      voice.clock.advance(1_000);
      expectPlayed(voice, soundOf('u1', 200), soundOf('u2', 100));
      expect(voice.facts).to.deep.equal(['started u1 0', 'heard u1 1200', 'heard u2 1300', 'finished 1300']);
    });

    it('tells the start of what was held before its first sound', () => {
      const voice = aVoice();
      voice.answer();
      voice.path.hold();
      voice.says('u1', 100);
      expect(voice.facts).to.deep.equal([]);
      voice.path.resume();
      expect(voice.facts).to.deep.equal(['started u1 0']);
    });

    it('asks again for the mark of what was played whole just before the hold', () => {
      const voice = aVoice({ delay: 100 });
      voice.answer();
      voice.says('u1', 200);
      voice.clock.advance(250);
      voice.path.hold();
      voice.clock.advance(1_000);
      expect(voice.facts).to.deep.equal(['started u1 0']);
      voice.path.resume();
      voice.clock.advance(100);
      expectPlayed(voice, soundOf('u1', 200));
      expect(voice.facts.slice(1)).to.deep.equal(['heard u1 300', 'finished 300']);
    });

    it('does not send again what a mark has confirmed', () => {
      const voice = aVoice();
      voice.answer();
      voice.begin('u1');
      voice.path.play(1, 'u1', soundOf('u1', 400));
      voice.clock.advance(400);
      voice.path.hold();
      voice.path.end(1, 'u1');
      voice.path.resume();
      expect(deeds(voice)).to.deep.equal(['media 3200', 'mark', 'clear']);
      expect(voice.facts).to.deep.equal(['started u1 0', 'heard u1 400', 'finished 400']);
    });

    it('does not send again what a mark between two borders has confirmed', () => {
      const voice = aVoice({ marksEveryMs: 50 });
      voice.answer();
      voice.says('u1', 100);
      voice.clock.advance(50);
      voice.path.hold();
      voice.path.resume();
      expect(deeds(voice)).to.deep.equal(['media 400', 'mark', 'media 400', 'mark', 'clear', 'media 400', 'mark']);
    });

    it('does no harm twice, without the other, or before anything was said', () => {
      const voice = aVoice();
      voice.path.hold();
      voice.path.resume();
      voice.answer();
      voice.path.resume();
      voice.path.hold();
      voice.path.hold();
      voice.path.resume();
      voice.says('u1', 100);
      voice.path.resume();
      voice.clock.advance(50);
      voice.path.hold();
      voice.path.hold();
      voice.path.resume();
      voice.path.resume();
      voice.clock.advance(60);
      expect(deeds(voice)).to.deep.equal([
        ...['clear', 'clear'],
        ...['media 800', 'mark'],
        ...['clear', 'clear'],
        ...['media 480', 'mark'],
      ]);
      expect(voice.facts).to.deep.equal(['started u1 0', 'heard u1 110', 'finished 110']);
    });
  });

  describe('stop', () => {
    it('tells the words heard of each utterance, clears the carrier and forgets the rest', () => {
      const voice = aVoice();
      voice.answer();
      voice.says('u1', 1_000);
      voice.says('u2', 1_000);
      voice.says('u3', 1_000);
      voice.clock.advance(1_600);
      expect(voice.stop()).to.deep.equal([
        { id: 'u2', heard: 'One two three' },
        { id: 'u3', heard: '' },
      ]);
      expect(voice.path.generation).to.equal(2);
      voice.clock.advance(10_000);
      expectPlayed(voice, soundOf('u1', 1_000), soundOf('u2', 600));
      expect(voice.facts).to.deep.equal(['started u1 0', 'heard u1 1000']);
    });

    it('clears the carrier also when it says nothing, and has nothing to tell', () => {
      const voice = aVoice();
      voice.answer();
      expect(voice.stop()).to.deep.equal([]);
      expect(voice.carrier.diary).to.deep.equal(['clear']);
    });

    it('takes 15 letters a second for an utterance whose end is not known', () => {
      const voice = aVoice();
      voice.answer();
      voice.begin('u1');
      voice.path.play(1, 'u1', soundOf('u1', 1_000));
      voice.clock.advance(1_000);
      // 24 letters are 1.6 s: 1 s of it is 15 letters.
      expect(voice.stop()).to.deep.equal([{ id: 'u1', heard: 'One two three' }]);
    });

    it('takes what is there for an utterance that is longer than that', () => {
      const voice = aVoice();
      voice.answer();
      voice.begin('u1');
      voice.path.play(1, 'u1', soundOf('u1', 3_000));
      voice.clock.advance(1_000);
      expect(voice.stop()).to.deep.equal([{ id: 'u1', heard: 'One two' }]);
    });

    it('gives the whole text of what was played whole, though its mark is still on the way', () => {
      const voice = aVoice({ delay: 300 });
      voice.answer();
      voice.says('u1', 500);
      voice.clock.advance(600);
      expect(voice.stop()).to.deep.equal([{ id: 'u1', heard: text }]);
    });

    it('while held tells what had been heard by the hold, and speech goes on with the next', () => {
      const voice = aVoice();
      voice.answer();
      voice.says('u1', 1_000);
      voice.clock.advance(400);
      voice.path.hold();
      voice.clock.advance(5_000);
      expect(voice.stop()).to.deep.equal([{ id: 'u1', heard: 'One two' }]);
      voice.says('u2', 100);
      voice.clock.advance(100);
      expect(voice.facts).to.deep.equal(['started u1 0', 'started u2 5400', 'heard u2 5500', 'finished 5500']);
    });

    it('ignores the marks of what was stopped', () => {
      const voice = aVoice({ delay: 100 });
      voice.answer();
      voice.says('u1', 100);
      voice.clock.advance(150);
      voice.stop();
      voice.says('u2', 400);
      voice.clock.advance(200);
      expect(voice.facts).to.deep.equal(['started u1 0', 'started u2 150']);
    });
  });

  describe('a stream that breaks off', () => {
    it('is as if held, without a clear; the next stream goes on from there', () => {
      const voice = aVoice();
      voice.answer();
      voice.says('u1', 1_000);
      voice.clock.advance(505);
      voice.path.detach();
      voice.carrier.leave();
      voice.clock.advance(2_000);
      const second = voice.newCarrier();
      voice.path.attach(second);
      voice.clock.advance(500);
      expect(deeds(voice)).to.not.include('clear');
      expectPlayed(voice, soundOf('u1', 505));
      expect(second.played.equals(soundOf('u1', 1_000).subarray(500 * 8))).to.equal(true);
      expect(voice.facts).to.deep.equal(['started u1 0', 'heard u1 3005', 'finished 3005']);
    });

    it('stays held when it was held', () => {
      const voice = aVoice();
      voice.answer();
      voice.says('u1', 100);
      voice.path.hold();
      voice.path.detach();
      const second = voice.newCarrier();
      voice.path.attach(second);
      expect(second.diary).to.deep.equal([]);
      voice.path.resume();
      expect(second.diary[0]).to.equal('media 800');
    });

    it('may be replaced by another that came first', () => {
      const voice = aVoice();
      voice.answer();
      voice.says('u1', 100);
      voice.clock.advance(40);
      const second = voice.newCarrier();
      voice.path.attach(second);
      voice.carrier.leave();
      voice.clock.advance(60);
      expect(second.played.equals(soundOf('u1', 100).subarray(40 * 8))).to.equal(true);
      expect(voice.facts).to.deep.equal(['started u1 0', 'heard u1 100', 'finished 100']);
    });

    it('can be stopped while it is away', () => {
      const voice = aVoice();
      voice.answer();
      voice.says('u1', 1_000);
      voice.clock.advance(500);
      voice.path.detach();
      expect(voice.stop()).to.deep.equal([{ id: 'u1', heard: 'One two' }]);
    });
  });
});
