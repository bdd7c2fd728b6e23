import type { Clock } from '../clock.ts';
import type { CarrierCall } from '../simulators/carrier/index.ts';
import type { DeepgramSimulator } from '../simulators/deepgram/index.ts';
import type { Chronicle } from './chronicle.ts';
import type { Ear } from './ear.ts';
import type { DatabaseFault } from './fault-format.ts';
import type { Filters, Values } from './template.ts';

/** Something the caller said, on the call's clock. */
export interface Uttered {
  text: string;
  from: number;
  to: number;
}

/** One flow while it runs: the call, what is heard and known of it, and what the caller has done. */
export interface Scene {
  clock: Clock;
  call: CarrierCall;
  ear: Ear;
  chronicle: Chronicle;
  deepgram: Pick<DeepgramSimulator, 'faults'> | null;
  breakDatabase(how: DatabaseFault): Promise<void>;
  values: () => Values;
  filters: Filters;
  uttered: Uttered[];
  /** Entries of the diary from here on came after the caller's last sound began. */
  diaryFrom: number;
  /** Uses of tools before this one have been looked at. */
  toolsFrom: number;
}

/** An expectation of a flow that does not hold. */
export class Unmet extends Error {}

const LOOK_EVERY_MS = 20;

export function pause(clock: Clock, ms: number): Promise<void> {
  return new Promise((resolve) => clock.setTimeout(() => resolve(), ms));
}

/** Looks every few milliseconds, and listens, until `look` finds something; rejects with `unmet` after `ms`. */
export async function until<T>(
  scene: Scene,
  ms: number,
  look: () => T | null | false | undefined,
  unmet: () => string,
): Promise<T> {
  const end = scene.clock.now() + ms;
  for (;;) {
    scene.ear.listen();
    const found = look();
    if (found !== null && found !== false && found !== undefined) return found;
    if (scene.clock.now() >= end) throw new Unmet(unmet());
    await pause(scene.clock, LOOK_EVERY_MS);
  }
}
