import type { RawData, WebSocket } from 'ws';
import type { Clock } from '../../clock.ts';
import type { Logger } from '../../log.ts';
import type { SpeakParameters } from './parameters.ts';
import { sentencesOf } from './sentences.ts';
import { characterAllowance, flushAllowance, MOST_CHARACTERS_A_MESSAGE } from './speak-limits.ts';
import type { Voices } from './voices.ts';

export interface SpeakOptions {
  clock: Clock;
  log: Logger;
  requestId: string;
  parameters: SpeakParameters;
  voices: Voices;
}

const FRAME_MS = 100;
const MODEL_UUID = '00000000-0000-4000-8000-000000000002';

/** One connection to `/v1/speak`: text is kept until Flush, then it is spoken sentence by sentence, as fast as that goes. */
export function speak(socket: WebSocket, options: SpeakOptions): void {
  const { clock, log, requestId, parameters, voices } = options;
  const { encoding, sampleRate, model } = parameters;
  const frame = ((encoding === 'mulaw' ? 1 : 2) * sampleRate * FRAME_MS) / 1000;
  const flushes = flushAllowance(clock);
  const characters = characterAllowance(clock);
  let text = '';
  let flushed = 0;
  let cleared = 0;
  /** What was flushed is spoken in order; a Clear takes the place of what is not yet spoken. */
  let speaking: Promise<void> = Promise.resolve();

  function tell(message: object): void {
    if (socket.readyState === socket.OPEN) socket.send(JSON.stringify(message));
  }

  async function say(sentences: readonly string[], generation: number): Promise<void> {
    for (const sentence of sentences) {
      if (generation !== cleared || socket.readyState !== socket.OPEN) return;
      const sound = await voices.say({ text: sentence, voice: 'slt', encoding, rate: sampleRate });
      for (let at = 0; at < sound.length && generation === cleared && socket.readyState === socket.OPEN; at += frame)
        socket.send(sound.subarray(at, at + frame));
    }
    if (generation === cleared) tell({ type: 'Flushed', sequence_id: flushed++ });
  }

  function flush(): void {
    if (!flushes.take(1)) {
      tell({ type: 'Warning', description: 'Too many Flush messages in a minute.', code: 'EXCESSIVE_FLUSH' });
      return;
    }
    const sentences = sentencesOf(text);
    const generation = cleared;
    text = '';
    speaking = speaking
      .then(() => say(sentences, generation))
      .catch((reason: unknown) => {
        log.error({ requestId, error: reason instanceof Error ? reason.message : String(reason) }, 'synthesis failed');
        socket.close(1011, 'NET-0000');
      });
  }

  function take(piece: unknown): void {
    if (typeof piece !== 'string') socket.close(1008, 'DATA-0000');
    else if (piece.length > MOST_CHARACTERS_A_MESSAGE) socket.close(1009, 'BIG-0001');
    else if (!characters.take(piece.length)) socket.close(1008, 'DATA-0001');
    else text += piece;
  }

  function clear(): void {
    text = '';
    tell({ type: 'Cleared', sequence_id: cleared++ });
  }

  const commands = new Map<unknown, (message: { text?: unknown }) => void>([
    ['Speak', (message) => take(message.text)],
    ['Flush', flush],
    ['Clear', clear],
    ['Close', () => socket.close(1000)],
  ]);

  socket.on('message', (data: RawData, isBinary: boolean) => {
    if (isBinary) return socket.close(1003, 'MESSAGE-0000');
    const message = parse(String(data));
    const command = commands.get(message.type);
    if (!command) return socket.close(1008, 'DATA-0000');
    command(message);
  });
  socket.on('error', (error) => log.debug({ requestId, error: error.message }, 'speak socket failed'));

  tell({
    type: 'Metadata',
    request_id: requestId,
    model_name: model,
    model_version: 'local-flite',
    model_uuid: MODEL_UUID,
    additional_model_uuids: [],
  });
}

function parse(json: string): { type?: unknown; text?: unknown } {
  try {
    const message: unknown = JSON.parse(json);
    return typeof message === 'object' && message !== null ? message : {};
  } catch {
    return {};
  }
}
