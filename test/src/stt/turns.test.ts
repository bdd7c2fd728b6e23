import { expect } from 'chai';
import type { SttFact } from '../../../machines/ports/stt.ts';
import { readMessage } from '../../../src/stt/messages.ts';
import { noTurns, socketDropped, type Turns, takeMessage } from '../../../src/stt/turns.ts';

type Words = [text: string, start: number, end: number][];

/** A listener on one call: tells what the recogniser's messages mean. Times in seconds; the media clock runs `ahead` of them. */
function aListener(ahead = 0) {
  let turns: Turns = noTurns;
  let offset = ahead;
  const hears = (message: Record<string, unknown>): SttFact[] => {
    const read = readMessage(message);
    if (!read) return [];
    const [next, facts] = takeMessage(turns, read, (s) => Math.round(s * 1000) + offset);
    turns = next;
    return facts;
  };
  const results = (
    span: [number, number],
    text: string,
    words: Words | 'untimed',
    flags: { is_final?: boolean; speech_final?: boolean } = {},
  ) =>
    hears({
      type: 'Results',
      start: span[0],
      duration: span[1] - span[0],
      channel: {
        alternatives: [
          {
            transcript: text,
            confidence: 1,
            words:
              words === 'untimed'
                ? text.split(' ').map((word) => ({ word }))
                : words.map(([word, start, end]) => ({ word, start, end, punctuated_word: word })),
          },
        ],
      },
      ...flags,
    });
  return {
    hears,
    interim: (span: [number, number], text: string, words: Words | 'untimed' = 'untimed') => results(span, text, words),
    final: (span: [number, number], text: string, words: Words | 'untimed' = 'untimed') =>
      results(span, text, words, { is_final: true }),
    speechFinal: (span: [number, number], text: string, words: Words | 'untimed' = 'untimed') =>
      results(span, text, words, { is_final: true, speech_final: true }),
    speechStarted: (timestamp: number) => hears({ type: 'SpeechStarted', channel: [0, 1], timestamp }),
    utteranceEnd: (last_word_end: number) => hears({ type: 'UtteranceEnd', channel: [0, 1], last_word_end }),
    reconnects(at: number) {
      turns = socketDropped(turns);
      offset = at;
    },
  };
}

const talking = (at: number): SttFact => ({ type: 'caller.startedTalking', at });
const saying = (text: string, startedAt: number, endedAt: number): SttFact => ({
  type: 'caller.isSaying',
  text,
  startedAt,
  endedAt,
});
const said = (text: string, startedAt: number, endedAt: number): SttFact => ({
  type: 'caller.said',
  text,
  startedAt,
  endedAt,
});
const noise = (at: number): SttFact => ({ type: 'caller.madeNoise', at });

const OIL: Words = [
  ['Oil', 1, 1.3],
  ['change', 1.3, 1.8],
];

describe('turns', () => {
  it('joins the finals of a turn until speech_final', () => {
    const l = aListener();
    expect(l.speechStarted(0.9)).to.deep.equal([talking(900)]);
    expect(l.interim([0, 1.4], 'Oil', [['Oil', 1, 1.3]])).to.deep.equal([saying('Oil', 1000, 1300)]);
    expect(l.final([0, 2], 'Oil change', OIL)).to.deep.equal([saying('Oil change', 1000, 1800)]);
    expect(l.interim([2, 2.9], 'please', [['please', 2.3, 2.8]])).to.deep.equal([
      saying('Oil change please', 1000, 2800),
    ]);
    expect(l.speechFinal([2, 3], 'please.', [['please.', 2.3, 2.9]])).to.deep.equal([
      said('Oil change please.', 1000, 2900),
    ]);
  });

  it('takes the final for what the interim had got wrong', () => {
    const l = aListener();
    l.interim([0, 1], 'at fifteen', [
      ['at', 0.2, 0.4],
      ['fifteen', 0.4, 0.9],
    ]);
    expect(
      l.speechFinal([0, 1.2], 'at fifty', [
        ['at', 0.2, 0.4],
        ['fifty', 0.4, 0.9],
      ]),
    ).to.deep.equal([said('at fifty', 200, 900)]);
  });

  it('ends a turn at UtteranceEnd where no speech_final came', () => {
    const l = aListener();
    l.final([0, 2], 'Oil change', OIL);
    expect(l.utteranceEnd(1.8)).to.deep.equal([said('Oil change', 1000, 1800)]);
  });

  it('ends a turn once when UtteranceEnd comes after speech_final', () => {
    const l = aListener();
    expect(l.speechFinal([0, 2], 'Oil change', OIL)).to.deep.equal([talking(1000), said('Oil change', 1000, 1800)]);
    expect(l.utteranceEnd(1.8)).to.deep.equal([]);
  });

  it('ignores an UtteranceEnd for words before the latest ones', () => {
    const l = aListener();
    l.speechFinal([0, 2], 'Oil change', OIL);
    l.final([2, 4], 'and brakes', [
      ['and', 3, 3.2],
      ['brakes', 3.2, 3.7],
    ]);
    expect(l.utteranceEnd(1.8)).to.deep.equal([]);
    expect(l.utteranceEnd(3.7)).to.deep.equal([said('and brakes', 3000, 3700)]);
  });

  it('ignores an UtteranceEnd that knows no words', () => {
    const l = aListener(5_000);
    l.final([0, 2], 'Oil change');
    expect(l.utteranceEnd(-1)).to.deep.equal([]);
    expect(l.utteranceEnd(2)).to.deep.equal([said('Oil change', 7000, 7000)]);
  });

  it('does not tell words twice when UtteranceEnd came before their final', () => {
    const l = aListener();
    l.interim([0, 2], 'Oil change', OIL);
    expect(l.utteranceEnd(1.8)).to.deep.equal([said('Oil change', 1000, 1800)]);
    expect(
      l.final([0, 3], 'Oil change.', [
        ['Oil', 1, 1.3],
        ['change.', 1.3, 1.8],
      ]),
    ).to.deep.equal([]);
    expect(l.speechFinal([3, 5], 'Thanks', [['Thanks', 3.5, 4]])).to.deep.equal([
      talking(3500),
      said('Thanks', 3500, 4000),
    ]);
  });

  it('keeps what was added to a span after its first words had been told', () => {
    const l = aListener();
    l.interim([0, 2], 'Oil change', OIL);
    l.utteranceEnd(1.8);
    expect(l.speechFinal([0, 5], 'Oil change tomorrow', [...OIL, ['tomorrow', 4, 4.6]])).to.deep.equal([
      talking(4000),
      said('tomorrow', 4000, 4600),
    ]);
    const untimed = aListener();
    untimed.interim([0, 2], 'Oil change');
    untimed.utteranceEnd(2);
    expect(untimed.speechFinal([0, 5], 'Oil change tomorrow')).to.deep.equal([
      talking(5000),
      said('tomorrow', 5000, 5000),
    ]);
  });

  it('takes an empty speech_final as the end of the words before it', () => {
    const l = aListener();
    l.final([0, 2], 'Oil change', OIL);
    expect(l.speechFinal([2, 2.4], '')).to.deep.equal([said('Oil change', 1000, 1800)]);
  });

  it('is not disturbed by the empty results of silence', () => {
    const l = aListener();
    expect(l.interim([0, 1], '')).to.deep.equal([]);
    expect(l.final([0, 3], '')).to.deep.equal([]);
    expect(l.speechFinal([3, 4], '')).to.deep.equal([]);
    l.final([4, 6], 'Oil change', [
      ['Oil', 5, 5.3],
      ['change', 5.3, 5.8],
    ]);
    expect(l.interim([6, 7], '')).to.deep.equal([]);
    expect(l.final([6, 7.2], '')).to.deep.equal([]);
  });

  it('ends a turn by itself when words have long stopped and nobody said so', () => {
    const l = aListener();
    l.final([0, 2], 'Oil change', OIL);
    expect(l.interim([2, 3.29], '')).to.deep.equal([]);
    expect(l.interim([2, 3.3], '')).to.deep.equal([said('Oil change', 1000, 1800)]);
  });

  it('calls a sound without words a noise when an empty final covers it', () => {
    const l = aListener();
    expect(l.speechStarted(2)).to.deep.equal([talking(2000)]);
    expect(l.interim([0, 3], '')).to.deep.equal([]);
    expect(l.final([0, 1.9], '')).to.deep.equal([]);
    expect(l.final([1.9, 2.1], '')).to.deep.equal([]);
    expect(l.final([2.1, 2.5], '')).to.deep.equal([noise(2000)]);
    expect(l.final([2.5, 4], '')).to.deep.equal([]);
  });

  it('waits until the latest of several sounds is covered', () => {
    const l = aListener();
    expect(l.speechStarted(2)).to.deep.equal([talking(2000)]);
    expect(l.speechStarted(3)).to.deep.equal([]);
    expect(l.final([0, 2.8], '')).to.deep.equal([]);
    expect(l.final([2.8, 4], '')).to.deep.equal([noise(2000)]);
  });

  it('tells of a new sound when nobody ever said what the last one was', () => {
    const l = aListener();
    expect(l.speechStarted(2)).to.deep.equal([talking(2000)]);
    expect(l.speechStarted(4.5)).to.deep.equal([talking(4500)]);
    expect(l.final([0, 6], '')).to.deep.equal([noise(4500)]);
  });

  it('calls it a noise when the final takes back the words of the interim', () => {
    const l = aListener();
    expect(l.interim([0, 1], 'hm', [['hm', 0.5, 0.7]])).to.deep.equal([talking(500), saying('hm', 500, 700)]);
    expect(l.final([0, 1.5], '')).to.deep.equal([noise(500)]);
  });

  it('carries a sound that began after the end of a turn over to the next', () => {
    const l = aListener();
    l.speechStarted(0.9);
    l.hears({ type: 'SpeechStarted', channel: [0, 1], timestamp: 2.5 });
    expect(l.speechFinal([0, 2], 'Oil change', OIL)).to.deep.equal([said('Oil change', 1000, 1800), talking(2500)]);
    expect(l.final([2, 4], '')).to.deep.equal([noise(2500)]);
  });

  it('dates untimed words from the voice activity of their utterance', () => {
    const l = aListener();
    l.speechStarted(0.9);
    l.interim([0, 1.5], 'Oil');
    expect(l.speechFinal([0, 2], 'Oil change')).to.deep.equal([said('Oil change', 900, 2000)]);
  });

  it('dates untimed words from the first message of their utterance where there was no sign before', () => {
    const l = aListener();
    expect(l.interim([0, 1.5], 'Oil')).to.deep.equal([talking(1500), saying('Oil', 1500, 1500)]);
    expect(l.speechFinal([0, 2], 'Oil change')).to.deep.equal([said('Oil change', 1500, 2000)]);
    expect(l.interim([2, 4], 'Yes')).to.deep.equal([talking(4000), saying('Yes', 4000, 4000)]);
  });

  it('never dates a turn before the end of the one before', () => {
    const l = aListener();
    l.speechFinal([0, 2], 'Oil change', OIL);
    expect(l.speechFinal([2, 3], 'yes', [['yes', 1.5, 2.2]])).to.deep.equal([talking(1800), said('yes', 1800, 2200)]);
  });

  it('goes on with a turn over a reconnect, on the media clock', () => {
    const l = aListener();
    l.final([0, 2], 'Oil change', OIL);
    l.interim([2, 3], 'for my', [
      ['for', 2.3, 2.5],
      ['my', 2.5, 2.8],
    ]);
    l.reconnects(3_000);
    expect(l.speechFinal([0, 1.2], 'Honda', [['Honda', 0.2, 0.7]])).to.deep.equal([
      said('Oil change for my Honda', 1000, 3700),
    ]);
  });

  it('ends a turn whose end was lost with the socket', () => {
    const l = aListener();
    l.interim([0, 2], 'Oil change', OIL);
    l.reconnects(3_000);
    expect(l.interim([0, 1], '')).to.deep.equal([said('Oil change', 1000, 1800)]);
  });

  it('takes nothing from messages that are something else', () => {
    const l = aListener();
    const empty = { type: 'Results', start: 0, duration: 1 };
    for (const message of [
      null,
      'text',
      { type: 'Metadata', duration: 0 },
      { type: 'SpeechStarted' },
      { type: 'UtteranceEnd', last_word_end: 'x' },
      empty,
      { ...empty, channel: { alternatives: [] } },
      { ...empty, start: null, channel: { alternatives: [{ transcript: 'x', words: [] }] } },
    ])
      expect(l.hears(message as Record<string, unknown>)).to.deep.equal([]);
  });
});
