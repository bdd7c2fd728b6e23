/** What our server may say on a media stream, checked; anything else is what the carrier's debugger would show. */
export type ServerMessage =
  | { event: 'media'; sound: Buffer; warning?: ProtocolError }
  | { event: 'mark'; name: string }
  | { event: 'clear' }
  | { event: 'error'; error: ProtocolError };

interface ProtocolError {
  code: number;
  message: string;
}

/** The carrier's code for a message that it cannot use. */
const INVALID_MESSAGE = 31951;
const BASE64 = /^[A-Za-z0-9+/]+={0,2}$/;

/** Reads one frame from the server. */
export function readServerMessage(data: Buffer, isBinary: boolean, streamSid: string): ServerMessage {
  if (isBinary) return invalid('a text frame', 'a binary one');
  const message = parse(data);
  if (message === null) return invalid('a JSON object', 'something else');
  const { event } = message;
  if (event !== 'media' && event !== 'mark' && event !== 'clear')
    return invalid('media, mark or clear', `the event ${JSON.stringify(event)}`);
  if (message.streamSid !== streamSid)
    return invalid(`${event} with the stream's streamSid`, message.streamSid === undefined ? 'none' : 'another');
  if (event === 'clear') return { event };
  if (event === 'mark') {
    const name = field(message.mark, 'name');
    return typeof name === 'string' && name !== '' ? { event, name } : invalid('a mark with a name', 'none');
  }
  const payload = field(message.media, 'payload');
  if (typeof payload !== 'string' || payload === '') return invalid('media with a payload', 'none');
  if (payload.length % 4 !== 0 || !BASE64.test(payload)) return invalid('a base64 payload', 'something else');
  const sound = Buffer.from(payload, 'base64');
  if (sound.length < 4 || sound.toString('latin1', 0, 4) !== 'RIFF') return { event, sound };
  return {
    event,
    sound,
    warning: { code: INVALID_MESSAGE, message: 'expected raw μ-law, got a RIFF header: it is played as noise' },
  };
}

function invalid(expected: string, got: string): ServerMessage {
  return { event: 'error', error: { code: INVALID_MESSAGE, message: `expected ${expected}, got ${got}` } };
}

function parse(data: Buffer): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(data.toString());
    return typeof value === 'object' && value !== null ? { ...value } : null;
  } catch {
    return null;
  }
}

function field(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
}
