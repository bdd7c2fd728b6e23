import type { Clock } from '../clock.ts';
import { type DeepgramAccess, deepgramClient } from '../deepgram/client.ts';
import { internal } from '../deepgram/failures.ts';
import type { OutsideError } from '../errors.ts';

export interface ListenSocketOptions {
  access: DeepgramAccess;
  model: string;
  /** BCP 47. */
  language: string;
  keyterms: readonly string[];
  clock: Clock;
  handshakeMs: number;
}

export interface ListenSocketReports {
  opened(): void;
  /** A text message of the server, parsed. */
  message(message: unknown): void;
  /** It was refused, or closed by somebody else than us. */
  ended(error: OutsideError): void;
}

export interface ListenSocket {
  /** Sends sound; an empty buffer is not sent, since the server takes it for the end of the stream. */
  send(sound: Buffer): void;
  /** Says that no more sound comes, and closes. */
  close(): void;
}

/** The server closes after 10 s without a frame; a text frame every 3–5 s keeps it open while no sound flows. */
const KEEP_ALIVE = 4_000;

/** One v1/listen socket: mu-law 8 kHz, interims, endpointing at 300 ms, voice activity events. */
export function openListenSocket(options: ListenSocketOptions, reports: ListenSocketReports): ListenSocket {
  const { access, model, language, keyterms, clock, handshakeMs } = options;
  const client = deepgramClient(access, {
    provider: 'stt',
    clock,
    handshakeMs,
    onBinary: () => {},
    onEnd: (error) => end(error),
  });
  let socket: Awaited<ReturnType<typeof client.listen.v1.createConnection>> | undefined;
  let over = false;
  let open = false;
  let sentAt = 0;
  let keepAlive: unknown;

  function end(error: OutsideError): void {
    if (over) return;
    finish();
    reports.ended(error);
  }

  function finish(): void {
    over = true;
    open = false;
    clock.clearTimeout(keepAlive);
  }

  function armKeepAlive(): void {
    keepAlive = clock.setTimeout(
      () => {
        if (clock.now() - sentAt >= KEEP_ALIVE) {
          socket?.sendKeepAlive({ type: 'KeepAlive' });
          sentAt = clock.now();
        }
        armKeepAlive();
      },
      sentAt + KEEP_ALIVE - clock.now(),
    );
  }

  async function connect(): Promise<void> {
    socket = await client.listen.v1.createConnection({
      model,
      language,
      encoding: 'mulaw',
      sample_rate: '8000',
      channels: '1',
      interim_results: 'true',
      endpointing: '300',
      utterance_end_ms: '1000',
      vad_events: 'true',
      smart_format: 'true',
      ...(keyterms.length > 0 && { keyterm: [...keyterms] }),
      reconnectAttempts: 0,
    });
    if (over) return;
    socket.on('open', () => {
      if (over) return;
      open = true;
      sentAt = clock.now();
      armKeepAlive();
      reports.opened();
    });
    socket.on('message', (message) => {
      if (!over) reports.message(message);
    });
    socket.connect();
  }

  connect().catch((thrown: unknown) => end(internal('stt', thrown)));

  return {
    send(sound) {
      if (!open || sound.length === 0) return;
      sentAt = clock.now();
      socket?.sendMedia(sound);
    },
    close() {
      const wasOpen = open;
      finish();
      if (wasOpen) socket?.sendCloseStream({ type: 'CloseStream' });
      socket?.close();
    },
  };
}
