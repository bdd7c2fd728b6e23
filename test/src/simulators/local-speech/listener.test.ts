import { expect } from 'chai';
import { Listener } from '../../../../src/simulators/local-speech/listener.ts';
import type { ListenParameters } from '../../../../src/simulators/local-speech/parameters.ts';
import { FairQueue } from '../../../../src/simulators/local-speech/queue.ts';
import type { TranscribeReply, TranscribeRequest } from '../../../../src/simulators/local-speech/worker-messages.ts';

const WINDOW = 256;
const OUR_LINE: ListenParameters = {
  encoding: 'mulaw',
  sampleRate: 8000,
  interimResults: true,
  endpointing: 300,
  utteranceEndMs: 1000,
  vadEvents: true,
  formatted: true,
  keyterms: ['Honda'],
};

interface Result {
  type: string;
  is_final?: boolean;
  speech_final?: boolean;
  from_finalize?: boolean;
  last_word_end?: number;
  channel?: { alternatives?: { transcript: string }[] };
}

/** A listener whose sound is a pattern (`s` speech, `-` quiet, a window each), with a recognizer that is told what to hear. */
function aListener(parameters = OUR_LINE) {
  const asked: { request: TranscribeRequest; hear(text: string): void; break(): void }[] = [];
  const told: string[] = [];
  const failures: string[] = [];
  const listener = new Listener({
    id: 'call-1',
    parameters,
    send: (message) => told.push(inWords(message as Result)),
    fail: (reason) => failures.push((reason as Error).message),
    ears: {
      queue: new FairQueue<TranscribeReply>(2),
      judge: async (request) =>
        'forget' in request
          ? []
          : Array.from({ length: request.sound.length / WINDOW }, (_, i) => request.sound[i * WINDOW] ?? 0),
      transcribe: (request) =>
        new Promise((resolve, reject) =>
          asked.push({
            request,
            hear: (text) => resolve({ text, confidence: 0.9 }),
            break: () => reject(new Error('the worker is gone')),
          }),
        ),
    },
  });
  return {
    asked,
    told,
    failures,
    listener,
    async sounds(pattern: string) {
      const levels = [...pattern].flatMap((mark) => Array<number>(WINDOW).fill(mark === 's' ? 0.9 : 0));
      listener.hear(Float32Array.from(levels));
      await settled();
    },
    settled,
  };
}

const settled = () => new Promise(setImmediate);

function inWords(message: Result): string {
  if (message.type !== 'Results') return `${message.type} ${message.last_word_end ?? ''}`.trim();
  const kind = message.speech_final ? 'speech final' : message.is_final ? 'final' : 'interim';
  const text = message.channel?.alternatives?.[0]?.transcript;
  return `${kind} "${text}"${message.from_finalize ? ' on request' : ''}`;
}

describe('local speech: one stream', () => {
  it('tells speech, words so far, the words, and the end of the utterance', async () => {
    const { sounds, asked, told, settled } = aListener();
    await sounds('s'.repeat(17));
    asked[0]?.hear('Yes, that');
    await settled();
    await sounds('s'.repeat(10) + '-'.repeat(14));
    asked[1]?.hear('Yes, that works.');
    await settled();
    await sounds('-'.repeat(20));
    expect(told).to.deep.equal([
      'SpeechStarted',
      'interim "Yes, that"',
      'speech final "Yes, that works."',
      'UtteranceEnd 0.864',
    ]);
    expect(asked.map(({ request }) => [request.final, request.keyterms])).to.deep.equal([
      [false, ['Honda']],
      [true, ['Honda']],
    ]);
  });

  it('begins the final at the first breath, and drops it when the caller goes on', async () => {
    const { sounds, asked, told, settled } = aListener();
    await sounds(`${'s'.repeat(8)}-----`);
    expect(asked.map(({ request }) => request.final)).to.deep.equal([true]);
    await sounds(`s${'-'.repeat(13)}`);
    asked[0]?.hear('Yes');
    asked[1]?.hear('Yes, please.');
    await settled();
    expect(asked.length).to.equal(2);
    expect(told).to.deep.equal(['SpeechStarted', 'speech final "Yes, please."']);
  });

  it('tells finals in the order of the sound, however long each takes', async () => {
    const { sounds, asked, told, settled } = aListener();
    const utterance = `${'s'.repeat(10)}${'-'.repeat(35)}`;
    await sounds(utterance + utterance);
    asked[1]?.hear('Second.');
    await settled();
    expect(told).to.deep.equal(['SpeechStarted', 'SpeechStarted']);
    asked[0]?.hear('First.');
    await settled();
    expect(told.slice(2)).to.deep.equal([
      'speech final "First."',
      'UtteranceEnd 0.32',
      'speech final "Second."',
      'UtteranceEnd 1.76',
    ]);
  });

  it('tells no words so far after the final that covers them', async () => {
    const { sounds, asked, told, settled } = aListener();
    await sounds(`${'s'.repeat(17)}${'-'.repeat(14)}`);
    asked[1]?.hear('All of it.');
    await settled();
    asked[0]?.hear('A part');
    await settled();
    expect(told).to.deep.equal(['SpeechStarted', 'speech final "All of it."']);
  });

  it('tells the same again while the recognizer is slow', async () => {
    const { sounds, asked, told, settled } = aListener();
    await sounds('s'.repeat(17));
    asked[0]?.hear('Yes, that');
    await settled();
    await sounds('s'.repeat(48));
    expect(asked.length).to.equal(2);
    expect(told).to.deep.equal(['SpeechStarted', 'interim "Yes, that"', 'interim "Yes, that"', 'interim "Yes, that"']);
  });

  it('does not even look for words in a click', async () => {
    const { sounds, asked, told } = aListener();
    await sounds(`ss${'-'.repeat(40)}`);
    expect(told).to.deep.equal(['SpeechStarted', 'speech final ""']);
    expect(asked.length).to.equal(1); // begun at the breath, and not waited for
  });

  it('tells a noise as an empty final, and no end of an utterance', async () => {
    const { sounds, asked, told, settled } = aListener();
    await sounds(`${'s'.repeat(10)}${'-'.repeat(40)}`);
    asked[0]?.hear(' … ');
    await settled();
    expect(told).to.deep.equal(['SpeechStarted', 'speech final ""']);
  });

  it('tells what there is when it is asked to, and that it was asked', async () => {
    const { sounds, asked, told, listener } = aListener();
    await sounds('s'.repeat(10));
    const flushed = listener.flush('finalize');
    await settled();
    asked[0]?.hear('Wait');
    await flushed;
    expect(told).to.deep.equal(['SpeechStarted', 'speech final "Wait" on request']);
  });

  it('keeps to what the client wanted to know', async () => {
    const parameters = { ...OUR_LINE, interimResults: false, utteranceEndMs: null, vadEvents: false, formatted: false };
    const { sounds, asked, told, settled } = aListener(parameters);
    await sounds(`${'-'.repeat(60)}${'s'.repeat(40)}${'-'.repeat(60)}`);
    asked[0]?.hear('Yes, that works.');
    await settled();
    expect(asked.length).to.equal(1);
    expect(told).to.deep.equal(['speech final "yes that works"']);
  });

  it('says that it cannot go on when a worker fails', async () => {
    const { sounds, asked, failures, settled } = aListener();
    await sounds(`${'s'.repeat(10)}${'-'.repeat(14)}`);
    asked[0]?.break();
    await settled();
    expect(failures).to.deep.equal(['the worker is gone']);
  });

  it('says nothing more to a client that is gone', async () => {
    const { sounds, told, listener, settled } = aListener();
    listener.close();
    await sounds('s'.repeat(10));
    await settled();
    expect(told).to.deep.equal([]);
  });
});
