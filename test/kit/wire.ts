import { randomBytes } from 'node:crypto';
import { getExpectedTwilioSignature } from 'twilio/lib/webhooks/webhooks.js';
import type { CallNote } from '../../src/calls/watch.ts';
import { databaseIsBusy } from '../../src/flows/busy-database.ts';
import { openStage, SHOP_NUMBER, type Stage, type StageOptions } from '../../src/flows/stage.ts';
import { silentLog } from '../../src/log.ts';
import type { CarrierCall } from '../../src/simulators/carrier/index.ts';
import { heardText, scriptedSpeech } from '../../src/simulators/deepgram/index.ts';
import type { Brain } from '../../src/simulators/openai/types.ts';
import type { HttpReply } from '../../src/telephony/server.ts';
import { emptyDatabase } from './database.ts';
import { aPeer, ask, Diary } from './telephony-server.ts';
import { JumpingClock } from './wire-clock.ts';

/** What the carrier of the stage signs with. */
const AUTH_TOKEN = 'token-of-the-simulated-carrier';
export const STRANGER = '+12125550177';
export const REPLY = 'We are open until six today.';

/** Handshakes with the simulators take less real time than one step of `passes` has. */
const STEP_MS = 500;
const SERVED_MS = 5;

export type Sign = 'right' | 'wrong' | 'none';
type Fields = Readonly<Record<string, string>>;
export type Peer = Awaited<ReturnType<typeof aPeer>>;

/** The whole product on loopback, and ways to be rude to it. */
export interface Wire {
  stage: Stage;
  clock: JumpingClock;
  /** Everything that was noted of every call. */
  notes: Diary<CallNote>;
  newSid(): string;
  /** The carrier's signature of a request to this path. */
  sign(path: string, fields: Fields): string;
  /** A webhook as the carrier would send it, unless told otherwise. */
  post(path: string, fields: Fields, sign?: Sign): Promise<HttpReply>;
  get(path: string, method?: string): Promise<HttpReply>;
  /** Time goes by in small jumps, with the sockets served in between. */
  passes(ms: number): Promise<void>;
  /** The carrier asks for us: answers the one-time token of the TwiML. */
  ring(callSid?: string, fields?: Fields): Promise<{ callSid: string; token: string }>;
  /** A socket to the media address, with nothing said on it. */
  peer(sign?: Sign): Promise<Peer>;
  /** A socket that has said `start`. */
  starts(callSid: string, token: string | null, streamSid?: string): Promise<Peer>;
  /** One metric's value by its name and labels as they are printed; 0 when it is not there. */
  metric(line: string): Promise<number>;
  close(): Promise<void>;
}

/** A model that answers every question with the opening hours. */
export const hours: Brain = () => ({ text: REPLY });

export async function aWire(options: Partial<StageOptions> & { speed?: number } = {}): Promise<Wire> {
  const { speed = 4, env, ...rest } = options;
  const clock = new JumpingClock(speed);
  const notes = new Diary<CallNote>();
  const stage = await openStage({
    clock,
    log: silentLog,
    brain: hours,
    speech: 'scripted',
    dataDir: '',
    watch: (note) => notes.write(note),
    ...rest,
    env: { DATABASE_URL: await emptyDatabase(), ...env },
  });
  const { app } = stage;
  clock.realTimeWhile(databaseIsBusy(app.database.dataSource));

  const wire: Wire = {
    stage,
    clock,
    notes,
    newSid: () => `CA${randomBytes(16).toString('hex')}`,
    sign: (path, fields) => getExpectedTwilioSignature(AUTH_TOKEN, `${app.url}${path}`, fields),
    post(path, fields, sign = 'right') {
      const signature = wire.sign(path, sign === 'wrong' ? { ...fields, more: 'x' } : fields);
      const headers = {
        'content-type': 'application/x-www-form-urlencoded',
        ...(sign !== 'none' && { 'x-twilio-signature': signature }),
      };
      return ask(app.port, { method: 'POST', path, headers, body: new URLSearchParams(fields).toString() });
    },
    get: (path, method = 'GET') => ask(app.port, { method, path }),
    async passes(ms) {
      for (let left = ms; left > 0; left -= STEP_MS) {
        await new Promise((resolve) => setTimeout(resolve, SERVED_MS));
        clock.jump(Math.min(left, STEP_MS));
      }
    },
    async ring(callSid = wire.newSid(), fields = {}) {
      const reply = await wire.post('/twilio/voice', voiceFields(callSid, fields));
      return { callSid, token: tokenOf(reply) };
    },
    peer(sign = 'right') {
      const url = `${app.url.replace(/^http/, 'ws')}/media`;
      const signed = getExpectedTwilioSignature(sign === 'wrong' ? 'another' : AUTH_TOKEN, url, {});
      return aPeer(app.port, '/media', sign === 'none' ? {} : { 'x-twilio-signature': signed });
    },
    async starts(callSid, token, streamSid = 'MZ1') {
      const peer = await wire.peer();
      peer.ws.send('{"event":"connected","protocol":"Call","version":"1.0.0"}');
      peer.ws.send(startMessage(callSid, token, streamSid));
      return peer;
    },
    async metric(line) {
      const { body = '' } = await wire.get('/metrics');
      const found = body.split('\n').find((each) => each.startsWith(`${line} `));
      return Number(found?.slice(line.length + 1) ?? 0);
    },
    async close() {
      await stage.close();
      clock.stop();
    },
  };
  return wire;
}

export function voiceFields(callSid: string, fields: Fields = {}): Record<string, string> {
  return { CallSid: callSid, AccountSid: 'AC1', From: STRANGER, To: SHOP_NUMBER, CallStatus: 'ringing', ...fields };
}

/** The stream's one-time token in a TwiML document. */
export function tokenOf(reply: HttpReply): string {
  const [, token] = /<Parameter name="token" value="([^"]+)"/.exec(reply.body ?? '') ?? [];
  if (token === undefined) throw new Error(`expected a stream with a token, got ${reply.status} ${reply.body}`);
  return token;
}

export function startMessage(callSid: string, token: string | null, streamSid = 'MZ1'): string {
  return JSON.stringify({
    event: 'start',
    sequenceNumber: '1',
    streamSid,
    start: {
      accountSid: 'AC1',
      callSid,
      streamSid,
      tracks: ['inbound'],
      mediaFormat: { encoding: 'audio/x-mulaw', sampleRate: 8000, channels: 1 },
      customParameters: token === null ? {} : { token },
    },
  });
}

export function mediaMessage(timestamp: number, sound = Buffer.alloc(160, 0xff), streamSid = 'MZ1'): string {
  return JSON.stringify({
    event: 'media',
    streamSid,
    media: { track: 'inbound', chunk: '1', timestamp: String(timestamp), payload: sound.toString('base64') },
  });
}

/** How the peer was closed. */
export async function closeOf({ diary }: Peer): Promise<{ closed: number; reason: string }> {
  const entry = await diary.until((each) => 'closed' in each || 'refused' in each);
  if (!('closed' in entry)) throw new Error(`expected a close, got ${JSON.stringify(entry)}`);
  return entry;
}

/** The first message of this event that the peer hears. */
export async function hears({ diary }: Peer, event: 'media' | 'mark' | 'clear'): Promise<void> {
  await diary.until((each) => 'heard' in each && each.heard.startsWith(`{"event":"${event}"`));
}

/** What has become of a call, by the carrier's name for it. */
export async function ended(wire: Wire, callSid: string): Promise<string> {
  const began = await wire.notes.until((note) => note.note === 'began' && note.callSid === callSid);
  const end = await wire.notes.until((note) => note.note === 'ended' && note.callId === began.callId);
  return end.note === 'ended' ? end.outcome : '';
}

/** The call's row, once it says how the call ended. */
export async function logOf(wire: Wire, callSid: string): Promise<Record<string, unknown>> {
  const sql = 'SELECT * FROM call_logs WHERE call_sid = $1 AND ended_at IS NOT NULL';
  for (let tries = 0; tries < 500; tries++) {
    const [row] = await wire.stage.app.database.dataSource.query(sql, [callSid]);
    if (row) return row;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  throw new Error('expected the call to be written down within 5 s, got no row');
}

/** Somebody calls, hears the greeting, asks, hears the answer, and hangs up. Answers all that was heard. */
export async function anOrdinaryCall(wire: Wire, from = STRANGER): Promise<{ heard: string; problems: string[] }> {
  const call = await wire.stage.carrier.call({ ...wire.stage.dialing, from });
  await call.waitFor(({ type }) => type === 'voice.started');
  await asks(wire, call, 'until when are you open today');
  await call.hangUp();
  await ended(wire, call.callSid);
  return { heard: heardText(call.heardSound()), problems: call.problems };
}

/** The caller says this; resolves when the answer, which no holding phrase is, has been heard whole. */
export async function asks(wire: Wire, call: CarrierCall, words: string): Promise<void> {
  const began = await wire.notes.until((note) => note.note === 'began' && note.callSid === call.callSid);
  const since = wire.notes.entries.length;
  const after = (note: CallNote) => wire.notes.entries.indexOf(note) >= since && note.callId === began.callId;
  const said = wire.notes.until((note) => after(note) && note.note === 'event' && note.event.type === 'caller.said');
  await call.speak(scriptedSpeech(words));
  const at = wire.notes.entries.indexOf(await said);
  const saying = await wire.notes.until(
    (note) =>
      after(note) &&
      note.note === 'saying' &&
      note.utterance.kind !== 'filler' &&
      wire.notes.entries.indexOf(note) > at,
  );
  if (saying.note !== 'saying') return;
  const { id } = saying.utterance;
  await wire.notes.until(
    (note) => after(note) && note.note === 'event' && note.event.type === 'voice.heard' && note.event.id === id,
  );
}
