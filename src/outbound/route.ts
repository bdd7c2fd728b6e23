import { z } from 'zod';
import type { Appointment } from '../../entities/appointment.ts';
import { CHANGEABLE_STATUSES } from '../../entities/vocabulary.ts';
import { SCENARIOS } from '../../machines/ports/placed.ts';
import type { Clock } from '../clock.ts';
import type { Db } from '../crm/writing.ts';
import { consoleRefusal } from '../telephony/console-access.ts';
import type { HttpReply, HttpRequest } from '../telephony/server.ts';
import { type AllowList, isAllowed } from './allow-list.ts';
import type { Outbound } from './outbound.ts';
import { appointmentWithCustomer, callByKey } from './store.ts';

const MOST_KEY_LETTERS = 255;

const order = z.strictObject({
  to: z.string().regex(/^\+[1-9]\d{6,14}$/, 'expected a phone number in E.164 form, such as +15550100123'),
  scenario: z.enum(SCENARIOS, `expected one of ${SCENARIOS.join(', ')}`),
  appointment_id: z.uuid('expected the id of an appointment'),
});
type Order = z.output<typeof order>;

export interface CallsRouteOptions {
  db: Db;
  shopId: string;
  /** Null without an account and a number of ours: then no call can be placed. */
  outbound: Pick<Outbound, 'place'> | null;
  allowList: AllowList;
  consoleToken: string | undefined;
  /** No new calls are begun any more. */
  isDraining(): boolean;
  clock: Clock;
}

const json = (status: number, value: object, headers: Record<string, string> = {}): HttpReply => ({
  status,
  headers: { 'content-type': 'application/json', ...headers },
  body: `${JSON.stringify(value)}\n`,
});
const refused = (status: number, error: string, message: string) => json(status, { error, message });
const notAllowed = () => refused(403, 'not_allowed', 'expected a number of OUTBOUND_ALLOWLIST, got another');
const repeated = (callId: string | null) =>
  json(409, { error: 'repeated', message: 'a call was asked for with this Idempotency-Key before', call_id: callId });

/** `POST /calls`: places a call. Answers when the carrier has taken it, or why it was not placed. */
export function createCallsRoute(options: CallsRouteOptions): (request: HttpRequest) => Promise<HttpReply> {
  const { db, shopId, outbound, allowList } = options;

  async function place(asked: Order, key: string | null): Promise<HttpReply> {
    const { to, scenario, appointment_id } = asked;
    const before = key === null ? null : await callByKey(db, shopId, key);
    if (before) return repeated(before.callId);
    if (!outbound)
      return refused(
        503,
        'unavailable',
        'expected TWILIO_ACCOUNT_SID, TWILIO_AUTH_TOKEN and TWILIO_PHONE_NUMBER to be set',
      );
    if (options.isDraining()) return refused(503, 'unavailable', 'the server is going down and places no more calls');
    const found = await appointmentWithCustomer(db, shopId, appointment_id);
    if (!found)
      return refused(404, 'not_found', 'appointment_id: expected an appointment of this shop, got another id');
    const unfit = whyUnfit(scenario, found.appointment, options.clock.now());
    if (unfit) return refused(400, 'invalid_request', `appointment_id: ${unfit}`);
    const dialed = await outbound.place({ ...found, scenario, to, attempt: null, idempotencyKey: key });
    switch (dialed.outcome) {
      case 'placed':
        return json(202, { call_id: dialed.callId, call_sid: dialed.callSid });
      case 'repeated':
        return repeated(key === null ? null : ((await callByKey(db, shopId, key))?.callId ?? null));
      case 'refused': {
        const message = `the carrier did not take the call: ${dialed.code}`;
        return json(502, { error: 'carrier', message, code: dialed.code, call_id: dialed.callId });
      }
    }
  }

  return async (request) => {
    const refusal = consoleRefusal(request, options.consoleToken);
    if (refusal) return refusal;
    if (request.method !== 'POST') return json(405, { error: 'method_not_allowed' }, { allow: 'POST' });
    const read = readOrder(request);
    if (typeof read === 'string') return refused(400, 'invalid_request', read);
    const key = request.headers['idempotency-key']?.trim() || null;
    if (key !== null && key.length > MOST_KEY_LETTERS)
      return refused(400, 'invalid_request', `Idempotency-Key: expected at most ${MOST_KEY_LETTERS} characters`);
    return isAllowed(allowList, read.to) ? place(read, key) : notAllowed();
  };
}

/** The body, or what is wrong with it. */
function readOrder({ headers, body }: HttpRequest): Order | string {
  // A page elsewhere may have its visitor's browser send plain text without asking; JSON it may not.
  if (!/^application\/json\b/i.test(headers['content-type'] ?? '')) return 'content-type: expected application/json';
  let value: unknown;
  try {
    value = JSON.parse(body);
  } catch {
    return 'body: expected JSON';
  }
  const parsed = order.safeParse(value);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  return `${issue?.path.join('.') || 'body'}: ${issue?.message ?? 'is not valid'}`;
}

/** Why there is nothing to be called about. */
function whyUnfit(scenario: Order['scenario'], { status, startTime }: Appointment, now: number): string | null {
  if (scenario === 'reminder') {
    if (!CHANGEABLE_STATUSES.some((each) => each === status))
      return `expected an appointment that is still to come, got one that is ${status}`;
    return startTime.getTime() > now ? null : 'expected an appointment that is still to come, got one that has begun';
  }
  return status === 'completed' ? null : `expected a visit that is completed, got one that is ${status}`;
}
