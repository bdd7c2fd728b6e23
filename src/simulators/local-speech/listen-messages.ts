import { secondsOf } from './window.ts';
import { rounded, type Word } from './words.ts';

/** What `/v1/listen` says, as Deepgram says it. Positions are given in samples and leave as seconds. */
export interface Span {
  start: number;
  end: number;
  transcript: string;
  confidence: number;
  words: Word[];
  isFinal: boolean;
  speechFinal: boolean;
  fromFinalize: boolean;
}

const MODEL = { name: 'local-moonshine-tiny', version: '1', arch: 'moonshine' };
const MODEL_UUID = '00000000-0000-4000-8000-000000000001';

export function resultsOf(span: Span, requestId: string) {
  const { transcript, words } = span;
  return {
    type: 'Results',
    channel_index: [0, 1],
    duration: rounded(secondsOf(span.end - span.start)),
    start: rounded(secondsOf(span.start)),
    is_final: span.isFinal,
    speech_final: span.speechFinal,
    channel: { alternatives: [{ transcript, confidence: rounded(span.confidence), words }] },
    metadata: { request_id: requestId, model_info: MODEL, model_uuid: MODEL_UUID },
    from_finalize: span.fromFinalize,
  };
}

export function speechStarted(at: number) {
  return { type: 'SpeechStarted', channel: [0, 1], timestamp: rounded(secondsOf(at)) };
}

export function utteranceEnd(lastWordEnd: number) {
  return { type: 'UtteranceEnd', channel: [0, 1], last_word_end: lastWordEnd };
}

export function listenMetadata(facts: { requestId: string; sha256: string; created: number; samples: number }) {
  return {
    type: 'Metadata',
    transaction_key: 'deprecated',
    request_id: facts.requestId,
    sha256: facts.sha256,
    created: new Date(facts.created).toISOString(),
    duration: rounded(secondsOf(facts.samples)),
    channels: 1,
  };
}
