import { type Agent, request } from 'node:http';
import WebSocket from 'ws';
import { mediaMessage } from '../telephony/frames.ts';
import type { Socket, SocketListener } from '../telephony/server.ts';
import type { RelaySettings } from './messages.ts';
import { createReplyReader } from './relay-reply.ts';

const GREETING = 'Thank you for calling Elm Street Motors, this is Sophie. How can I help you today?';
const LISTEN =
  '/v1/listen?model=nova-3&encoding=mulaw&sample_rate=8000&channels=1&interim_results=true&endpointing=300' +
  '&utterance_end_ms=1000&vad_events=true&smart_format=true';
const SPEAK = '/v1/speak?model=aura-2-asteria-en&encoding=mulaw&sample_rate=8000';

/** One call of the bare relay. */
export function relayCall(carrier: Socket, options: RelaySettings & { agent: Agent }): SocketListener {
  const { speechUrl, apiKey } = options;
  let stt: WebSocket | null = null;
  let tts: WebSocket | null = null;
  let early: Buffer[] = [];

  function open(path: string): WebSocket {
    const headers = { authorization: `Token ${apiKey}` };
    const socket = new WebSocket(`${speechUrl.replace('http', 'ws')}${path}`, { headers, perMessageDeflate: false });
    socket.on('error', () => carrier.close(1011, 'a service is away'));
    return socket;
  }

  function speak(text: string): void {
    tts?.send(JSON.stringify({ type: 'Speak', text }));
    tts?.send('{"type":"Flush"}');
  }

  function start(streamSid: string): void {
    stt = open(LISTEN);
    stt.on('open', () => {
      for (const sound of early) stt?.send(sound);
      early = [];
    });
    stt.on('message', (data: Buffer) => {
      const results = JSON.parse(data.toString());
      if (results.speech_final !== true) return;
      const text: string = results.channel.alternatives[0].transcript;
      if (text !== '') reply(text, options, speak);
    });
    tts = open(SPEAK);
    tts.on('open', () => speak(GREETING));
    tts.on('message', (data: Buffer, isBinary) => {
      if (isBinary) carrier.send(mediaMessage(streamSid, data));
    });
  }

  return {
    message(data) {
      const message = JSON.parse(data.toString());
      if (message.event === 'start') start(message.start.streamSid);
      if (message.event !== 'media') return;
      const sound = Buffer.from(message.media.payload, 'base64');
      if (stt?.readyState === WebSocket.OPEN) stt.send(sound);
      else early.push(sound);
    },
    drain: () => undefined,
    close() {
      stt?.close();
      tts?.close();
    },
  };
}

/** Asks the model; its first sentence is spoken as soon as it is whole, the rest at the end. */
function reply(
  text: string,
  { modelUrl, apiKey, agent }: RelaySettings & { agent: Agent },
  speak: (text: string) => void,
) {
  const body = JSON.stringify({
    model: 'gpt-4o',
    stream: true,
    messages: [
      { role: 'system', content: 'You are a service desk.' },
      { role: 'user', content: text },
    ],
  });
  const headers = { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json' };
  const asked = request(`${modelUrl}/chat/completions`, { method: 'POST', headers, agent }, (response) => {
    const reader = createReplyReader(speak);
    response.setEncoding('utf8');
    response.on('data', (chunk: string) => reader.read(chunk));
    response.on('end', () => reader.end());
  });
  asked.on('error', () => speak('Sorry.'));
  asked.end(body);
}
