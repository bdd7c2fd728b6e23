import type { Db } from '../crm/writing.ts';
import type { CallEnd } from '../simulators/carrier/options.ts';
import type { Expected } from './expectations.ts';
import { holds, openedAt } from './notices.ts';
import type { Cast } from './people.ts';
import type { Scene } from './scene.ts';
import { fill } from './template.ts';
import { endOf, plainWords } from './words.ts';

interface Turn {
  speaker: 'caller' | 'agent';
  heard: string;
}

export interface Judged {
  scene: Scene;
  cast: Cast;
  end: CallEnd;
  db: Db;
  shopId: string;
}

/** How a call that is over ended by its log, and what does not hold of it: one line each, nothing when all is well. */
export async function judge(given: Expected, judged: Judged): Promise<{ outcome: string | null; wrong: string[] }> {
  const { scene, end } = judged;
  const expected = fill(given, scene.values(), scene.filters);
  const wrong: string[] = [];
  const expect = (what: string, wanted: unknown, got: unknown) => {
    if (wanted !== undefined && wanted !== got)
      wrong.push(`${what}: expected ${JSON.stringify(wanted)}, got ${JSON.stringify(got)}`);
  };
  const log = await logOf(judged);
  expect('outcome', expected.outcome, log?.outcome);
  expect('ended', expected.ended, end.reason);
  expect('dials', expected.dials, end.transferredTo);
  wrong.push(...sound(expected, scene), ...carrier(expected, scene), ...transcript(expected, log?.transcript ?? []));
  if (expected.tools) {
    const used = scene.chronicle.tools.map(({ name, result }) => `${name} ${result}`);
    expect('tools', expected.tools.join(', '), used.join(', '));
  }
  wrong.push(...(await rows(expected, judged)));
  return { outcome: log?.outcome ?? null, wrong };
}

function sound(expected: Expected, scene: Scene): string[] {
  const { call, ear } = scene;
  const wrong: string[] = [];
  ear.listen();
  for (const text of expected.hears ?? [])
    if (!ear.heard(text, 'the beginning')) wrong.push(`hears: expected "${text}", heard: "${ear.text()}"`);
  for (const text of expected.does_not_hear ?? [])
    if (ear.heard(text, 'the beginning'))
      wrong.push(`does_not_hear: expected never to hear "${text}", heard: "${ear.text()}"`);
  if (call.staleAfterClearMs > expected.stale_ms)
    wrong.push(
      `stale_ms: expected at most ${expected.stale_ms} ms of old sound after a clear, got ${Math.round(call.staleAfterClearMs)}`,
    );
  wrong.push(...waits(expected.answered_within_ms, scene));
  return wrong;
}

/** How long the caller heard nothing after their words, and when the line was opened. */
function waits(most: number, scene: Scene): string[] {
  const { call, uttered } = scene;
  const heard = heardSpans(scene);
  const over = call.diary.find(({ type }) => type === 'ended');
  const left = over?.type === 'ended' && over.reason === 'caller-hung-up';
  const from = [{ text: 'the opening of the line', from: 0, to: openedAt(scene) }, ...uttered];
  return from.flatMap(({ text, to }, n) => {
    const next = heard.find((span) => span.to > to);
    const until = Math.max(to, next?.from ?? over?.at ?? call.now());
    // Who goes on speaking, or leaves, waits for nothing.
    const spokeOn = (from[n + 1]?.from ?? Number.POSITIVE_INFINITY) < until;
    if (spokeOn || (!next && left) || until - to <= most) return [];
    return [
      `answered_within_ms: expected to hear something within ${most} ms of "${text}", got nothing for ${Math.round(until - to)} ms`,
    ];
  });
}

/** When the caller heard anything: our voice, the carrier's, or a telephone ringing elsewhere. */
function heardSpans({ call }: Scene): { from: number; to: number }[] {
  const spans: { from: number; to: number }[] = [];
  for (const entry of call.diary) {
    const open = spans.at(-1);
    if (entry.type === 'voice.started') spans.push({ from: entry.at, to: Number.POSITIVE_INFINITY });
    else if (entry.type === 'voice.ended' && open) open.to = entry.at;
    else if (entry.type === 'said' || entry.type === 'dialed')
      spans.push({ from: entry.at, to: Number.POSITIVE_INFINITY });
  }
  return spans;
}

/** The words of the carrier's own voice. */
export function saidByCarrier({ diary }: Pick<Scene['call'], 'diary'>): string[] {
  return diary.flatMap((entry) => (entry.type === 'said' ? [entry.text] : []));
}

function carrier(expected: Expected, { call }: Scene): string[] {
  const wrong = call.problems.map((problem) => `protocol_errors: expected none, got ${problem}`);
  const said = saidByCarrier(call);
  if (expected.carrier_says !== undefined && !said.some((text) => text.includes(expected.carrier_says ?? '')))
    wrong.push(`carrier_says: expected "${expected.carrier_says}", got ${JSON.stringify(said)}`);
  if (expected.diary) {
    const types = call.diary.map(({ type }) => type);
    let at = 0;
    for (const type of expected.diary) {
      const found = types.indexOf(type as never, at);
      if (found < 0) {
        wrong.push(`diary: expected ${expected.diary.join(', ')} in this order, got ${types.join(', ')}`);
        break;
      }
      at = found + 1;
    }
  }
  return wrong;
}

function transcript({ transcript: expected = [] }: Expected, pieces: readonly Turn[]): string[] {
  const turns = joined(pieces);
  let at = 0;
  for (const wanted of expected) {
    const [speaker, text] =
      wanted.caller === undefined ? (['agent', wanted.sophie ?? ''] as const) : (['caller', wanted.caller] as const);
    const found = turns.findIndex(
      (turn, n) => n >= at && turn.speaker === speaker && endOf(plainWords(turn.heard), plainWords(text)) >= 0,
    );
    if (found < 0) {
      const stored = turns.map((turn) => `${turn.speaker}: ${turn.heard}`).join(' | ');
      return [`transcript: expected ${speaker} "${text}" from turn ${at} on, got: ${stored}`];
    }
    at = found + 1;
  }
  return [];
}

/** What one side said in one go, in however many pieces. */
function joined(pieces: readonly Turn[]): Turn[] {
  const turns: Turn[] = [];
  for (const { speaker, heard } of pieces) {
    const last = turns.at(-1);
    if (last?.speaker === speaker) last.heard = `${last.heard} ${heard}`.trim();
    else turns.push({ speaker, heard });
  }
  return turns;
}

async function logOf({ db, scene }: Judged): Promise<{ outcome: string; transcript: Turn[] } | undefined> {
  const [row] = await db.query('SELECT outcome, transcript FROM call_logs WHERE call_sid = $1', [scene.call.callSid]);
  return row;
}

async function rows(expected: Expected, { db, shopId, cast, scene }: Judged): Promise<string[]> {
  const { callSid } = scene.call;
  const kinds = [
    [
      'appointments',
      `SELECT * FROM appointments WHERE shop_id = $1 AND (customer_id = ANY($2) OR call_sid = $3) ORDER BY start_time`,
      [shopId, cast.customerIds, callSid],
    ],
    [
      'customers',
      'SELECT * FROM customers WHERE shop_id = $1 AND phone_number = $2 ORDER BY created_at',
      [shopId, cast.from],
    ],
    [
      'staff_tasks',
      'SELECT t.* FROM staff_tasks t JOIN call_logs c USING (call_id) WHERE t.shop_id = $1 AND c.call_sid = $2 ORDER BY t.created_at',
      [shopId, callSid],
    ],
  ] as const;
  const wrong: string[] = [];
  for (const [kind, sql, parameters] of kinds) {
    const wanted = expected[kind];
    if (!wanted) continue;
    const got = ((await db.query(sql, [...parameters])) as Record<string, unknown>[]).map(plain);
    const same = got.length === wanted.length && wanted.every((row, n) => holds(got[n], plain(row)));
    if (!same) wrong.push(`${kind}: expected ${JSON.stringify(wanted)}, got ${JSON.stringify(got)}`);
  }
  return wrong;
}

const TIME = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}/;

/** A row as it is compared: times as one and the same text, whatever their offset. */
function plain(row: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(row).map(([name, value]) => {
      if (value instanceof Date) return [name, value.toISOString()];
      return [name, typeof value === 'string' && TIME.test(value) ? new Date(value).toISOString() : value];
    }),
  );
}
