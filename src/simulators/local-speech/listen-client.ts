import { once } from 'node:events';
import { WebSocket } from 'ws';
import type { Clock } from '../../clock.ts';

/** One message of `/v1/listen`, as far as tests and measurements look at it, and when it came. */
export interface ListenMessage {
  type: string;
  at: number;
  start?: number;
  duration?: number;
  is_final?: boolean;
  speech_final?: boolean;
  from_finalize?: boolean;
  last_word_end?: number;
  timestamp?: number;
  channel?: { alternatives: { transcript: string; confidence: number; words: { word: string; end: number }[] }[] };
}

const FRAME_MS = 20;
const BYTES_PER_MS = 8;
export const OUR_LINE =
  'model=nova-3&encoding=mulaw&sample_rate=8000&channels=1&interim_results=true&endpointing=300' +
  '&utterance_end_ms=1000&vad_events=true&smart_format=true';

/**
 * Plays a sound (μ-law, 8 kHz) to `/v1/listen` in frames of 20 ms and returns everything that came back until the server
 * closed. As fast as it is taken, or at the speed of a call when a clock is given.
 */
export async function playTo(
  url: string,
  sound: Buffer,
  options: { query?: string; paced?: Clock; now?: () => number } = {},
): Promise<ListenMessage[]> {
  const { query = OUR_LINE, paced, now = performance.now.bind(performance) } = options;
  const socket = new WebSocket(`${url.replace(/^http/, 'ws')}/v1/listen?${query}`, {
    headers: { authorization: 'Token local' },
  });
  const messages: ListenMessage[] = [];
  const closed = new Promise<void>((resolve, reject) => {
    socket.on('close', () => resolve());
    socket.on('error', reject);
  });
  socket.on('message', (data) => messages.push({ ...(JSON.parse(String(data)) as ListenMessage), at: now() }));
  await Promise.race([closed, once(socket, 'open')]);
  const begun = paced?.now() ?? 0;
  for (let at = 0; at < sound.length && socket.readyState === socket.OPEN; at += FRAME_MS * BYTES_PER_MS) {
    const early = paced ? begun + at / BYTES_PER_MS - paced.now() : 0;
    if (paced && early > 0) await new Promise<void>((resolve) => paced.setTimeout(() => resolve(), early));
    socket.send(sound.subarray(at, at + FRAME_MS * BYTES_PER_MS));
  }
  if (socket.readyState === socket.OPEN) socket.send(JSON.stringify({ type: 'CloseStream' }));
  await closed;
  return messages;
}

/** Milliseconds of silence, μ-law. */
export function quiet(ms: number): Buffer {
  return Buffer.alloc(ms * BYTES_PER_MS, 0xff);
}

/** What was understood: the finals, joined. */
export function textOf(messages: readonly ListenMessage[]): string {
  return messages
    .filter((message) => message.type === 'Results' && message.is_final)
    .map((message) => message.channel?.alternatives[0]?.transcript ?? '')
    .filter(Boolean)
    .join(' ');
}
