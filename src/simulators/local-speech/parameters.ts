import type { Encoding } from './worker-messages.ts';

/** What a client may ask of `/v1/listen`, as far as local speech can do it. */
export interface ListenParameters {
  encoding: Encoding;
  sampleRate: 8000 | 16000;
  interimResults: boolean;
  /** Milliseconds of quiet; false when switched off. */
  endpointing: number | false;
  utteranceEndMs: number | null;
  vadEvents: boolean;
  /** Capitals and punctuation. */
  formatted: boolean;
  keyterms: string[];
}

/** What a client may ask of `/v1/speak`. */
export interface SpeakParameters {
  model: string;
  encoding: Encoding;
  sampleRate: 8000 | 16000;
}

/** Why an upgrade is refused, in the words of the service's error body. */
export interface Refusal {
  status: number;
  err_code: string;
  err_msg: string;
}

export type Parsed<T> = { ok: true; parameters: T } | { ok: false; refusal: Refusal };

// Refusals are thrown inside this file only: that keeps each rule to one line.
class Refused extends Error {
  readonly refusal: Refusal;
  constructor(err_code: string, err_msg: string) {
    super(err_msg);
    this.refusal = { status: 400, err_code, err_msg };
  }
}

export function parseListen(query: URLSearchParams): Parsed<ListenParameters> {
  return parsed(() => {
    if (query.get('model')?.startsWith('flux'))
      throw new Refused('V2_MODEL_ON_V1_LISTEN_ENDPOINT', 'Flux models are served on /v2/listen.');
    const sound = soundOf(query, 'mulaw or linear16', { mulaw: [8000], linear16: [8000, 16000] });
    if ((query.get('channels') ?? '1') !== '1') throw invalid('channels', '1', query.get('channels'));
    const interimResults = flag(query, 'interim_results');
    const utteranceEnd = query.get('utterance_end_ms');
    const utteranceEndMs = utteranceEnd === null ? null : wholeNumber('utterance_end_ms', utteranceEnd, 1000);
    if (utteranceEndMs !== null && !interimResults)
      throw new Refused('INVALID_QUERY_PARAMETER', 'utterance_end_ms requires interim_results=true.');
    const endpointing = query.get('endpointing') ?? '10';
    return {
      ...sound,
      interimResults,
      endpointing: endpointing === 'false' ? false : wholeNumber('endpointing', endpointing, 0),
      utteranceEndMs,
      vadEvents: flag(query, 'vad_events'),
      formatted: flag(query, 'smart_format') || flag(query, 'punctuate'),
      keyterms: query.getAll('keyterm').filter((term) => term.trim() !== ''),
    };
  });
}

export function parseSpeak(query: URLSearchParams): Parsed<SpeakParameters> {
  return parsed(() => {
    const model = query.get('model') ?? 'aura-asteria-en';
    if (!model.startsWith('aura')) throw new Refused('Bad Request', 'No such model/version combination found.');
    const container = query.get('container') ?? 'none';
    if (container !== 'none') throw invalid('container', 'none', container);
    return { model, ...soundOf(query, 'mulaw or linear16', { mulaw: [8000, 16000], linear16: [8000, 16000] }) };
  });
}

function soundOf(query: URLSearchParams, names: string, rates: Record<Encoding, readonly number[]>) {
  const encoding = query.get('encoding');
  if (encoding !== 'mulaw' && encoding !== 'linear16') throw invalid('encoding', `${names} (local speech)`, encoding);
  const rate = query.get('sample_rate');
  if (!rates[encoding].includes(Number(rate)))
    throw invalid('sample_rate', `${rates[encoding].join(' or ')} with ${encoding} (local speech)`, rate);
  return { encoding, sampleRate: rate === '16000' ? 16000 : 8000 } as const;
}

function flag(query: URLSearchParams, name: string): boolean {
  const value = query.get(name) ?? 'false';
  if (value !== 'true' && value !== 'false') throw invalid(name, 'true or false', value);
  return value === 'true';
}

function wholeNumber(name: string, value: string, least: number): number {
  if (!/^\d+$/.test(value) || Number(value) < least) throw invalid(name, `a whole number of at least ${least}`, value);
  return Number(value);
}

function invalid(name: string, expected: string, came: string | null): Refused {
  return new Refused('INVALID_QUERY_PARAMETER', `${name}: expected ${expected}, got ${came ?? 'nothing'}`);
}

function parsed<T>(parse: () => T): Parsed<T> {
  try {
    return { ok: true, parameters: parse() };
  } catch (thrown) {
    if (thrown instanceof Refused) return { ok: false, refusal: thrown.refusal };
    throw thrown;
  }
}
