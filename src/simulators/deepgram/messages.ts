/** What the simulator says on v1/listen and v1/speak, in Deepgram's words. Times are seconds of audio. */
export type ListenMessage =
  | ResultsMessage
  | { type: 'SpeechStarted'; channel: [number, number]; timestamp: number }
  | { type: 'UtteranceEnd'; channel: [number, number]; last_word_end: number };

interface Word {
  word: string;
  start: number;
  end: number;
  confidence: number;
  punctuated_word?: string;
}

export interface ResultsMessage {
  type: 'Results';
  channel_index: [number, number];
  duration: number;
  start: number;
  is_final: boolean;
  speech_final: boolean;
  from_finalize: boolean;
  channel: { alternatives: [{ transcript: string; confidence: number; words: Word[] }] };
}

/** A word as the recogniser has it: `text` as it was spoken, with its punctuation; times in ms of audio. */
export interface SpokenWord {
  text: string;
  startMs: number;
  endMs: number;
}

export interface ResultsOptions {
  startMs: number;
  endMs: number;
  words: readonly SpokenWord[];
  isFinal?: boolean;
  speechFinal?: boolean;
  fromFinalize?: boolean;
  /** Punctuation and capitals (smart_format, punctuate). */
  formatted?: boolean;
}

export function results(options: ResultsOptions): ResultsMessage {
  const { startMs, endMs, isFinal = false, speechFinal = false, fromFinalize = false, formatted = true } = options;
  const words = options.words.map(({ text, startMs, endMs }) => ({
    word: bare(text),
    start: startMs / 1000,
    end: endMs / 1000,
    confidence: CONFIDENCE,
    ...(formatted ? { punctuated_word: text } : {}),
  }));
  return {
    type: 'Results',
    channel_index: [0, 1],
    duration: (endMs - startMs) / 1000,
    start: startMs / 1000,
    is_final: isFinal,
    speech_final: speechFinal,
    from_finalize: fromFinalize,
    channel: {
      alternatives: [
        {
          transcript: words.map((word) => word.punctuated_word ?? word.word).join(' '),
          confidence: words.length > 0 ? CONFIDENCE : 0,
          words,
        },
      ],
    },
  };
}

const CONFIDENCE = 0.99;

/** As Deepgram writes `word`: small letters, no punctuation around it. */
function bare(text: string): string {
  const stripped = text.toLowerCase().replace(/^[^\p{L}\p{N}]+|[^\p{L}\p{N}]+$/gu, '');
  return stripped === '' ? text : stripped;
}

/** What Results carry of their connection. */
export function resultsMetadata(requestId: string) {
  return {
    request_id: requestId,
    model_info: { name: 'general-nova-3', version: '2025-04-17.21547', arch: 'nova-3' },
    model_uuid: '00000000-0000-4000-8000-000000000003',
  };
}
