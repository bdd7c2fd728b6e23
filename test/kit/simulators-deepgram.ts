import { expect } from 'chai';
import { systemClock } from '../../src/clock.ts';
import {
  type DeepgramSimulator,
  type DeepgramSimulatorOptions,
  type results,
  startDeepgramSimulator,
} from '../../src/simulators/deepgram/index.ts';
import { type Json, openSocket, type TestSocket } from './simulators-socket.ts';

/** The product's own v1/listen line. */
export const LISTEN_LINE =
  'model=nova-3&encoding=mulaw&sample_rate=8000&channels=1&interim_results=true&endpointing=300&utterance_end_ms=1000&vad_events=true&smart_format=true&keyterm=Odyssey&keyterm=VIN';

/** A listening simulator for each test of the suite that calls this; it and its clients are closed after each. */
export function listening() {
  let simulator: DeepgramSimulator | null = null;
  let sockets: TestSocket[] = [];
  afterEach(async () => {
    for (const { ws } of sockets) ws.terminate();
    sockets = [];
    await simulator?.close();
    simulator = null;
  });
  const bench = {
    get simulator() {
      if (!simulator) throw new Error('expected a simulator that was started, got none');
      return simulator;
    },
    async start(options: Partial<DeepgramSimulatorOptions> = {}) {
      simulator = await startDeepgramSimulator({ clock: systemClock, ...options });
    },
    address: (query = LISTEN_LINE) => `${bench.simulator.url.replace('http', 'ws')}/v1/listen?${query}`,
    async connect(query = LISTEN_LINE, authorization = 'Token key') {
      const socket = await openSocket(bench.address(query), { authorization });
      sockets.push(socket);
      return socket;
    },
    /** What one connection says to this sound, told shortly. */
    async hears(sound: Buffer, query = LISTEN_LINE, frameBytes = 160) {
      const socket = await bench.connect(query);
      for (let at = 0; at < sound.length; at += frameBytes) socket.send(sound.subarray(at, at + frameBytes));
      socket.send({ type: 'CloseStream' });
      expect(await socket.closed).to.deep.equal({ code: 1000, reason: '' });
      return socket.messages.map(shortly);
    },
  };
  return bench;
}

/** One message in a few words: times in seconds of audio. */
export function shortly(message: Json): string {
  if (message.type === 'SpeechStarted') return `SpeechStarted ${message.timestamp}`;
  if (message.type === 'UtteranceEnd') return `UtteranceEnd ${message.last_word_end}`;
  if (message.type === 'Metadata') return `Metadata ${message.duration}`;
  const result = message as unknown as ReturnType<typeof results>;
  const end = Math.round((result.start + result.duration) * 1000) / 1000;
  const flags = [
    result.is_final && 'final',
    result.speech_final && 'speech_final',
    result.from_finalize && 'from_finalize',
  ];
  const text = JSON.stringify(result.channel.alternatives[0].transcript);
  return [`${result.start}–${end}`, text, ...flags.filter(Boolean)].join(' ');
}
