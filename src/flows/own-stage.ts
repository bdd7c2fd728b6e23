import { aProxyTo, type TcpProxy } from '../simulators/tcp-proxy.ts';
import type { DatabaseFault } from './fault-format.ts';
import type { Flow } from './format.ts';
import { numbersOf } from './people.ts';

/** Whether what a flow does to the outside, or asks of the server, would be noticed by others. */
export function needsItsOwnStage({ env, faults, placed, steps }: Flow): boolean {
  const { stt, tts, vpic, carrier_rest } = faults;
  return (
    placed !== undefined ||
    Object.keys(env).length > 0 ||
    [stt, tts, vpic, carrier_rest].some((one) => one !== undefined) ||
    steps.some((step) => step.do === 'breaks')
  );
}

/** What is set for the server of this flow alone. A call that the shop places is allowed to the people of the flow, and to nobody else. */
export function ownEnvOf({ env, placed }: Flow, n: number): Record<string, string> {
  return { ...(placed && { OUTBOUND_ALLOWLIST: numbersOf(n).join(',') }), ...env };
}

/** The way to the database, if the flow breaks it. */
export async function ownWayTo(databaseUrl: string, { steps }: Flow): Promise<TcpProxy | null> {
  const isBroken = steps.some((step) => step.do === 'breaks' && step.with.database !== undefined);
  return isBroken ? aProxyTo(databaseUrl) : null;
}

export async function breakDatabase(way: TcpProxy | null, how: DatabaseFault): Promise<void> {
  if (how === 'away') await way?.cut();
  else if (how === 'stalled') way?.stall();
  else await way?.mend();
}
