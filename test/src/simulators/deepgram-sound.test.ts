import { expect } from 'chai';
import {
  heardText,
  heardWords,
  joined,
  noise,
  scriptedSpeech,
  silence,
} from '../../../src/simulators/deepgram/index.ts';
import { SoundReader } from '../../../src/simulators/deepgram/read.ts';

describe('sound that carries its words', () => {
  it('is as long as was asked, or as the rate of speech makes it', () => {
    expect(scriptedSpeech('I need an oil change', { ms: 1200 })).to.have.length(9600);
    expect(scriptedSpeech('one two three four five')).to.have.length(16_000);
    expect(scriptedSpeech('one two', { ms: 1000, interim: 'won too' })).to.have.length(8000);
  });

  it('gives its words back, in any frames and with letters of any language', () => {
    const text = 'Grüße, „Zoë“: 日本 is 50 % off';
    const units: string[] = [];
    const reader = new SoundReader((unit) => units.push(unit.payload));
    const sound = scriptedSpeech(text);
    for (let at = 0; at < sound.length; at += 7) reader.read(sound.subarray(at, at + 7));
    expect(units.join(' ')).to.equal(text);
    expect(heardText(sound)).to.equal(text);
  });

  it('is loud, never digital silence, so that voice activity lasts as long as it does', () => {
    expect(scriptedSpeech('hello there').every((byte) => (byte & 0x70) !== 0x70)).to.equal(true);
    expect(noise(100).every((byte) => (byte & 0x70) !== 0x70)).to.equal(true);
  });

  it('is heard up to the word at which it was cut', () => {
    const sound = scriptedSpeech('your appointment is on Tuesday', { ms: 3000 });
    expect(heardText(sound.subarray(0, 8 * 1700))).to.equal('your appointment');
    expect(
      heardWords(sound.subarray(0, 8 * 700)).map(({ word, played }) => [word, Math.round(played * 10)]),
    ).to.deep.equal([
      ['your', 10],
      ['appointment', 2],
    ]);
    expect(heardText(scriptedSpeech('hello there', { ms: 1000 }).subarray(0, 8 * 900))).to.equal('hello there');
  });

  it('is one word, heard whole, when it was held in the middle and resumed, exactly or from a little earlier', () => {
    const sound = scriptedSpeech('good morning everybody', { ms: 2400 });
    const cut = 8 * 900;
    expect(heardText(joined(sound.subarray(0, cut), silence(400), sound.subarray(cut)))).to.equal(
      'good morning everybody',
    );
    expect(heardText(joined(sound.subarray(0, cut), silence(400), sound.subarray(0)))).to.equal(
      'good good morning everybody',
    );
    const inMorning = Math.floor(sound.length * (5 / 23)) + 400;
    expect(heardText(joined(sound.subarray(0, inMorning), sound.subarray(inMorning - 600)))).to.equal(
      'good morning everybody',
    );
  });

  it('is not taken for words when it is noise', () => {
    expect(heardText(noise(5000))).to.equal('');
  });
});
