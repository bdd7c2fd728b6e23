import { createHash } from 'node:crypto';
import type { RawData, WebSocket } from 'ws';
import type { Clock } from '../../clock.ts';
import type { Logger } from '../../log.ts';
import { listenMetadata } from './listen-messages.ts';
import { type Ears, Listener } from './listener.ts';
import type { ListenParameters } from './parameters.ts';
import { createDownsampler } from './resample.ts';
import { decodeLinear16, decodeMulaw } from './samples.ts';

export interface ListenOptions {
  clock: Clock;
  log: Logger;
  requestId: string;
  parameters: ListenParameters;
  ears: Ears;
}

/** Without a message, or with none that holds sound at all, the service hangs up after this long. */
const PATIENCE_MS = 10_000;

/** One connection to `/v1/listen`: the client's messages to the listener, the listener's to the client. */
export function listen(socket: WebSocket, options: ListenOptions): void {
  const { clock, log, requestId, parameters, ears } = options;
  const hash = createHash('sha256');
  const downsample = parameters.sampleRate === 16000 ? createDownsampler() : null;
  let samples = 0;

  const listener = new Listener({
    id: requestId,
    parameters,
    ears,
    send: (message) => socket.readyState === socket.OPEN && socket.send(JSON.stringify(message)),
    fail: (reason) => {
      if (socket.readyState !== socket.OPEN) return;
      log.error({ requestId, error: reason instanceof Error ? reason.message : String(reason) }, 'recognition failed');
      socket.close(1011, 'NET-0000');
    },
  });

  const hangUp = () => socket.close(1011, 'NET-0001');
  let patience = clock.setTimeout(hangUp, PATIENCE_MS);
  function wait(): void {
    clock.clearTimeout(patience);
    patience = clock.setTimeout(hangUp, PATIENCE_MS);
  }

  const commands = new Map<string, () => void>([
    ['KeepAlive', () => samples > 0 && wait()], // it buys time only once there has been sound
    ['Finalize', () => void listener.flush('finalize')],
    ['CloseStream', () => void closeStream()],
  ]);

  async function closeStream(): Promise<void> {
    clock.clearTimeout(patience);
    socket.removeAllListeners('message'); // whatever still comes is too late
    await listener.flush('end');
    const metadata = listenMetadata({ requestId, sha256: hash.digest('hex'), created: clock.now(), samples });
    if (socket.readyState === socket.OPEN) socket.send(JSON.stringify(metadata));
    socket.close(1000);
  }

  function takeSound(bytes: Buffer): void {
    if (bytes.length === 0) return void closeStream();
    wait();
    hash.update(bytes);
    const decoded = parameters.encoding === 'mulaw' ? decodeMulaw(bytes) : decodeLinear16(bytes);
    const sound = downsample ? downsample(decoded) : decoded;
    samples += sound.length;
    listener.hear(sound);
  }

  socket.on('message', (data: RawData, isBinary: boolean) => {
    const bytes = Buffer.isBuffer(data) ? data : Buffer.from(data as ArrayBuffer);
    if (isBinary) return takeSound(bytes);
    const command = commands.get(typeOf(bytes));
    if (!command) return socket.close(1008, 'DATA-0000');
    command();
  });
  socket.on('error', (error) => log.debug({ requestId, error: error.message }, 'listen socket failed'));
  socket.on('close', () => {
    clock.clearTimeout(patience);
    listener.close();
  });
}

/** The type of a text message; empty when it is not JSON, or has none. */
function typeOf(bytes: Buffer): string {
  try {
    const { type } = JSON.parse(bytes.toString()) as { type?: unknown };
    return typeof type === 'string' ? type : '';
  } catch {
    return '';
  }
}
