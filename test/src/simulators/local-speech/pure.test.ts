import { expect } from 'chai';
import { createKeytermBias } from '../../../../src/simulators/local-speech/keyterms.ts';
import { requirePackages, verify } from '../../../../src/simulators/local-speech/models.ts';
import { parseListen, parseSpeak } from '../../../../src/simulators/local-speech/parameters.ts';
import { FairQueue } from '../../../../src/simulators/local-speech/queue.ts';
import { sentencesOf, spokenForm } from '../../../../src/simulators/local-speech/sentences.ts';
import { characterAllowance, flushAllowance } from '../../../../src/simulators/local-speech/speak-limits.ts';
import { modernSpelling } from '../../../../src/simulators/local-speech/spelling.ts';
import { plainText, timeWords } from '../../../../src/simulators/local-speech/words.ts';
import { HandClock } from '../../../kit/local-speech-clock.ts';

describe('local speech: words', () => {
  const speech = { from: 0, to: 20_000, begin: 8000, end: 16_000, voicedWindows: 31 };

  it('share the time of the voice by their length', () => {
    expect(timeWords('Hi, oil.', speech, 0.9, true)).to.deep.equal([
      { word: 'hi', start: 1, end: 1.429, confidence: 0.9, punctuated_word: 'Hi,' },
      { word: 'oil', start: 1.429, end: 2, confidence: 0.9, punctuated_word: 'oil.' },
    ]);
  });

  it('are plain when no formatting was asked for', () => {
    expect(timeWords("Don't!", speech, 0.9, false)).to.deep.equal([
      { word: "don't", start: 1, end: 2, confidence: 0.9 },
    ]);
    expect(plainText('Yes, at 9:30. – "Please!"')).to.equal('yes at 9:30 please');
  });

  it('are none in a text of signs', () => {
    expect(timeWords(' … -', speech, 0.9, true)).to.deep.equal([]);
  });

  it('are written as they are today', () => {
    expect(modernSpelling("To-morrow, then. That's all good-by. See you to-night")).to.equal(
      "Tomorrow, then. That's all goodbye. See you tonight",
    );
  });
});

describe('local speech: words to listen for', () => {
  const bias = createKeytermBias([
    [5, 6],
    [5, 7, 8],
  ]);
  const raised = (tokens: number[]) => {
    const scores = new Float32Array(10);
    bias.apply(scores, tokens);
    return Object.fromEntries([...scores].map((score, token) => [token, score]).filter(([, score]) => score !== 0));
  };

  it('are raised a little where they may begin', () => {
    expect(raised([])).to.deep.equal({ 5: 1.5 });
    expect(raised([1, 2, 3])).to.deep.equal({ 5: 1.5 });
  });

  it('are raised more where one has begun', () => {
    expect(raised([1, 5])).to.deep.equal({ 5: 1.5, 6: 2, 7: 2 });
    expect(raised([5, 7])).to.deep.equal({ 5: 1.5, 8: 2 });
  });
});

describe('local speech: what a client may ask for', () => {
  const listen = (query: string) => parseListen(new URLSearchParams(query));
  const refusal = (query: string) => {
    const parsed = listen(query);
    return parsed.ok ? 'accepted' : `${parsed.refusal.status} ${parsed.refusal.err_code} ${parsed.refusal.err_msg}`;
  };
  const sound = 'encoding=mulaw&sample_rate=8000';

  it('is read from the query', () => {
    const query =
      'model=nova-3&encoding=linear16&sample_rate=16000&channels=1&interim_results=true&endpointing=300' +
      '&utterance_end_ms=1000&vad_events=true&smart_format=true&keyterm=Honda&keyterm=oil%20change';
    expect(listen(query)).to.deep.equal({
      ok: true,
      parameters: {
        encoding: 'linear16',
        sampleRate: 16_000,
        interimResults: true,
        endpointing: 300,
        utteranceEndMs: 1000,
        vadEvents: true,
        formatted: true,
        keyterms: ['Honda', 'oil change'],
      },
    });
  });

  it('has the service’s defaults', () => {
    expect(listen(sound)).to.deep.equal({
      ok: true,
      parameters: {
        encoding: 'mulaw',
        sampleRate: 8000,
        interimResults: false,
        endpointing: 10,
        utteranceEndMs: null,
        vadEvents: false,
        formatted: false,
        keyterms: [],
      },
    });
  });

  it('is refused when it cannot be had, with what was expected and what came', () => {
    const invalid = '400 INVALID_QUERY_PARAMETER';
    expect(refusal('model=flux-general-en')).to.equal(
      '400 V2_MODEL_ON_V1_LISTEN_ENDPOINT Flux models are served on /v2/listen.',
    );
    expect(refusal('')).to.equal(`${invalid} encoding: expected mulaw or linear16 (local speech), got nothing`);
    expect(refusal('encoding=mulaw&sample_rate=16000')).to.equal(
      `${invalid} sample_rate: expected 8000 with mulaw (local speech), got 16000`,
    );
    expect(refusal(`${sound}&channels=2`)).to.equal(`${invalid} channels: expected 1, got 2`);
    expect(refusal(`${sound}&endpointing=soon`)).to.equal(
      `${invalid} endpointing: expected a whole number of at least 0, got soon`,
    );
    expect(refusal(`${sound}&interim_results=true&utterance_end_ms=800`)).to.equal(
      `${invalid} utterance_end_ms: expected a whole number of at least 1000, got 800`,
    );
    expect(refusal(`${sound}&utterance_end_ms=1000`)).to.equal(
      `${invalid} utterance_end_ms requires interim_results=true.`,
    );
    expect(refusal(`${sound}&vad_events=1`)).to.equal(`${invalid} vad_events: expected true or false, got 1`);
  });

  it('is a voice and a format, for speech', () => {
    const query = 'model=aura-2-asteria-en&encoding=mulaw&sample_rate=8000&container=none';
    expect(parseSpeak(new URLSearchParams(query))).to.deep.equal({
      ok: true,
      parameters: { model: 'aura-2-asteria-en', encoding: 'mulaw', sampleRate: 8000 },
    });
    expect(parseSpeak(new URLSearchParams('model=nova-3&encoding=mulaw&sample_rate=8000'))).to.deep.equal({
      ok: false,
      refusal: { status: 400, err_code: 'Bad Request', err_msg: 'No such model/version combination found.' },
    });
  });
});

describe('local speech: the queue for the recognizer', () => {
  /** Jobs that end when they are told to; the diary says when each began. */
  function aQueue(hands: number) {
    const queue = new FairQueue<string>(hands);
    const begun: string[] = [];
    const running: (() => void)[] = [];
    return {
      begun,
      queue,
      add: (stream: string, urgency: 'partial' | 'final', name: string) =>
        queue.add(stream, urgency, () => {
          begun.push(name);
          return new Promise((resolve) => running.push(() => resolve(name)));
        }),
      async finishOne() {
        running.shift()?.();
        await new Promise(setImmediate);
      },
    };
  }

  it('serves finals first, and then who has waited longest', async () => {
    const { add, begun, finishOne } = aQueue(1);
    add('a', 'final', 'a1');
    add('a', 'partial', 'a, partly');
    add('a', 'final', 'a2');
    add('a', 'final', 'a3');
    add('b', 'final', 'b1');
    add('c', 'partial', 'c, partly');
    for (let i = 0; i < 6; i++) await finishOne();
    expect(begun).to.deep.equal(['a1', 'b1', 'a2', 'a3', 'c, partly', 'a, partly']);
  });

  it('lets a newer partial take the place of an older one', async () => {
    const { add, begun, finishOne } = aQueue(1);
    add('a', 'final', 'first');
    const older = add('a', 'partial', 'older');
    add('a', 'partial', 'newer');
    expect(await older.done).to.equal(undefined);
    await finishOne();
    expect(begun).to.deep.equal(['first', 'newer']);
  });

  it('does not begin what was withdrawn or forgotten', async () => {
    const { add, queue, begun, finishOne } = aQueue(1);
    add('a', 'final', 'first');
    const withdrawn = add('a', 'final', 'withdrawn');
    const forgotten = add('b', 'final', 'forgotten');
    withdrawn.withdraw();
    queue.forget('b');
    expect(await Promise.all([withdrawn.done, forgotten.done])).to.deep.equal([undefined, undefined]);
    await finishOne();
    expect(begun).to.deep.equal(['first']);
  });

  it('goes on after a job that failed', async () => {
    const queue = new FairQueue<string>(1);
    const failed = queue.add('a', 'final', () => Promise.reject(new Error('worker gone')));
    const next = queue.add('a', 'final', async () => 'done');
    const reason = await failed.done.catch((error: Error) => error.message);
    expect([reason, await next.done]).to.deep.equal(['worker gone', 'done']);
  });
});

describe('local speech: text to be spoken', () => {
  it('is spoken sentence by sentence', () => {
    expect(sentencesOf('Hi, this is Sophie. I have 9:30 a.m. or 2 p.m. on Friday! Which one? ')).to.deep.equal([
      'Hi, this is Sophie.',
      'I have 9:30 a.m. or 2 p.m. on Friday!',
      'Which one?',
    ]);
    expect(sentencesOf('Dr. J. Ortiz is here. “Really?” Yes')).to.deep.equal([
      'Dr. J. Ortiz is here.',
      '“Really?”',
      'Yes',
    ]);
    expect(sentencesOf(' … ')).to.deep.equal([]);
  });

  it('is broken at commas where a sentence is very long', () => {
    const clause = `${'word '.repeat(30)}end,`;
    expect(sentencesOf(`${clause} ${clause} stop.`)).to.deep.equal([clause, `${clause} stop.`]);
  });

  it('is written so that the synthesizer reads it as a person would', () => {
    expect(spokenForm('It’s 9:30 AM – or 2p.m. – for María & “Zoë”, 10% off…')).to.equal(
      "It's 9:30 a m, or 2 p m, for Maria and Zoe, 10 percent off,",
    );
  });
});

describe('local speech: the allowance of a minute', () => {
  it('is twenty flushes, and comes back', () => {
    const clock = new HandClock();
    const flushes = flushAllowance(clock);
    const taken = Array.from({ length: 21 }, () => flushes.take(1));
    expect(taken).to.deep.equal([...Array(20).fill(true), false]);
    clock.advance(60_000);
    expect(flushes.take(1)).to.equal(true);
  });

  it('is 2,400 characters', () => {
    const characters = characterAllowance(new HandClock());
    expect([characters.take(2000), characters.take(401), characters.take(400)]).to.deep.equal([true, false, true]);
  });
});

describe('local speech: packages and models', () => {
  it('names the package that is not there', () => {
    expect(() => requirePackages(['onnxruntime-web', '@nobody/has-this'])).to.throw(
      'local speech: expected the package @nobody/has-this, found none.',
    );
  });

  it('refuses a model that is not the one it was made for', () => {
    const model = { package: 'p', file: 'f', sha256: 'ab' };
    expect(() => verify(model, Buffer.from('changed'))).to.throw('p/f: expected sha256 ab, got ');
  });
});
