import { once } from 'node:events';
import { expect } from 'chai';
import { WebSocket } from 'ws';
import { systemClock } from '../../../../src/clock.ts';
import { silentLog } from '../../../../src/log.ts';
import { OUR_LINE, playTo, quiet, textOf } from '../../../../src/simulators/local-speech/listen-client.ts';
import { type LocalSpeech, startLocalSpeech } from '../../../../src/simulators/local-speech/server.ts';
import { HandClock } from '../../../kit/local-speech-clock.ts';

const SPEAK = 'model=aura-2-asteria-en&encoding=mulaw&sample_rate=8000';
const BYTES_PER_SECOND = 8000;

/** A connection that writes down what it hears: text messages as they are, and how many bytes of sound came before each. */
async function connect(speech: LocalSpeech, path: string, authorization = 'Token local') {
  const headers = authorization ? { authorization } : {};
  const socket = new WebSocket(`${speech.url.replace('http', 'ws')}${path}`, { headers });
  const diary: string[] = [];
  const sounds: Buffer[] = [];
  let bytes = 0;
  const closed = new Promise<string>((resolve) => {
    socket.on('close', (code, reason) => resolve(`${code} ${reason}`.trim()));
  });
  socket.on('message', (data: Buffer, isBinary) => {
    if (isBinary) {
      bytes += data.length;
      sounds.push(data);
      return;
    }
    if (bytes > 0) diary.push('sound');
    bytes = 0;
    const { type, sequence_id, code } = JSON.parse(String(data)) as Record<string, unknown>;
    diary.push([type, sequence_id, code].filter((part) => part !== undefined).join(' '));
    socket.emit('told', diary.at(-1));
  });
  const [response] = (await once(socket, 'upgrade')) as [{ headers: Record<string, string> }];
  return {
    diary,
    sounds,
    closed,
    socket,
    requestId: response.headers['dg-request-id'],
    tell: (message: object) => socket.send(JSON.stringify(message)),
    /** Set up before the act, or at once after it. */
    async told(what: string) {
      while (!diary.includes(what)) await once(socket, 'told');
    },
  };
}

async function refused(speech: LocalSpeech, path: string, authorization = 'Token local') {
  const headers = authorization ? { authorization } : {};
  const socket = new WebSocket(`${speech.url.replace('http', 'ws')}${path}`, { headers });
  const [, response] = await once(socket, 'unexpected-response');
  let body = '';
  for await (const chunk of response) body += chunk;
  const { err_code, request_id } = JSON.parse(body) as Record<string, string>;
  const known = request_id === response.headers['dg-request-id'] && request_id !== undefined;
  return `${response.statusCode} ${err_code}${known ? '' : ' without its request id'}`;
}

describe('local speech: the protocol', () => {
  const clock = new HandClock();
  let speech: LocalSpeech;
  before(async () => {
    speech = await startLocalSpeech({ clock, log: silentLog });
  });
  after(() => speech.close());

  it('refuses as the service does, with a request id', async () => {
    expect(await refused(speech, `/v1/listen?${OUR_LINE}`, '')).to.equal('401 INVALID_AUTH');
    expect(await refused(speech, '/v1/listen?model=nova-3')).to.equal('400 INVALID_QUERY_PARAMETER');
    expect(await refused(speech, '/v1/speak?model=nova-3')).to.equal('400 Bad Request');
    expect(await refused(speech, '/v2/listen')).to.equal('404 NOT_FOUND');
  });

  it('gives every connection a request id', async () => {
    const { requestId, socket } = await connect(speech, `/v1/listen?${OUR_LINE}`);
    expect(requestId).to.match(/^[0-9a-f-]{36}$/);
    socket.terminate();
  });

  it('hangs up on a client that sends nothing, or only that it is alive', async () => {
    const { closed, tell, socket } = await connect(speech, `/v1/listen?${OUR_LINE}`);
    clock.advance(5000);
    tell({ type: 'KeepAlive' });
    socket.ping(); // answered after what was sent before it
    await once(socket, 'pong');
    clock.advance(5000);
    expect(await closed).to.equal('1011 NET-0001');
  });

  it('closes on a message that it does not know', async () => {
    for (const path of [`/v1/listen?${OUR_LINE}`, `/v1/speak?${SPEAK}`])
      for (const message of ['{"type":"Sing"}', 'not JSON', '{"type":"toString"}', 'null']) {
        const { closed, socket } = await connect(speech, path);
        socket.send(message);
        expect(await closed).to.equal('1008 DATA-0000');
      }
  });

  it('keeps the limits of speech', async () => {
    const tooLong = await connect(speech, `/v1/speak?${SPEAK}`);
    tooLong.tell({ type: 'Speak', text: 'a'.repeat(2001) });
    expect(await tooLong.closed).to.equal('1009 BIG-0001');
    const tooMuch = await connect(speech, `/v1/speak?${SPEAK}`);
    tooMuch.tell({ type: 'Speak', text: 'a'.repeat(2000) });
    tooMuch.tell({ type: 'Speak', text: 'a'.repeat(401) });
    expect(await tooMuch.closed).to.equal('1008 DATA-0001');
    const noText = await connect(speech, `/v1/speak?${SPEAK}`);
    noText.socket.send(Buffer.from([1, 2, 3]));
    expect(await noText.closed).to.equal('1003 MESSAGE-0000');
  });

  it('answers the twenty-first Flush of a minute with a warning', async () => {
    const { diary, tell, told } = await connect(speech, `/v1/speak?${SPEAK}`);
    for (let i = 0; i < 21; i++) tell({ type: 'Flush' });
    await told('Flushed 19');
    expect(diary.filter((entry) => entry.startsWith('Warning'))).to.deep.equal(['Warning EXCESSIVE_FLUSH']);
    expect(diary).to.not.include('Flushed 20');
  });
});

describe('local speech: real sound', function () {
  this.timeout(90_000);
  let speech: LocalSpeech;
  before(async () => {
    speech = await startLocalSpeech({ clock: systemClock, log: silentLog });
    await speech.ready();
  });
  after(() => speech.close());

  it('understands what the test caller says over the telephone', async () => {
    const said = [
      'Yes, that works for me.',
      'Can I speak to a real person, please?',
      'What time do you close on Saturday?',
    ];
    const voices = await Promise.all(said.map((text) => speech.voices.callerVoice(text)));
    const sound = Buffer.concat(voices.flatMap((voice) => [quiet(1500), voice]).concat(quiet(1500)));
    const messages = await playTo(speech.url, sound);
    expect(textOf(messages)).to.equal(said.join(' '));
    const order = messages.filter((message) => message.type !== 'Results' || message.speech_final);
    const count = (type: string) => order.filter((message) => message.type === type).length;
    expect([count('SpeechStarted'), count('UtteranceEnd'), order.at(-1)?.type]).to.deep.equal([3, 3, 'Metadata']);
    const lastWord = messages.findLast((message) => message.speech_final)?.channel?.alternatives[0]?.words.at(-1);
    expect(lastWord?.word).to.equal('saturday');
    expect(lastWord?.end).to.be.closeTo(sound.length / BYTES_PER_SECOND - 1.5, 0.4);
  });

  it('hears no words in silence and noise', async () => {
    let seed = 1;
    const noise = Buffer.from(
      Array.from({ length: 2 * BYTES_PER_SECOND }, () => {
        seed = (seed * 48_271) % 2_147_483_647;
        return 0x30 | (seed & 0x8f); // hiss of medium loudness, both signs
      }),
    );
    expect(textOf(await playTo(speech.url, Buffer.concat([quiet(2000), noise, quiet(2000)])))).to.equal('');
  });

  it('speaks: sound of a plausible length, then Flushed', async () => {
    const { diary, sounds, tell, told, socket } = await connect(speech, `/v1/speak?${SPEAK}`);
    tell({ type: 'Speak', text: 'I have nine thirty on Thursday morning. ' });
    tell({ type: 'Speak', text: 'Would you like that?' });
    tell({ type: 'Flush' });
    await told('Flushed 0');
    expect(diary).to.deep.equal(['Metadata', 'sound', 'Flushed 0']);
    const sound = Buffer.concat(sounds);
    expect(sound.length / BYTES_PER_SECOND).to.be.within(2.5, 5);
    expect(sound.filter((byte) => (byte & 0x7f) < 0x50).length / sound.length).to.be.above(0.3); // loud more often than not
    socket.terminate();
  });

  it('falls silent on Clear: what was flushed is not spoken to its end', async () => {
    const { diary, sounds, tell, told, socket } = await connect(speech, `/v1/speak?${SPEAK}`);
    tell({ type: 'Speak', text: 'Never mind.' });
    tell({ type: 'Flush' });
    tell({ type: 'Clear' });
    tell({ type: 'Speak', text: 'This is a sentence that is said first. '.repeat(20) });
    tell({ type: 'Flush' });
    while (sounds.length === 0) await once(socket, 'message');
    tell({ type: 'Clear' });
    await told('Cleared 1');
    tell({ type: 'Speak', text: 'Sorry?' });
    tell({ type: 'Flush' });
    await told('Flushed 0');
    expect(diary.filter((entry) => entry !== 'sound')).to.deep.equal([
      'Metadata',
      'Cleared 0',
      'Cleared 1',
      'Flushed 0',
    ]);
    expect(Buffer.concat(sounds).length / BYTES_PER_SECOND).to.be.below(30); // all of it would be 45 s
    socket.terminate();
  });
});
