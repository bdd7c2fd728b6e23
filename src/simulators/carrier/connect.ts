import type { Socket } from 'node:net';
import { WebSocket } from 'ws';
import { type Clock, within } from '../../clock.ts';
import { messageOf } from '../../errors.ts';

/** A media stream could not be opened; `code` as in the carrier's debugger. */
export class StreamError extends Error {
  readonly code: number;

  constructor(code: number, message: string) {
    super(message);
    this.code = code;
  }
}

const CONNECT_MS = 10_000;
const LONGEST_PARAMETER = 500;

/** What `<Stream url>` becomes; the checks that the carrier makes before it connects. */
export function streamUrl(given: string, base: string, parameters: Readonly<Record<string, string>>): string {
  const whole = base.replace(/^http/, 'ws');
  if (!URL.canParse(given, whole)) throw new StreamError(31923, 'expected a URL for the stream, got something else');
  const url = new URL(given, whole);
  // ws:// is let pass here because the product's own stand-ins live on loopback; the carrier itself wants wss://.
  if (url.protocol !== 'wss:' && url.protocol !== 'ws:')
    throw new StreamError(31922, `expected wss for the stream, got ${url.protocol}`);
  if (url.search !== '') throw new StreamError(31920, 'expected a stream URL without query string, got one with it');
  for (const [name, value] of Object.entries(parameters))
    if (name.length + value.length >= LONGEST_PARAMETER)
      throw new StreamError(31920, `expected a Parameter of less than ${LONGEST_PARAMETER} characters, got more`);
  return /^wss?:/.test(given) ? given : url.href;
}

/** Opens the WebSocket. `raw` is its TCP socket, for those who want to break it. */
export async function openStream(
  clock: Clock,
  url: string,
  headers: Readonly<Record<string, string>>,
): Promise<{ ws: WebSocket; raw: Socket | null }> {
  const ws = new WebSocket(url, {
    headers: { ...headers, 'user-agent': 'Twilio.TmeWs/1.0' },
    perMessageDeflate: false,
    skipUTF8Validation: true,
    // Frames of a client must be masked; the mask of zeros costs nothing.
    generateMask: (mask) => mask.fill(0),
  });
  let raw: Socket | null = null;
  const opened = new Promise<void>((resolve, reject) => {
    ws.on('upgrade', (response) => {
      raw = response.socket;
    });
    ws.on('open', resolve);
    ws.on('unexpected-response', (_request, response) => {
      response.resume();
      reject(new StreamError(31920, `expected 101 for the stream, got ${response.statusCode}`));
    });
    ws.on('error', (error) => reject(new StreamError(31902, messageOf(error))));
  });
  try {
    await within(clock, CONNECT_MS, opened, () => new StreamError(31901, `expected an answer within ${CONNECT_MS} ms`));
  } catch (error) {
    ws.terminate();
    throw error;
  }
  return { ws, raw };
}
