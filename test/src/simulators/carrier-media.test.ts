import { expect } from 'chai';
import { scaledClock } from '../../../src/clock.ts';
import {
  type CallOptions,
  type Carrier,
  type CarrierCall,
  type DiaryEntry,
  startCarrier,
} from '../../../src/simulators/carrier/index.ts';
import { ACCOUNT, type ServedStream, startTestServer } from '../../kit/simulators-server.ts';

interface Media {
  event: string;
  sequenceNumber: string;
  media: { track: string; chunk: string; timestamp: string; payload: string };
}

describe('the media of a simulated call', () => {
  const clock = scaledClock(10);
  let carrier: Carrier;
  let server: Awaited<ReturnType<typeof startTestServer>>;
  let call: CarrierCall;
  let stream: ServedStream;
  let streamSid: unknown;

  beforeEach(async () => {
    server = await startTestServer();
    server.twiml['/voice'] = '<Response><Connect><Stream url="/media"/></Connect></Response>';
    carrier = await startCarrier({ clock, ...ACCOUNT });
  });
  afterEach(async () => {
    await carrier.close();
    await server.close();
  });

  async function connect(options: Partial<CallOptions> = {}) {
    const webhookUrl = `${server.url}/voice`;
    call = await carrier.call({ webhookUrl, from: '+15550100123', to: '+15550100001', ...options });
    stream = await server.stream();
    streamSid = (await stream.next('start')).streamSid;
  }
  const later = (ms: number) => new Promise<void>((resolve) => clock.setTimeout(() => resolve(), ms));
  const media = () => stream.messages.filter(({ event }) => event === 'media') as unknown as Media[];
  const heardByServer = () => Buffer.concat(media().map(({ media }) => Buffer.from(media.payload, 'base64')));
  const sound = (ms: number, byte = 0x20) => Buffer.alloc(ms * 8, byte);
  const say = (ms: number, byte = 0x20) =>
    stream.send({ event: 'media', streamSid, media: { payload: sound(ms, byte).toString('base64') } });
  const mark = (name: string) => stream.send({ event: 'mark', streamSid, mark: { name } });
  const clear = () => stream.send({ event: 'clear', streamSid });
  const echoed = (name: string) => (entry: DiaryEntry) => entry.type === 'mark.echoed' && entry.name === name;
  const diaryOf = (...types: DiaryEntry['type'][]) =>
    call.diary.flatMap((entry) =>
      types.includes(entry.type) ? ['name' in entry ? `${entry.type} ${entry.name}` : entry.type] : [],
    );
  const atOf = async (predicate: (entry: DiaryEntry) => boolean) => (await call.waitFor(predicate)).at;

  describe('from the caller', () => {
    it('is one frame of 160 bytes each 20 ms, silence included, numbered without holes, in strings', async () => {
      await connect();
      await later(1000);
      const frames = media();
      expect(frames.length).to.be.within(45, 56);
      expect(frames.slice(0, 3)).to.deep.equal(
        [1, 2, 3].map((n) => ({
          event: 'media',
          sequenceNumber: String(n + 1),
          media: {
            track: 'inbound',
            chunk: String(n),
            timestamp: String(5 + 20 * (n - 1)),
            payload: Buffer.alloc(160, 0xff).toString('base64'),
          },
          streamSid,
        })),
      );
      expect(frames.map(({ media }) => Number(media.chunk))).to.deep.equal(frames.map((_, n) => n + 1));
      expect(frames.map(({ sequenceNumber }) => Number(sequenceNumber))).to.deep.equal(frames.map((_, n) => n + 2));
    });

    it('keeps the pace over time, however late single timers are', async () => {
      await connect();
      await later(5000);
      const before = clock.now();
      const count = media().length;
      await later(10_000);
      expect(media().length - count).to.be.closeTo((clock.now() - before) / 20, 8);
    });

    it('carries what is spoken, whole and in order, filled up with silence', async () => {
      await connect();
      const [first, second] = [Buffer.alloc(1000, 0x11), Buffer.alloc(320, 0x22)];
      const spoke = [call.speak(first), call.speak(second)];
      expect(await Promise.all(spoke)).to.deep.equal(['sent', 'sent']);
      await later(100);
      const bytes = heardByServer();
      const at = bytes.indexOf(0x11);
      expect(bytes.subarray(at, at + 1120 + 320)).to.deep.equal(
        Buffer.concat([first, Buffer.alloc(120, 0xff), second]),
      );
      expect(bytes.subarray(at + 1440).every((byte) => byte === 0xff)).to.equal(true);
      expect(call.spoken.map(({ sound }) => sound)).to.deep.equal([first, second]);
      expect(diaryOf('spoke')).to.deep.equal(['spoke', 'spoke']);
    });

    it('waits with what is spoken before there is a stream, and cuts it when the stream ends', async () => {
      const webhookUrl = `${server.url}/voice`;
      call = await carrier.call({ webhookUrl, from: '+15550100123', to: '+15550100001' });
      const early = call.speak(sound(60));
      const long = call.speak(sound(60_000));
      stream = await server.stream();
      expect(await early).to.equal('sent');
      stream.ws.close(1000);
      expect(await long).to.equal('cut');
    });

    it('may come in other frames and begin at an odd time', async () => {
      await connect({ frameBytes: 100, firstTimestamp: 37 });
      await call.speak(sound(500));
      const frames = media().slice(0, 4);
      expect(frames.map(({ media }) => [media.timestamp, Buffer.from(media.payload, 'base64').length])).to.deep.equal([
        ['37', 100],
        ['49', 100],
        ['62', 100],
        ['74', 100],
      ]);
    });

    it('has gaps in which nothing comes and after which the time has jumped', async () => {
      await connect();
      await call.speak(sound(100, 0x11));
      const before = clock.now();
      expect(await call.gap(2000)).to.equal('sent');
      expect(clock.now() - before).to.be.at.least(1980);
      await call.speak(sound(100, 0x22));
      const times = media().map(({ media }) => Number(media.timestamp));
      const jumps = times.flatMap((time, n) =>
        time - (times[n - 1] ?? time - 20) === 20 ? [] : [time - (times[n - 1] ?? 0)],
      );
      expect(jumps).to.deep.equal([2020]);
      const chunks = media().map(({ media }) => Number(media.chunk));
      expect(chunks).to.deep.equal(chunks.map((_, n) => n + 1));
    });

    it('can be held up and then come in a burst, none of it lost', async () => {
      await connect();
      await stream.next('media');
      call.stall(1000);
      await later(200);
      const held = media().length;
      await later(600);
      expect(media().length).to.equal(held);
      await later(600);
      expect(media().length - held).to.be.at.least(50);
      const times = media().map(({ media }) => Number(media.timestamp));
      expect(times).to.deep.equal(times.map((_, n) => 5 + 20 * n));
    });

    it('has keys and whatever else one wants to send', async () => {
      await connect();
      call.pressKey('#');
      const { event, dtmf } = await stream.next('dtmf');
      expect({ event, dtmf }).to.deep.equal({ event: 'dtmf', dtmf: { track: 'inbound_track', digit: '#' } });
      call.sendRaw('not JSON');
      expect(await stream.next('raw')).to.deep.equal({ event: 'raw', text: 'not JSON' });
    });
  });

  describe('from the server', () => {
    it('is played at 8 bytes a millisecond, and marks come back when they are reached, in order', async () => {
      await connect();
      for (const [name, byte] of [
        ['a', 0x11],
        ['b', 0x22],
      ] as const) {
        say(600, byte);
        mark(name);
      }
      const started = await atOf(({ type }) => type === 'voice.started');
      const [a, b, ended] = [
        await atOf(echoed('a')),
        await atOf(echoed('b')),
        await atOf(({ type }) => type === 'voice.ended'),
      ];
      expect(a - started).to.be.within(600, 750);
      expect(b - started).to.be.within(1200, 1350);
      expect(ended - started).to.be.within(1199, 1201);
      expect((await stream.next('mark')).mark).to.deep.equal({ name: 'a' });
      expect(call.heardSound()).to.deep.equal(Buffer.concat([sound(600, 0x11), sound(600, 0x22)]));
      expect(diaryOf('voice.started', 'voice.ended')).to.deep.equal(['voice.started', 'voice.ended']);
    });

    it('comes back at once as a mark when nothing is to be played', async () => {
      await connect();
      mark('alone');
      await stream.next('mark');
      clear();
      mark('after a clear');
      await call.waitFor(echoed('after a clear'));
      expect(diaryOf('voice.started')).to.deep.equal([]);
    });

    it('is heard up to a clear, which sends all marks back; nothing else of it is played', async () => {
      await connect();
      say(2000, 0x11);
      mark('a');
      say(2000, 0x22);
      mark('b');
      await call.waitFor(({ type }) => type === 'voice.started');
      await later(800);
      clear();
      await call.waitFor(echoed('b'));
      const cleared = call.diary.find(({ type }) => type === 'clear');
      if (cleared?.type !== 'clear') throw new Error('expected a clear');
      const played = call.heardSound().length / 8;
      expect(played).to.be.within(700, 1900); // the first of the two, in part: how much depends on the machine
      expect(cleared.droppedMs + played).to.be.closeTo(4000, 1);
      expect(cleared.marks).to.deep.equal(['a', 'b']);
      expect(call.heardSound().every((byte) => byte === 0x11)).to.equal(true);
      say(100, 0x33);
      mark('c');
      await call.waitFor(echoed('c'));
      expect(call.heard.map(({ sound }) => sound[0])).to.deep.equal([0x11, 0x33]);
      expect(call.heard[1]?.at).to.be.greaterThan((call.heard[0]?.at ?? 0) + played);
    });

    it('is counted as stale when it comes right after a clear', async () => {
      await connect();
      say(500);
      clear();
      say(40);
      await call.waitFor(({ type }) => type === 'clear');
      await later(400);
      say(60);
      mark('new');
      await call.waitFor(echoed('new'));
      expect(call.staleAfterClearMs).to.equal(40);
    });

    it('can be waited for, and asked how much of it was heard when', async () => {
      await connect();
      say(300);
      await call.waitFor(({ type }) => type === 'voice.started');
      expect(call.isHearing).to.equal(true);
      await call.waitForQuiet(500);
      const started = call.heard[0]?.at ?? 0;
      expect(call.now() - started).to.be.at.least(800);
      expect([call.heardMs(), call.heardMs(started + 100, started + 200)]).to.deep.equal([300, 100]);
    });

    it('is lost, what has not been played, when the call ends', async () => {
      await connect();
      say(60_000);
      await call.waitFor(({ type }) => type === 'voice.started');
      await call.hangUp();
      expect(call.heardMs()).to.be.below(5000);
      expect(diaryOf('voice.ended')).to.deep.equal(['voice.ended']);
    });

    it('is not kept when nobody wants to hear it again', async () => {
      await connect({ keepSound: false });
      say(100);
      mark('a');
      await call.waitFor(echoed('a'));
      await call.speak(sound(20));
      expect([call.heard, call.spoken]).to.deep.equal([[], []]);
    });

    const wrong: [string, () => void, string][] = [
      [
        'of another stream',
        () => stream.send({ event: 'clear', streamSid: 'MZ1' }),
        "expected clear with the stream's streamSid, got another",
      ],
      [
        'of no stream',
        () => stream.send({ event: 'mark', mark: { name: 'a' } }),
        "expected mark with the stream's streamSid, got none",
      ],
      [
        'of an unknown kind',
        () => stream.send({ event: 'hangup', streamSid }),
        'expected media, mark or clear, got the event "hangup"',
      ],
      ['that is no JSON', () => stream.ws.send('clear!'), 'expected a JSON object, got something else'],
      ['that is binary', () => stream.ws.send(Buffer.from('{}')), 'expected a text frame, got a binary one'],
      [
        'without payload',
        () => stream.send({ event: 'media', streamSid, media: {} }),
        'expected media with a payload, got none',
      ],
      [
        'without base64',
        () => stream.send({ event: 'media', streamSid, media: { payload: 'äöü!' } }),
        'expected a base64 payload, got something else',
      ],
      [
        'without the name of its mark',
        () => stream.send({ event: 'mark', streamSid, mark: {} }),
        'expected a mark with a name, got none',
      ],
    ];
    for (const [what, act, message] of wrong)
      it(`is ignored and noted when it is a message ${what}`, async () => {
        await connect();
        act();
        await call.waitFor(({ type }) => type === 'protocol.error');
        expect(call.problems).to.deep.equal([`31951 ${message}`]);
        expect(diaryOf('voice.started', 'clear', 'mark.received')).to.deep.equal([]);
      });

    it('is played as noise, and noted, when it has a WAV header', async () => {
      await connect();
      const wav = Buffer.concat([Buffer.from('RIFF'), sound(40)]);
      stream.send({ event: 'media', streamSid, media: { payload: wav.toString('base64') } });
      await call.waitFor(({ type }) => type === 'voice.ended');
      expect(call.problems).to.deep.equal(['31951 expected raw μ-law, got a RIFF header: it is played as noise']);
      expect(call.heardSound()).to.deep.equal(wav);
    });
  });

  it('is told to wait no longer than was said', async () => {
    await connect();
    const failure = await call.waitFor(({ type }) => type === 'clear', 200).catch((error: Error) => error.message);
    expect(failure).to.match(/^expected an entry in the call's diary within 200 ms, got: webhook verb/);
  });
});
