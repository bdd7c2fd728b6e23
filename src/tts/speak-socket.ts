import type { Clock } from '../clock.ts';
import { type DeepgramAccess, deepgramClient } from '../deepgram/client.ts';
import { internal } from '../deepgram/failures.ts';
import type { OutsideError } from '../errors.ts';

export interface SpeakSocketOptions {
  access: DeepgramAccess;
  model: string;
  clock: Clock;
  handshakeMs: number;
}

/** What a v1/speak server says. `sequence_id`s are left out: nothing is decided by them. */
export interface SpeakSocketReports {
  opened(): void;
  sound(sound: Buffer): void;
  flushed(): void;
  cleared(): void;
  warned(code: string, description: string): void;
  /** It was refused, or closed by somebody else than us. */
  ended(error: OutsideError): void;
}

export interface SpeakSocket {
  /** `pieces` as made by `speakPieces`, then a Flush. */
  speak(pieces: readonly string[]): void;
  clear(): void;
  close(): void;
}

/** One v1/speak socket that gives raw μ-law, 8 kHz. */
export function openSpeakSocket(options: SpeakSocketOptions, reports: SpeakSocketReports): SpeakSocket {
  const { access, model, clock, handshakeMs } = options;
  const client = deepgramClient(access, {
    provider: 'tts',
    clock,
    handshakeMs,
    onBinary: (sound) => {
      if (!over) reports.sound(sound);
    },
    onEnd: (error) => end(error),
  });
  let socket: Awaited<ReturnType<typeof client.speak.v1.createConnection>> | undefined;
  let over = false;
  let open = false;

  function end(error: OutsideError): void {
    if (over) return;
    over = true;
    open = false;
    reports.ended(error);
  }

  function hear(message: unknown): void {
    if (over || typeof message !== 'object' || message === null || !('type' in message)) return;
    if (message.type === 'Flushed') reports.flushed();
    else if (message.type === 'Cleared') reports.cleared();
    else if (message.type === 'Warning') {
      const { code, description } = message as { code?: unknown; description?: unknown };
      reports.warned(String(code ?? ''), String(description ?? ''));
    }
  }

  async function connect(): Promise<void> {
    socket = await client.speak.v1.createConnection({
      model,
      encoding: 'mulaw',
      sample_rate: '8000',
      reconnectAttempts: 0,
    });
    if (over) return;
    socket.on('open', () => {
      if (over) return;
      open = true;
      reports.opened();
    });
    socket.on('message', (message) => {
      // The SDK would write what is thrown here to the console and go on.
      try {
        hear(message);
      } catch (thrown) {
        end(internal('tts', thrown));
      }
    });
    socket.connect();
  }

  connect().catch((thrown: unknown) => end(internal('tts', thrown)));

  return {
    speak(pieces) {
      if (!open) return;
      for (const text of pieces) socket?.sendText({ type: 'Speak', text });
      socket?.sendFlush({ type: 'Flush' });
    },
    clear() {
      if (open) socket?.sendClear({ type: 'Clear' });
    },
    close() {
      const wasOpen = open;
      over = true;
      open = false;
      if (wasOpen) socket?.sendClose({ type: 'Close' });
      socket?.close();
    },
  };
}
