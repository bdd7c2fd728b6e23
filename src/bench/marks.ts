/**
 * One moment of one turn, as whoever was there saw it. `at` is the shared clock. In the order of a turn:
 * `spoke` the carrier sent the frame that completes the silence after the caller's words;
 * `final` the recogniser was about to send the end of the turn;
 * `asked` a request had reached the model; `called` it had sent the end of a reply that only calls tools (the two repeat);
 * `sentence` it was about to send the token by which its first sentence is known to be over;
 * `flushed` the synthesiser was told to speak it; `voiced` it was about to send the first sound;
 * `heard` the carrier had the first sound.
 */
export interface Mark {
  /** Names call and turn, see `keyOf`. */
  key: string;
  what: 'spoke' | 'final' | 'asked' | 'called' | 'sentence' | 'flushed' | 'voiced' | 'heard';
  at: number;
}

/** The time, in ms, that one turn spent in our server and on the way to and from it. */
export interface Turn {
  key: string;
  usesTools: boolean;
  /** Carrier → recogniser: one frame of sound. */
  soundIn: number;
  /** The end of the turn → the model's first request. */
  endpointToLlm: number;
  /** Replies that call tools → the requests that bring their results: the tools and their database included. */
  tools: number;
  /** The first sentence → the synthesiser. */
  sentenceToTts: number;
  /** The first sound → the carrier. */
  soundOut: number;
  /** All of it: what the caller waits for, less the latencies of everybody else. */
  overhead: number;
}

/** Joins the marks of all processes to turns. A turn of which a mark is missing, or out of order, is named in `broken`. */
export function turnsOf(marks: readonly Mark[]): { turns: Turn[]; broken: string[] } {
  const turns: Turn[] = [];
  const broken: string[] = [];
  const byKey = new Map<string, Mark[]>();
  for (const mark of marks) byKey.set(mark.key, [...(byKey.get(mark.key) ?? []), mark]);
  for (const [key, own] of byKey) {
    const turn = turnOf(key, own);
    if (turn) turns.push(turn);
    else broken.push(key);
  }
  return { turns, broken };
}

function turnOf(key: string, marks: readonly Mark[]): Turn | null {
  const all = (what: Mark['what']) => marks.filter((mark) => mark.what === what).map(({ at }) => at);
  const asked = all('asked').toSorted((a, b) => a - b);
  const called = all('called').toSorted((a, b) => a - b);
  const [spoke, final, sentence, flushed, voiced, heard] = (
    ['spoke', 'final', 'sentence', 'flushed', 'voiced', 'heard'] as const
  ).map((what) => all(what)[0] ?? Number.NaN);
  if (asked.length !== called.length + 1) return null;
  const between = (from: number | undefined, to: number | undefined) => (to ?? Number.NaN) - (from ?? Number.NaN);
  const soundIn = between(spoke, final);
  const endpointToLlm = between(final, asked[0]);
  const tools = called.reduce((sum, at, n) => sum + between(at, asked[n + 1]), 0);
  const sentenceToTts = between(sentence, flushed);
  const soundOut = between(voiced, heard);
  const parts = [soundIn, endpointToLlm, tools, sentenceToTts, soundOut];
  if (parts.some((ms) => !(ms >= 0))) return null;
  const overhead = parts.reduce((sum, ms) => sum + ms, 0);
  return { key, usesTools: called.length > 0, soundIn, endpointToLlm, tools, sentenceToTts, soundOut, overhead };
}
