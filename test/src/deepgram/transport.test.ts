import { expect } from 'chai';
import { createTransport } from '../../../src/deepgram/transport.ts';
import type { OutsideError } from '../../../src/errors.ts';
import { SpeechClock } from '../../kit/speech-clock.ts';
import { type TinyDeepgram, tinyDeepgram, watching } from '../../kit/tiny-deepgram.ts';

describe('the Deepgram transport', () => {
  let server: TinyDeepgram;
  beforeEach(async () => {
    server = await tinyDeepgram();
  });
  afterEach(() => server.close());

  function connects(address = server.url) {
    const clock = new SpeechClock();
    const diary: unknown[] = [];
    const { changed, until } = watching();
    const note = (entry: unknown) => {
      diary.push(entry);
      changed();
    };
    const transport = createTransport(
      `${address.replace('http', 'ws')}/v1/speak?model=x`,
      { Authorization: 'Token k' },
      {
        provider: 'tts',
        clock,
        handshakeMs: 3_000,
        onBinary: (sound) => {
          if (sound.length === 0) throw new Error('no sound');
          note({ binary: Buffer.isBuffer(sound) ? [...sound] : 'no buffer' });
        },
        onEnd: ({ provider, code, retryable, message }: OutsideError) => note({ provider, code, retryable, message }),
      },
    );
    transport.onOpen(() => note('open'));
    transport.onMessage((message) => note({ text: message }));
    transport.onError(({ message }) => note({ error: message }));
    transport.onClose(({ code }) => note({ close: code }));
    return { clock, diary, transport, until, length: (n: number) => until(() => diary.length >= n) };
  }

  it('carries text through the SDK and sound as Buffers, in order', async () => {
    const c = connects();
    await c.length(1);
    const socket = await server.socket(0);
    socket.plays(Buffer.from([1, 2]));
    socket.tells({ type: 'Flushed' });
    await c.length(3);
    expect(c.diary).to.deep.equal(['open', { binary: [1, 2] }, { text: '{"type":"Flushed"}' }]);
    expect(socket.headers.authorization).to.equal('Token k');
    void c.transport.close();
  });

  it("turns a refused upgrade into an error with its status and the server's reason", async () => {
    server.refuses(402);
    const c = connects();
    await c.length(2);
    const message = 'expected the socket to open, got 402 (because of 402)';
    expect(c.diary).to.deep.equal([
      { provider: 'tts', code: 'refused_402', retryable: false, message },
      { error: message },
    ]);
  });

  it('says of a refusal that may pass that it may be tried again', async () => {
    server.refuses(429);
    const c = connects();
    await c.length(2);
    expect(c.diary[0]).to.include({ code: 'refused_429', retryable: true });
  });

  it('gives up a handshake that is not answered', async () => {
    server.refuses('hang');
    const c = connects();
    c.clock.advance(2_999);
    expect(c.diary).to.deep.equal([]);
    c.clock.advance(1);
    expect(c.diary[0]).to.include({ code: 'handshake_timeout', retryable: true });
  });

  it('says that nobody is there', async () => {
    const gone = server.url;
    await server.close();
    const c = connects(gone);
    await c.length(1);
    expect(c.diary[0]).to.include({ code: 'unreachable', retryable: true });
    server = await tinyDeepgram();
  });

  it('names a close by the code in its reason', async () => {
    const c = connects();
    await c.length(1);
    (await server.socket(0)).closes(1011, 'NET-0001: no message received');
    await c.length(3);
    expect(c.diary.slice(1)).to.deep.equal([
      {
        provider: 'tts',
        code: 'net_0001',
        retryable: true,
        message: 'expected the socket to stay open, got close 1011',
      },
      { close: 1011 },
    ]);
  });

  it('names a close without a reason by its number', async () => {
    const c = connects();
    await c.length(1);
    (await server.socket(0)).drops();
    await c.length(2);
    expect(c.diary[1]).to.include({ code: 'close_1006', retryable: true });
  });

  it('is given up, not the process, when its sound cannot be handled', async () => {
    const c = connects();
    await c.length(1);
    (await server.socket(0)).plays(Buffer.alloc(0));
    await c.length(2);
    expect(c.diary[1]).to.include({ code: 'internal', retryable: true });
  });

  it('says nothing more once we have closed it', async () => {
    const c = connects();
    await c.length(1);
    const socket = await server.socket(0);
    void c.transport.close(1000);
    socket.plays(Buffer.from([1]));
    await socket.has((entry) => 'closed' in entry);
    expect(socket.diary).to.deep.equal([{ closed: 1000 }]);
    expect(c.diary).to.deep.equal(['open']);
  });
});
