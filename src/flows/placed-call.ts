import type { AnswerPlan } from '../simulators/carrier/answering.ts';
import type { CarrierCall } from '../simulators/carrier/index.ts';
import { scriptedSpeech } from '../simulators/deepgram/index.ts';
import type { Flow } from './format.ts';
import type { Cast } from './people.ts';
import type { Stage } from './stage.ts';
import { type Filters, fill } from './template.ts';

type Placed = NonNullable<Flow['placed']>;

/** Has the server place the call, as whoever asks `POST /calls` does. Resolves when the carrier has it, before anybody answers. */
export async function placeCall(
  placed: Placed,
  { app, carrier }: Pick<Stage, 'app' | 'carrier'>,
  { from: to, values }: Cast,
  filters: Filters,
): Promise<CarrierCall> {
  const { scenario, about } = placed;
  const { appointment_id } = fill({ appointment_id: `{{${about}.appointmentId}}` }, values, filters);
  carrier.phones.set(to, [answerOf(placed)]);
  const refused = async () => {
    const reply = await fetch(`${app.url}/calls`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ to, scenario, appointment_id }),
    });
    // One that was taken is at the carrier already, which is what is waited for.
    if (reply.ok) return new Promise<never>(() => undefined);
    throw new Error(`placed: expected the call to be placed, got ${reply.status} ${await reply.text()}`);
  };
  return Promise.race([carrier.placed(to), refused()]);
}

function answerOf({ answered_by: by, greeting }: Placed): AnswerPlan {
  return by === 'machine' && greeting !== undefined ? { by, greeting: scriptedSpeech(greeting) } : { by };
}
