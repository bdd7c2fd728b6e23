import { badQuery, type Refusal, refusalWith } from './refusal.ts';

/** What a v1/listen connection asked for. */
export interface ListenSettings {
  encoding: string;
  bytesPerMs: number;
  interimResults: boolean;
  /** Null: `endpointing=false`. */
  endpointingMs: number | null;
  utteranceEndMs: number | null;
  vadEvents: boolean;
  formatted: boolean;
}

export interface SpeakSettings {
  model: string;
  encoding: string;
  bytesPerMs: number;
}

const LISTEN_ENCODINGS = [
  'linear16',
  'linear32',
  'flac',
  'alaw',
  'mulaw',
  'amr-nb',
  'amr-wb',
  'opus',
  'ogg-opus',
  'speex',
  'g729',
];
const LISTEN_MODEL = /^(nova-3|nova-2|nova|enhanced|base)(-[a-z]+)?$/;
const FLAGS = ['interim_results', 'vad_events', 'smart_format', 'punctuate', 'numerals', 'multichannel'];
const SPEAK_MODEL = /^aura(-2)?-[a-z]+-[a-z]{2}$/;
const SPEAK_RATES: Readonly<Record<string, readonly number[]>> = {
  linear16: [8000, 16_000, 24_000, 32_000, 48_000],
  mulaw: [8000, 16_000],
  alaw: [8000, 16_000],
};
const SAMPLE_BYTES: Readonly<Record<string, number>> = { linear16: 2, linear32: 4 };
const UNKNOWN_MODEL = 'No such model/version combination found.';

/** Checks the query of v1/listen as Deepgram does; parameters that nobody knows are let pass. */
export function listenSettings(query: URLSearchParams): ListenSettings | Refusal {
  const model = query.get('model') ?? 'base';
  if (model.startsWith('flux'))
    return refusalWith(400, 'V2_MODEL_ON_V1_LISTEN_ENDPOINT', `${model} is served by /v2/listen only.`);
  if (!LISTEN_MODEL.test(model)) return refusalWith(400, 'Bad Request', UNKNOWN_MODEL);
  if (query.has('keyterm') && !model.startsWith('nova-3')) return badQuery('Keyterms are only supported by Nova-3.');
  for (const flag of FLAGS)
    if (!['true', 'false', null].includes(query.get(flag))) return badQuery(`${flag}: expected true or false.`);
  const format = rawFormat(query);
  if ('status' in format) return format;
  const interimResults = query.get('interim_results') === 'true';
  const endpointing = query.get('endpointing') ?? '10';
  if (endpointing !== 'false' && !/^(true|\d+)$/.test(endpointing))
    return badQuery('endpointing: expected a number of milliseconds, or false.');
  const utteranceEnd = query.get('utterance_end_ms');
  if (utteranceEnd !== null) {
    if (!/^\d+$/.test(utteranceEnd) || Number(utteranceEnd) < 1000)
      return badQuery('utterance_end_ms: expected 1000 or more.');
    if (!interimResults) return badQuery('utterance_end_ms: needs interim_results=true.');
  }
  return {
    ...format,
    interimResults,
    endpointingMs: endpointing === 'false' ? null : Number(endpointing === 'true' ? 10 : endpointing),
    utteranceEndMs: utteranceEnd === null ? null : Number(utteranceEnd),
    vadEvents: query.get('vad_events') === 'true',
    formatted: query.get('smart_format') === 'true' || query.get('punctuate') === 'true',
  };
}

function rawFormat(query: URLSearchParams): { encoding: string; bytesPerMs: number } | Refusal {
  const encoding = query.get('encoding');
  const rate = query.get('sample_rate');
  if (encoding === null && rate === null) return { encoding: 'container', bytesPerMs: 8 };
  if (encoding === null || !LISTEN_ENCODINGS.includes(encoding))
    return badQuery(`encoding: expected one of ${LISTEN_ENCODINGS.join(', ')}.`);
  if (rate === null || !/^\d+$/.test(rate) || Number(rate) < 1000)
    return badQuery('sample_rate: expected a number of samples a second for raw audio.');
  return { encoding, bytesPerMs: ((SAMPLE_BYTES[encoding] ?? 1) * Number(rate)) / 1000 };
}

/** Checks the query of v1/speak. */
export function speakSettings(query: URLSearchParams): SpeakSettings | Refusal {
  const model = query.get('model') ?? 'aura-asteria-en';
  if (!SPEAK_MODEL.test(model)) return refusalWith(400, 'Bad Request', UNKNOWN_MODEL);
  const encoding = query.get('encoding') ?? 'linear16';
  const rates = SPEAK_RATES[encoding];
  if (!rates) return badQuery(`encoding: expected one of ${Object.keys(SPEAK_RATES).join(', ')}.`);
  const rate = Number(query.get('sample_rate') ?? (encoding === 'linear16' ? 24_000 : 8000));
  if (!rates.includes(rate)) return badQuery(`sample_rate: expected one of ${rates.join(', ')} for ${encoding}.`);
  return { model, encoding, bytesPerMs: ((SAMPLE_BYTES[encoding] ?? 1) * rate) / 1000 };
}
