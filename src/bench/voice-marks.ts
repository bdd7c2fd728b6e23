import type { Clock } from '../clock.ts';
import type { DeepgramSimulator } from '../simulators/deepgram/index.ts';
import type { Mark } from './marks.ts';
import { keyIn } from './script.ts';

type Connection = DeepgramSimulator['connections'][number];

interface Unit {
  key: string | null;
  flushedAt: number;
  begun: boolean;
}

/** What one connection was told and has not finished saying. */
interface Voice {
  /** How many of its messages have been looked at. */
  read: number;
  text: string;
  units: Unit[];
}

/** Finds the moments of a turn in what v1/speak connections receive and send: one Flush, then its sound, in order. */
export function createVoiceMarks(clock: Pick<Clock, 'now'>, tell: (mark: Mark) => void) {
  const voices = new Map<Connection, Voice>();

  function catchUp(connection: Connection): Voice {
    const voice = voices.get(connection) ?? { read: 0, text: '', units: [] };
    voices.set(connection, voice);
    for (const { at, message } of connection.received.slice(voice.read)) {
      if (message.type === 'Speak') voice.text += String(message.text);
      else if (message.type === 'Clear') voice.units = [];
      else if (message.type === 'Flush') voice.units.push({ key: keyIn(voice.text), flushedAt: at, begun: false });
      if (message.type !== 'Speak') voice.text = '';
    }
    voice.read = connection.received.length;
    return voice;
  }

  return {
    /** `what` is a message, or sound, that is just about to be sent. */
    sent(connection: Connection, what: object): void {
      const at = clock.now();
      const voice = catchUp(connection);
      const [unit] = voice.units;
      if ('type' in what && what.type === 'Flushed') voice.units.shift();
      if (!Buffer.isBuffer(what) || !unit || unit.begun) return;
      unit.begun = true;
      if (unit.key === null) return;
      tell({ key: unit.key, what: 'flushed', at: unit.flushedAt });
      tell({ key: unit.key, what: 'voiced', at });
    },
  };
}
