import type { CarrierFact, DetectorFact } from '../../machines/outbound/kit.ts';

// https://www.twilio.com/docs/voice/api/call-resource#call-status-values
const FACTS: ReadonlyMap<string, CarrierFact> = new Map([
  ['ringing', { type: 'carrier.ringing' }],
  ['in-progress', { type: 'carrier.answered' }],
  ['busy', { type: 'carrier.busy' }],
  ['no-answer', { type: 'carrier.gotNoAnswer' }],
  ['failed', { type: 'carrier.failed' }],
  ['canceled', { type: 'carrier.canceled' }],
  ['completed', { type: 'carrier.ended' }],
]);

/** What a status of the carrier's means to a call that we placed; null for one that says nothing new. */
export function carrierFact(status: string): CarrierFact | null {
  return FACTS.get(status) ?? null;
}

/** Who answered; `ready` once a machine has beeped or fallen silent and records what is said. */
export type Detected = { fact: DetectorFact; ready: boolean };

/** The carrier's `AnsweredBy`. Whoever is not known to be a machine is a human: nobody is to be talked at by a recording. */
export function detected(answeredBy: string): Detected {
  if (answeredBy === 'fax' || answeredBy.startsWith('machine_'))
    return { fact: { type: 'detector.heardMachine' }, ready: answeredBy !== 'machine_start' };
  return { fact: { type: 'detector.heardHuman' }, ready: false };
}
