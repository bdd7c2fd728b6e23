import type { Detection } from './answering.ts';
import type { CallOptions } from './options.ts';
import type { StatusPlan } from './status.ts';

/** An error of the REST API. */
export interface RestRefusal {
  status: number;
  code: number;
  message: string;
}

const E164 = /^\+[1-9]\d{6,14}$/;
const EVENTS = ['initiated', 'ringing', 'answered', 'completed'] as const;
const MOST_SECONDS = 600;

/** What `POST Calls.json` asks for, or why it is refused. Of the ways to say what to do, `Url` alone is known. */
export function readCall(form: URLSearchParams): CallOptions | RestRefusal {
  const to = form.get('To') ?? '';
  const from = form.get('From') ?? '';
  const url = form.get('Url') ?? '';
  if (from === '') return refuse(21213, "No 'From' number is specified");
  if (!E164.test(to)) return refuse(21211, `Invalid 'To' Phone Number: ${to}`);
  if (!E164.test(from)) return refuse(21212, `Invalid From Number (caller ID): ${from}`);
  if (!URL.canParse(url)) return refuse(21205, 'Url parameter is required.');
  const seconds = Number(form.get('Timeout') ?? 60);
  if (!(seconds > 0 && seconds <= MOST_SECONDS)) return refuse(13223, `Expected a Timeout of at most ${MOST_SECONDS}.`);
  const asked = form.getAll('StatusCallbackEvent').flatMap((value) => value.split(' '));
  const unknown = asked.find((event) => !EVENTS.some((each) => each === event));
  if (unknown !== undefined) return refuse(21626, `Invalid StatusCallbackEvent: ${unknown}`);
  const events = EVENTS.filter((event) => (asked.length === 0 ? event === 'completed' : asked.includes(event)));
  const statusUrl = form.get('StatusCallback');
  const detection = readDetection(form);
  if (detection && 'code' in detection) return detection;
  return {
    direction: 'outbound-api',
    to,
    from,
    webhookUrl: url,
    ringMs: seconds * 1_000,
    status: { events } satisfies StatusPlan,
    ...(statusUrl !== null && { statusUrl }),
    ...(detection && { detection }),
  };
}

function readDetection(form: URLSearchParams): Detection | RestRefusal | null {
  const mode = form.get('MachineDetection');
  if (mode === null) return null;
  if (mode !== 'Enable' && mode !== 'DetectMessageEnd')
    return refuse(20001, 'Expected the MachineDetection Enable or DetectMessageEnd.');
  const url = form.get('AsyncAmdStatusCallback');
  const isAsync = form.get('AsyncAmd') === 'true';
  if (isAsync && url === null) return refuse(20001, 'Expected an AsyncAmdStatusCallback with AsyncAmd.');
  return { mode, url: isAsync ? url : null };
}

function refuse(code: number, message: string): RestRefusal {
  return { status: 400, code, message };
}
