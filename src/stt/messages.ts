/** A v1/listen message, as far as turns are made of it. Times are seconds of sound since the socket opened. */
export type ListenMessage =
  | {
      kind: 'results';
      text: string;
      /** The span of sound that the result covers. */
      start: number;
      end: number;
      /** The words of `text`, as written there; null where they carry no times. */
      words: Word[] | null;
      isFinal: boolean;
      speechFinal: boolean;
    }
  | { kind: 'speechStarted'; at: number }
  | { kind: 'utteranceEnd'; lastWordEnd: number };

export interface Word {
  text: string;
  start: number;
  end: number;
}

type Json = Record<string, unknown>;

const isObject = (value: unknown): value is Json => typeof value === 'object' && value !== null;
const seconds = (value: unknown): number | null => (typeof value === 'number' && Number.isFinite(value) ? value : null);

/** Reads what the server sent; null for what turns are not made of (Metadata) and for what cannot be understood. */
export function readMessage(message: unknown): ListenMessage | null {
  if (!isObject(message)) return null;
  switch (message.type) {
    case 'Results':
      return readResults(message);
    case 'SpeechStarted': {
      const at = seconds(message.timestamp);
      return at === null ? null : { kind: 'speechStarted', at };
    }
    case 'UtteranceEnd': {
      const lastWordEnd = seconds(message.last_word_end);
      return lastWordEnd === null ? null : { kind: 'utteranceEnd', lastWordEnd };
    }
    default:
      return null;
  }
}

function readResults(message: Json): ListenMessage | null {
  const start = seconds(message.start);
  const duration = seconds(message.duration);
  const alternatives = isObject(message.channel) ? message.channel.alternatives : undefined;
  const best: unknown = Array.isArray(alternatives) ? alternatives[0] : undefined;
  if (start === null || duration === null || !isObject(best)) return null;
  const text = typeof best.transcript === 'string' ? best.transcript.trim() : '';
  return {
    kind: 'results',
    text,
    start,
    end: start + duration,
    words: timedWords(best.words),
    isFinal: message.is_final === true,
    speechFinal: message.speech_final === true,
  };
}

function timedWords(words: unknown): Word[] | null {
  if (!Array.isArray(words) || words.length === 0) return null;
  const timed: Word[] = [];
  for (const word of words as unknown[]) {
    if (!isObject(word)) return null;
    const start = seconds(word.start);
    const end = seconds(word.end);
    const text = word.punctuated_word ?? word.word;
    if (start === null || end === null || end < start || typeof text !== 'string') return null;
    timed.push({ text, start, end });
  }
  return timed;
}
