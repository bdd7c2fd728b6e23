import { stringify } from 'yaml';
import { MODEL_FAULTS, VPIC_FAULTS } from '../flows/fault-format.ts';
import { type Flow, parseFlow } from '../flows/format.ts';

type Written = Record<string, unknown>;

/** What can go wrong with either speech service: with the first connection of a call, or with every one. */
const SPEECH: readonly [string, Written][] = [
  ['refused for good', { refuse: { status: 401 } }],
  ['refused', { refuse: { status: 503 } }],
  ['slow to open', { handshake_delay_ms: 5_000 }],
  ['silent', { silent: true }],
  ['dropped', { after: { ms: 1_500, what: 'drop' } }],
  ['stalled', { after: { ms: 1_500, what: 'stall' } }],
  ['closed with an error', { after: { ms: 1_500, what: { code: 1011, reason: 'NET-0001' } } }],
];
const CONNECTIONS: readonly [string, Written][] = [
  ['at first', { connections: [1] }],
  ['always', {}],
];
const REQUESTS: readonly [string, readonly number[]][] = [
  ['once', [2]],
  ['from then on', [2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]],
];

/** An ordinary booking, by somebody who says their part as long as anybody is there. */
const BOOKING = [
  'I need an oil change',
  'On {{day | date}} please',
  'The first one please',
  'Yes please',
  'No thank you',
];

/** A call for everything that can go wrong outside, by its name. */
export function faultCalls(): Flow[] {
  return [
    ...(['stt', 'tts'] as const).flatMap((service) =>
      SPEECH.flatMap(([what, fault]) =>
        CONNECTIONS.map(([when, which]) =>
          booking(`${service} ${what}, ${when}`, { [service]: [{ ...which, ...fault }] }),
        ),
      ),
    ),
    ...MODEL_FAULTS.flatMap((kind) =>
      REQUESTS.map(([when, requests]) =>
        booking(`model ${kind}, ${when}`, {
          llm: requests.map((request) => ({ request, fault: { kind, ...(inStream(kind) && { after_tokens: 3 }) } })),
        }),
      ),
    ),
    ...[1, 5].map((requests) => booking(`carrier's REST refuses ${requests}`, { carrier_rest: requests })),
    ...(['away', 'stalled'] as const).map((how) => booking(`database ${how}`, {}, how)),
    ...VPIC_FAULTS.map((kind) => decoding(`vPIC ${kind}`, { vpic: { kind } })),
    decoding('vPIC knows nothing of it', { vpic: { kind: 'codes', codes: '8' } }),
  ];
}

const inStream = (kind: string) => ['stall', 'reset', 'error-event', 'error-data', 'cut'].includes(kind);

function booking(name: string, faults: Written, database?: 'away' | 'stalled'): Flow {
  const said = BOOKING.map((text) => ({ says: { text, if_open: true } }));
  const [first, ...others] = said;
  const breaks = database ? [{ breaks: { database } }] : [];
  // As long as it takes to hear whether the last words were answered.
  return flow(name, { model: 'rules', faults, steps: [first, ...breaks, ...others, { waits: 5_000 }] });
}

function decoding(name: string, faults: Written): Flow {
  const model = [
    { when: 'vin', calls: [{ name: 'decode_vin', arguments: { vin: '1G4AH59H45G118341' } }] },
    { text: 'What model is it?' },
  ];
  const steps = [{ says: { text: 'Here is my VIN', if_open: true } }, { hears: 'What model is it?' }];
  return flow(name, { model, faults, steps });
}

function flow(name: string, rest: Written): Flow {
  return parseFlow(stringify({ name, caller: 'maria', ...rest }), 'the fault matrix');
}
