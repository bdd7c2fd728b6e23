import { expect } from 'chai';
import type { SttFact } from '../../../machines/ports/stt.ts';
import { silentLog } from '../../../src/log.ts';
import type { Metrics } from '../../../src/metrics.ts';
import { createDeepgramStt } from '../../../src/stt/deepgram-stt.ts';
import { SpeechClock } from '../../kit/speech-clock.ts';
import { type TinyDeepgram, type TinySocket, tinyDeepgram, watching } from '../../kit/tiny-deepgram.ts';

const FRAME_MS = 20;
const isText = (type: string) => (entry: Record<string, unknown>) => entry.type === type;
const isSound = (entry: Record<string, unknown>) => 'sound' in entry;
const isClosed = (entry: Record<string, unknown>) => 'closed' in entry;

const speechFinal = (text: string, start: number, end: number) => ({
  type: 'Results',
  start: 0,
  duration: end,
  is_final: true,
  speech_final: true,
  channel: { alternatives: [{ transcript: text, words: [{ word: text, start, end }] }] },
});
const interim = (text: string, start: number, end: number) => ({
  ...speechFinal(text, start, end),
  is_final: false,
  speech_final: false,
});

describe('Deepgram speech to text', () => {
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

  /** A call whose caller makes a sound (a byte of `mark`) of some length, 20 ms at a time, while the clock moves along. */
  function aCall() {
    const clock = new SpeechClock();
    const facts: SttFact[] = [];
    const errors: Record<string, string | number>[] = [];
    const { changed, until } = watching();
    const metrics = {
      providerErrors: {
        inc(labels: Record<string, string>) {
          errors.push(labels);
          changed();
        },
      } as unknown as Metrics['providerErrors'],
    };
    let listener: ((sound: Buffer, at: number) => void) | null = null;
    let at = 0;
    const stt = createDeepgramStt({
      access: { url: server.url, apiKey: 'secret' },
      model: 'nova-3',
      language: 'en-US',
      clock,
      log: silentLog,
      metrics,
    });
    const session = stt.open({
      source: {
        onSound(next) {
          listener = next;
          return () => {
            listener = null;
          };
        },
      },
      keyterms: ['Honda', 'brake pads'],
      onFact(fact) {
        facts.push(fact);
        changed();
      },
    });
    stops.push(() => session.stop());
    return {
      clock,
      facts,
      stop: () => session.stop(),
      isHeard: () => listener !== null,
      empties: () => listener?.(Buffer.alloc(0), at),
      sounds(ms: number, mark = 1) {
        for (let passed = 0; passed < ms; passed += FRAME_MS) {
          clock.advance(FRAME_MS);
          listener?.(Buffer.alloc(FRAME_MS * 8, mark), at);
          at += FRAME_MS;
        }
      },
      until: (type: SttFact['type'], count = 1) =>
        until(() => facts.filter((fact) => fact.type === type).length >= count),
      errors,
      /** Until an error has been counted and the chart has settled. */
      untilError: async (count = 1) => {
        await until(() => errors.length >= count);
        await Promise.resolve();
      },
    };
  }

  const receives = (socket: TinySocket, bytes: number) => socket.has(() => socket.soundBytes >= bytes);

  it('opens a socket for telephone sound with the terms of the call', async () => {
    const call = aCall();
    await call.until('stt.opened');
    const { path, query, headers } = await server.socket(0);
    expect(path).to.equal('/v1/listen');
    expect([...query.entries()].map((pair) => pair.join('=')).sort()).to.deep.equal([
      'channels=1',
      'encoding=mulaw',
      'endpointing=300',
      'interim_results=true',
      'keyterm=Honda',
      'keyterm=brake pads',
      'language=en-US',
      'model=nova-3',
      'sample_rate=8000',
      'smart_format=true',
      'utterance_end_ms=1000',
      'vad_events=true',
    ]);
    expect(headers.authorization).to.equal('Token secret');
  });

  it('turns what the recogniser says into facts on the media clock', async () => {
    const call = aCall();
    call.sounds(1_000); // the carrier is earlier than the recogniser
    await call.until('stt.opened');
    const socket = await server.socket(0);
    call.sounds(400);
    socket.tells(speechFinal('Hello', 0.2, 0.6));
    await call.until('caller.said');
    expect(call.facts).to.deep.equal([
      { type: 'stt.opened' },
      { type: 'caller.startedTalking', at: 200 },
      { type: 'caller.said', text: 'Hello', startedAt: 200, endedAt: 600 },
    ]);
  });

  it('keeps the sound that comes before the socket is open and sends it at 1.25 times real time, in order', async () => {
    const call = aCall();
    call.sounds(200, 1);
    call.sounds(200, 2);
    await call.until('stt.opened');
    const socket = await server.socket(0);
    call.clock.advance(100);
    await receives(socket, 960);
    expect(socket.sound()).to.deep.equal(Buffer.alloc(960, 1)); // 125 ms, in whole frames
    call.sounds(1_520, 3);
    call.sounds(200, 4);
    await receives(socket, (400 + 1_720) * 8);
    expect(socket.sound()).to.deep.equal(
      Buffer.concat([1, 2, 3, 4].map((mark, n) => Buffer.alloc(([200, 200, 1_520, 200][n] as number) * 8, mark))),
    );
  });

  it('keeps the first ten seconds of a call, and tells what was lost beyond', async () => {
    const call = aCall();
    call.sounds(500, 1);
    call.sounds(10_000, 2);
    await call.until('stt.reopened');
    const socket = await server.socket(0);
    call.clock.advance(1_600);
    await receives(socket, 16_000);
    expect(socket.sound()).to.deep.equal(Buffer.alloc(16_000, 2));
    socket.tells(speechFinal('Hello', 0.5, 1));
    await call.until('caller.said');
    // Nothing was there for so long that attempts failed, too.
    const heard = call.facts.filter(({ type }) => type === 'stt.reopened' || type === 'caller.said');
    expect(heard).to.deep.equal([
      { type: 'stt.reopened', lostMs: 500 },
      { type: 'caller.said', text: 'Hello', startedAt: 1_000, endedAt: 1_500 },
    ]);
  });

  it('cuts long digital silence short while it catches up, and still knows when things were said', async () => {
    const call = aCall();
    call.sounds(200, 1);
    call.sounds(1_000, 0xff);
    call.sounds(400, 2);
    await call.until('stt.opened');
    const socket = await server.socket(0);
    call.clock.advance(2_000);
    await receives(socket, 8_000);
    expect(socket.sound()).to.deep.equal(
      Buffer.concat([Buffer.alloc(1_600, 1), Buffer.alloc(3_200, 0xff), Buffer.alloc(3_200, 2)]),
    );
    socket.tells(speechFinal('Hello', 0.7, 0.9));
    await call.until('caller.said');
    expect(call.facts.at(-1)).to.deep.equal({ type: 'caller.said', text: 'Hello', startedAt: 1_300, endedAt: 1_500 });
  });

  it('says every four seconds that it is still there while no sound flows', async () => {
    const call = aCall();
    await call.until('stt.opened');
    const socket = await server.socket(0);
    call.sounds(20);
    await socket.has(isSound);
    call.clock.advance(3_999);
    call.clock.advance(1);
    await socket.has(isText('KeepAlive'));
    call.clock.advance(4_000);
    await socket.has(isText('KeepAlive'), 2);
    expect(socket.diary).to.deep.equal([{ sound: 160 }, { type: 'KeepAlive' }, { type: 'KeepAlive' }]);
  });

  it('says nothing of the kind while sound flows', async () => {
    const call = aCall();
    await call.until('stt.opened');
    const socket = await server.socket(0);
    call.sounds(9_000, 0xff);
    await receives(socket, 72_000);
    expect(socket.diary.filter((entry) => !isSound(entry))).to.deep.equal([]);
  });

  it('comes back after a drop, sends again what was not answered, and goes on with the turn', async () => {
    const call = aCall();
    await call.until('stt.opened');
    const first = await server.socket(0);
    call.sounds(600, 1);
    await receives(first, 4_800);
    first.tells(interim('I need', 0.1, 0.4));
    await call.until('caller.isSaying');
    first.drops();
    await call.until('stt.dropped');
    call.sounds(100, 2);
    await call.until('stt.reopened');
    const second = await server.socket(1);
    call.clock.advance(400);
    await receives(second, 2_400);
    expect(second.sound()).to.deep.equal(Buffer.concat([Buffer.alloc(1_600, 1), Buffer.alloc(800, 2)]));
    second.tells(speechFinal('brakes', 0.05, 0.25));
    await call.until('caller.said');
    expect(call.facts.slice(3)).to.deep.equal([
      { type: 'stt.dropped', code: 'close_1006' },
      { type: 'stt.reopened', lostMs: 0 },
      { type: 'caller.said', text: 'I need brakes', startedAt: 100, endedAt: 650 },
    ]);
    expect(call.errors).to.deep.equal([{ provider: 'stt', code: 'close_1006' }]);
  });

  it('takes a recogniser for dead that says nothing to three seconds of sound, and tells what is lost', async () => {
    const call = aCall();
    await call.until('stt.opened');
    const first = await server.socket(0);
    call.sounds(2_980);
    expect(call.facts.length).to.equal(1);
    call.sounds(20);
    await first.has(isClosed);
    call.sounds(100);
    await call.until('stt.reopened');
    expect(call.facts.slice(1)).to.deep.equal([
      { type: 'stt.dropped', code: 'silent' },
      { type: 'stt.reopened', lostMs: 1_100 },
    ]);
    expect(call.errors).to.deep.equal([{ provider: 'stt', code: 'silent' }]);
  });

  it('does not mind a recogniser that is quiet while the line carries digital silence', async () => {
    const call = aCall();
    await call.until('stt.opened');
    call.sounds(10_000, 0xff);
    expect(call.facts).to.deep.equal([{ type: 'stt.opened' }]);
  });

  it('is lost at once when the key is wrong, and listens no more', async () => {
    server.refuses(401);
    const call = aCall();
    await call.until('stt.lost');
    expect(call.facts).to.deep.equal([{ type: 'stt.lost', code: 'refused_401' }]);
    expect(call.isHeard()).to.equal(false);
    expect(call.errors).to.deep.equal([{ provider: 'stt', code: 'refused_401' }]);
  });

  it('tries again when the server is too busy', async () => {
    server.refuses(429);
    const call = aCall();
    await call.untilError();
    call.clock.advance(100);
    await call.until('stt.opened');
    expect(call.facts).to.deep.equal([{ type: 'stt.dropped', code: 'refused_429' }, { type: 'stt.opened' }]);
    expect(call.errors).to.deep.equal([{ provider: 'stt', code: 'refused_429' }]);
  });

  it('ends the stream and says nothing more when stopped', async () => {
    const call = aCall();
    await call.until('stt.opened');
    const socket = await server.socket(0);
    call.stop();
    socket.tells(speechFinal('late', 0, 1));
    await socket.has(isClosed);
    expect(socket.diary).to.deep.equal([{ type: 'CloseStream' }, { closed: 1000 }]);
    expect(call.facts).to.deep.equal([{ type: 'stt.opened' }]);
    expect(call.isHeard()).to.equal(false);
    expect(call.clock.waiting).to.equal(1); // the time-out of the close itself
  });

  it('never sends an empty buffer, which would end the stream', async () => {
    const call = aCall();
    await call.until('stt.opened');
    const socket = await server.socket(0);
    call.empties();
    call.sounds(20);
    await socket.has(isSound);
    expect(socket.diary).to.deep.equal([{ sound: 160 }]);
  });
});
