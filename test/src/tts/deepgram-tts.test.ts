import { expect } from 'chai';
import type { SpeechKind, TtsFact } from '../../../machines/ports/tts.ts';
import { silentLog } from '../../../src/log.ts';
import { createMediaPath } from '../../../src/media/path.ts';
import type { Metrics } from '../../../src/metrics.ts';
import { createDeepgramTts } from '../../../src/tts/deepgram-tts.ts';
import { createPhraseCache } from '../../../src/tts/phrase-cache.ts';
import { SpeechClock } from '../../kit/speech-clock.ts';
import { type TinyDeepgram, type TinySocket, tinyDeepgram, watching } from '../../kit/tiny-deepgram.ts';

const is = (type: string) => (entry: Record<string, unknown>) => entry.type === type;
const said = ({ diary }: TinySocket) => diary.map(({ type, text }) => (type === 'Speak' ? text : type));

describe('Deepgram text to speech', () => {
  let server: TinyDeepgram;
  let stops: (() => void)[];
  beforeEach(async () => {
    stops = [];
    server = await tinyDeepgram();
  });
  afterEach(async () => {
    for (const stop of stops) stop();
    await server.close();
  });

  const phrases = createPhraseCache({ maxBytes: 100_000 });

  /** A call that is heard by a carrier which plays nothing until told to. */
  function aCall(cache = phrases, options: { stallMs?: number } = {}) {
    const clock = new SpeechClock();
    const { changed, until } = watching();
    const facts: TtsFact[] = [];
    const errors: string[] = [];
    const timings: number[] = [];
    const carrier: (string | { sound: string })[] = [];
    const marks: string[] = [];
    const media = createMediaPath({ clock, marksEveryMs: 60_000 });
    const tts = createDeepgramTts({
      access: { url: server.url, apiKey: 'secret' },
      model: 'aura-2-asteria-en',
      clock,
      log: silentLog,
      metrics: {
        providerErrors: {
          inc({ code }: { code: string }) {
            errors.push(code);
            changed();
          },
        } as unknown as Metrics['providerErrors'],
      },
      phrases: cache,
      onTiming: (_stage, ms) => timings.push(ms),
      ...options,
    });
    media.attach({
      media(sound) {
        carrier.push({ sound: `${sound.length}×${String.fromCharCode(sound[0] ?? 0)}` });
        changed();
      },
      mark(name) {
        marks.push(name);
        changed();
      },
      clear() {
        carrier.push('clear');
      },
    });
    const session = tts.open({
      media,
      onFact(fact) {
        facts.push(fact);
        changed();
      },
    });
    stops.push(() => {
      session.stop();
      media.detach();
    });
    return {
      clock,
      facts,
      errors,
      timings,
      carrier,
      command: session.command,
      say: (id: string, text = id, kind: SpeechKind = 'sentence', substance?: string) =>
        session.command({ type: 'say', utterance: { id, kind, text, ...(substance && { substance }) } }),
      until,
      untilFact: (type: TtsFact['type'], count = 1) =>
        until(() => facts.filter((fact) => fact.type === type).length >= count),
      untilError: (count = 1) => until(() => errors.length >= count),
      untilCarrier: (count: number) => until(() => carrier.length >= count),
      untilMarks: (count: number) => until(() => marks.length >= count),
      /** The carrier plays all it has. */
      plays(ms: number) {
        clock.advance(ms);
        for (const name of marks.splice(0)) media.markReturned(name);
      },
      stopped: () => facts.filter((fact) => fact.type === 'voice.stopped'),
    };
  }

  /** Speaks like the real one: `ms` of sound for each text, only when flushed. */
  function speaks(socket: TinySocket, letter: string, ms = 100) {
    socket.plays(Buffer.alloc(ms * 8, letter));
    socket.tells({ type: 'Flushed', sequence_id: 0 });
  }

  it('opens a socket for telephone sound before there is anything to say', async () => {
    aCall();
    const { path, query, headers } = await server.socket(0);
    expect(path).to.equal('/v1/speak');
    expect(Object.fromEntries(query)).to.deep.equal({
      model: 'aura-2-asteria-en',
      encoding: 'mulaw',
      sample_rate: '8000',
    });
    expect(headers.authorization).to.equal('Token secret');
  });

  it('says what it is told, clean, and tells when it begins, is heard and is finished', async () => {
    const call = aCall();
    call.say('u1', 'Good **morning**!');
    const socket = await server.socket(0);
    await socket.has(is('Flush'));
    expect(said(socket)).to.deep.equal(['Good morning! ', 'Flush']);
    call.clock.advance(140);
    speaks(socket, 'a');
    await call.untilMarks(1);
    call.plays(100);
    expect(call.facts).to.deep.equal([
      { type: 'voice.started', id: 'u1', at: 140 },
      { type: 'voice.heard', id: 'u1', at: 240 },
      { type: 'voice.finished', at: 240 },
    ]);
    expect(call.timings).to.deep.equal([140]);
    expect(call.carrier).to.deep.equal([{ sound: '800×a' }]);
  });

  it('gives every utterance a Flush of its own while there are plenty, and knows the end of each', async () => {
    const call = aCall();
    call.say('u1');
    call.say('u2');
    call.say('r1', 'Oil change on Monday, right?', 'read-back', 'Oil change on Monday');
    const socket = await server.socket(0);
    await socket.has(is('Flush'), 3);
    expect(said(socket)).to.deep.equal(['u1 ', 'Flush', 'u2 ', 'Flush', 'Oil change on Monday, right? ', 'Flush']);
    for (const letter of ['a', 'b', 'c']) speaks(socket, letter);
    await call.untilMarks(3);
    call.plays(300);
    expect(call.facts.map((fact) => ('id' in fact ? `${fact.type} ${fact.id}` : fact.type))).to.deep.equal([
      'voice.started u1',
      'voice.heard u1',
      'voice.heard u2',
      'voice.substanceHeard r1',
      'voice.heard r1',
      'voice.finished',
    ]);
  });

  it('lets sentences share a unit when Flushes run short, and no sooner than the sound needs it', async () => {
    const call = aCall();
    for (let n = 1; n <= 14; n++) call.say(`u${n}`);
    const socket = await server.socket(0);
    await socket.has(is('Flush'), 14);
    for (let n = 1; n <= 14; n++) speaks(socket, 'a', 200);
    await call.untilMarks(14);
    for (const id of ['v1', 'v2', 'v3']) call.say(id, `${id}.`);
    call.clock.advance(1_599); // 2,800 ms of sound − 1,200
    expect(socket.diary.length).to.equal(28);
    call.clock.advance(1);
    await socket.has(is('Flush'), 15);
    expect(said(socket).slice(28)).to.deep.equal(['v1. v2. v3. ', 'Flush']);
    speaks(socket, 'b', 900);
    await call.untilMarks(15);
    call.plays(2_100);
    expect(call.facts.slice(-4).map((fact) => ('id' in fact ? fact.id : fact.type))).to.deep.equal([
      'v1',
      'v2',
      'v3',
      'voice.finished',
    ]);
  });

  it('takes a second connection when sound is needed now and the first may not be flushed', async () => {
    const call = aCall();
    for (let n = 1; n <= 21; n++) call.say(`r${n}`, `r${n}.`, 'phrase');
    const first = await server.socket(0);
    await first.has(is('Flush'), 20);
    const second = await server.socket(1);
    await second.has(is('Flush'));
    expect(said(second)).to.deep.equal(['r21. ', 'Flush']);
    speaks(second, 'z'); // sooner than its turn
    for (let n = 1; n <= 20; n++) speaks(first, 'a', 10);
    await call.untilMarks(21);
    expect(call.carrier.at(-1)).to.deep.equal({ sound: '800×z' });
    expect(call.carrier.length).to.equal(21);
  });

  it('says a unit again of which nothing was played when its connection dropped', async () => {
    const call = aCall();
    for (let n = 1; n <= 21; n++) call.say(`r${n}`, `r${n}.`, 'phrase');
    const first = await server.socket(0);
    await first.has(is('Flush'), 20);
    const second = await server.socket(1);
    await second.has(is('Flush'));
    second.plays(Buffer.alloc(400, 'y')); // before its turn
    second.drops();
    await call.untilError();
    call.clock.advance(100);
    const third = await server.socket(2);
    await third.has(is('Flush'));
    speaks(third, 'z');
    for (let n = 1; n <= 20; n++) speaks(first, 'a', 10);
    await call.untilMarks(21);
    expect(call.carrier.at(-1)).to.deep.equal({ sound: '800×z' });
    expect(call.carrier.length).to.equal(21);
  });

  it('goes on with the connections it has when another cannot be had', async () => {
    const call = aCall();
    const first = await server.socket(0);
    server.refuses(403);
    for (let n = 1; n <= 21; n++) call.say(`r${n}`, `r${n}.`, 'phrase');
    await first.has(is('Flush'), 20);
    const next = await server.socket(1);
    await next.has(is('Flush'));
    expect(said(next)).to.deep.equal(['r21. ', 'Flush']);
    expect([call.errors, call.facts]).to.deep.equal([['refused_403'], []]);
  });

  it('moves text that an excess Flush left in the buffer to another connection', async () => {
    const call = aCall();
    call.say('u1');
    call.say('u2');
    const first = await server.socket(0);
    await first.has(is('Flush'), 2);
    first.tells({ type: 'Warning', code: 'EXCESSIVE_FLUSH', description: 'too many' });
    const second = await server.socket(1);
    await second.has(is('Flush'));
    expect(said(second)).to.deep.equal(['u2 ', 'Flush']);
    speaks(second, 'b');
    speaks(first, 'a');
    await call.untilMarks(2);
    expect(call.carrier).to.deep.equal([{ sound: '800×a' }, { sound: '800×b' }]);
    await first.has(is('Clear')); // the buffer is emptied before it is used again
    expect(call.errors).to.deep.equal(['excessive_flush']);
  });

  it('is silent at once when held, and goes on where it was cut', async () => {
    const call = aCall();
    call.say('u1');
    const socket = await server.socket(0);
    await socket.has(is('Flush'));
    speaks(socket, 'a', 1_000);
    await call.untilMarks(1);
    call.clock.advance(400);
    call.command({ type: 'hold' });
    call.command({ type: 'resume' });
    expect(call.carrier).to.deep.equal([{ sound: '8000×a' }, 'clear', { sound: '4800×a' }]);
    expect(call.facts[1]).to.deep.equal({ type: 'voice.held', at: 400 });
    expect(socket.diary.filter(is('Clear'))).to.deep.equal([]);
  });

  it('stops both the carrier and the synthesiser, and tells what had been heard', async () => {
    const call = aCall();
    call.say('u1', 'one two three four five six seven eight nine ten');
    call.say('u2');
    const socket = await server.socket(0);
    await socket.has(is('Flush'), 2);
    socket.plays(Buffer.alloc(8_000, 'a'));
    await call.untilCarrier(1);
    call.clock.advance(500);
    call.command({ type: 'stop' });
    call.say('u3');
    await socket.has(is('Flush'), 3);
    expect(said(socket).slice(4)).to.deep.equal(['Clear', 'u3 ', 'Flush']);
    socket.plays(Buffer.alloc(800, 'b')); // late
    socket.tells({ type: 'Flushed' }); // late
    socket.tells({ type: 'Cleared' });
    speaks(socket, 'c');
    await call.untilMarks(1);
    expect(call.carrier).to.deep.equal([{ sound: '8000×a' }, 'clear', { sound: '800×c' }]);
    const [stopped] = call.stopped();
    expect(stopped).to.deep.equal({
      type: 'voice.stopped',
      at: 500,
      cut: [
        { id: 'u1', heard: 'one two' }, // half a second, at fifteen letters a second
        { id: 'u2', heard: '' },
      ],
    });
  });

  it('is not confused by a Flushed that comes for what was cleared', async () => {
    const call = aCall();
    call.say('u1');
    const socket = await server.socket(0);
    await socket.has(is('Flush'));
    call.command({ type: 'stop' });
    socket.tells({ type: 'Cleared' });
    call.say('u2');
    await socket.has(is('Flush'), 2);
    socket.tells({ type: 'Flushed' });
    speaks(socket, 'b');
    await call.untilMarks(1);
    call.plays(100);
    expect(call.carrier).to.deep.equal(['clear', { sound: '800×b' }]);
    expect(call.facts.at(-2)).to.include({ type: 'voice.heard', id: 'u2' });
  });

  it('answers a stop also when nothing is being said', async () => {
    const call = aCall();
    call.command({ type: 'stop' });
    expect(call.facts).to.deep.equal([{ type: 'voice.stopped', at: 0, cut: [] }]);
    expect((await server.socket(0)).diary).to.deep.equal([]);
  });

  it('takes a stalled connection for lost and says again what has not begun', async () => {
    const call = aCall();
    call.say('u1');
    const first = await server.socket(0);
    await first.has(is('Flush'));
    call.clock.advance(1_499);
    expect(call.errors).to.deep.equal([]);
    call.clock.advance(1);
    expect(call.errors).to.deep.equal(['stalled']);
    call.clock.advance(100);
    const second = await server.socket(1);
    await second.has(is('Flush'));
    expect(said(second)).to.deep.equal(['u1 ', 'Flush']);
    speaks(second, 'a');
    await call.untilMarks(1);
    call.plays(100);
    expect(call.facts.map(({ type }) => type)).to.deep.equal(['voice.started', 'voice.heard', 'voice.finished']);
  });

  it('waits no longer than at first for the next connection once one has worked for a while', async () => {
    const call = aCall();
    const first = await server.socket(0);
    call.say('u1');
    await first.has(is('Flush'));
    first.drops();
    await call.untilError();
    call.clock.advance(100);
    const second = await server.socket(1);
    await second.has(is('Flush'));
    speaks(second, 'a');
    await call.untilMarks(1);
    call.plays(3_000);
    call.say('u2');
    await second.has(is('Flush'), 2);
    second.drops();
    await call.untilError(2);
    call.clock.advance(100);
    const third = await server.socket(2);
    await third.has(is('Flush'));
    expect(said(third)).to.deep.equal(['u2 ', 'Flush']);
  });

  it('does not say again what has begun, but goes on with the next', async () => {
    const call = aCall();
    call.say('u1');
    call.say('u2');
    const first = await server.socket(0);
    await first.has(is('Flush'), 2);
    first.plays(Buffer.alloc(800, 'a'));
    await call.untilCarrier(1);
    first.drops();
    await call.untilError();
    call.clock.advance(100);
    const second = await server.socket(1);
    await second.has(is('Flush'));
    expect(said(second)).to.deep.equal(['u2 ', 'Flush']);
    speaks(second, 'b');
    await call.untilMarks(2);
    expect(call.carrier).to.deep.equal([{ sound: '800×a' }, { sound: '800×b' }]);
  });

  it('says a read-back again that broke off, and only the whole one counts', async () => {
    const call = aCall();
    call.say('r1', 'Oil change on Monday, right?', 'read-back', 'Oil change on Monday');
    const first = await server.socket(0);
    await first.has(is('Flush'));
    first.plays(Buffer.alloc(800, 'a'));
    await call.untilCarrier(1);
    first.drops();
    await call.untilError();
    call.plays(100);
    expect(call.facts.map(({ type }) => type)).to.deep.equal(['voice.started']);
    const second = await server.socket(1);
    await second.has(is('Flush'));
    speaks(second, 'b');
    await call.untilMarks(1);
    call.plays(100);
    expect(call.facts.slice(-3).map((fact) => ('id' in fact ? `${fact.type} ${fact.id}` : fact.type))).to.deep.equal([
      'voice.substanceHeard r1',
      'voice.heard r1',
      'voice.finished',
    ]);
  });

  it('is lost, once, when the key is wrong', async () => {
    server.refuses(401);
    const call = aCall();
    await call.untilFact('tts.lost');
    call.say('u1');
    call.command({ type: 'stop' });
    expect(call.facts).to.deep.equal([
      { type: 'tts.lost', code: 'refused_401' },
      { type: 'voice.stopped', at: 0, cut: [] },
    ]);
    expect(call.errors).to.deep.equal(['refused_401']);
  });

  it('is lost before three seconds of silence are over, however it fails', async () => {
    server.refuses('hang', 'hang', 'hang');
    const call = aCall();
    call.say('u1');
    await server.asked(1);
    call.clock.advance(1_200);
    call.clock.advance(100);
    await server.asked(2);
    call.clock.advance(1_399);
    expect([call.facts, call.errors]).to.deep.equal([[], ['handshake_timeout', 'handshake_timeout']]);
    call.clock.advance(1);
    expect(call.facts).to.deep.equal([{ type: 'tts.lost', code: 'no_sound' }]);
    expect(call.clock.waiting).to.equal(1); // the media path's own
  });

  it('lets the caller hear what was sent when it is lost in the middle', async () => {
    const call = aCall();
    call.say('u1');
    const socket = await server.socket(0);
    await socket.has(is('Flush'));
    socket.plays(Buffer.alloc(8_000, 'a'));
    await call.untilCarrier(1);
    server.refuses(403);
    socket.drops();
    await call.untilError();
    call.clock.advance(100);
    await call.untilFact('tts.lost');
    call.plays(900);
    expect(call.facts.map(({ type }) => type)).to.deep.equal([
      'voice.started',
      'tts.lost',
      'voice.heard',
      'voice.finished',
    ]);
  });

  it('does not take for heard what broke off for good', async () => {
    const call = aCall(phrases, { stallMs: 60_000 });
    call.say('u1');
    const socket = await server.socket(0);
    await socket.has(is('Flush'));
    socket.plays(Buffer.alloc(8_000, 'a'));
    await call.untilCarrier(1);
    call.clock.advance(3_700);
    call.plays(0);
    expect(call.facts.map(({ type }) => type)).to.deep.equal(['voice.started', 'tts.lost', 'voice.finished']);
  });

  it('opens again on demand after the server closed an idle socket, without a word', async () => {
    const call = aCall();
    call.say('u1');
    const first = await server.socket(0);
    await first.has(is('Flush'));
    speaks(first, 'a');
    await call.untilMarks(1);
    first.closes(1011, 'NET-0001');
    await first.has((entry) => 'closed' in entry);
    call.clock.advance(60_000);
    call.say('u2');
    call.clock.advance(100);
    const second = await server.socket(1);
    await second.has(is('Flush'));
    expect(said(second)).to.deep.equal(['u2 ', 'Flush']);
    expect(call.errors).to.deep.equal([]);
    expect(server.sockets.length).to.equal(2);
  });

  it('plays a kept phrase at once the second time, in its turn, also without any connection', async () => {
    const cache = createPhraseCache({ maxBytes: 100_000, texts: ['Hello there.'] });
    const call = aCall(cache);
    call.say('g1', 'Hello there.', 'greeting');
    const socket = await server.socket(0);
    await socket.has(is('Flush'));
    socket.plays(Buffer.alloc(400, 'h'));
    speaks(socket, 'i', 50);
    await call.untilMarks(1);

    server.refuses(401);
    const next = aCall(cache);
    next.say('g2', 'Hello there.', 'greeting');
    expect(next.facts).to.deep.equal([{ type: 'voice.started', id: 'g2', at: 0 }]);
    expect(next.carrier).to.deep.equal([{ sound: '800×h' }]);
    await next.untilFact('tts.lost');
    next.say('g3', 'Hello there.', 'greeting');
    next.plays(200);
    expect(next.facts.slice(2).map((fact) => ('id' in fact ? fact.id : fact.type))).to.deep.equal([
      'g2',
      'g3',
      'voice.finished',
    ]);
  });

  it('does not keep a phrase that broke off', async () => {
    const cache = createPhraseCache({ maxBytes: 100_000, texts: ['Hello there.'] });
    const call = aCall(cache);
    call.say('g1', 'Hello there.', 'greeting');
    const socket = await server.socket(0);
    await socket.has(is('Flush'));
    socket.plays(Buffer.alloc(400, 'h'));
    await call.untilCarrier(1);
    socket.drops();
    await call.untilError();
    expect(cache.get('aura-2-asteria-en', 'Hello there.')).to.equal(undefined);
  });

  it('takes text without anything to pronounce for heard in its turn', async () => {
    const call = aCall();
    call.say('u1', '…');
    expect(call.facts.map(({ type }) => type)).to.deep.equal(['voice.heard', 'voice.finished']);
  });

  it('closes its sockets and says nothing more when the call is over', async () => {
    const call = aCall();
    call.say('u1');
    const socket = await server.socket(0);
    await socket.has(is('Flush'));
    for (const stop of stops.splice(0)) stop();
    await socket.has((entry) => 'closed' in entry);
    expect(said(socket)).to.deep.equal(['u1 ', 'Flush', 'Close', undefined]);
    expect(call.facts).to.deep.equal([]);
  });
});
