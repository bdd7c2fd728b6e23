import type { Clock } from '../../clock.ts';

/** What happened on a call, as the carrier knows it. `at` is ms since the call was placed. */
export type DiaryEntry = { at: number } & DiaryEvent;

export type DiaryEvent =
  /** A webhook for TwiML was answered. */
  | { type: 'webhook'; url: string; status: number }
  | { type: 'said'; text: string }
  | { type: 'dialed'; number: string; result: DialResult }
  /** Who was dialed has picked up and hears this, before the two are connected. */
  | { type: 'whispered'; text: string }
  | { type: 'verb'; verb: string }
  | { type: 'stream.opened'; streamSid: string; url: string }
  | { type: 'stream.closed'; by: 'server' | 'carrier' | 'drop'; code: number; reason: string }
  /** 31901, 31902, 31920 … as in the carrier's debugger. */
  | { type: 'stream.failed'; code: number; message: string }
  /** The caller hears something, after hearing nothing. */
  | { type: 'voice.started' }
  /** All that was sent has been played, or was cleared. */
  | { type: 'voice.ended' }
  | { type: 'mark.received'; name: string }
  | { type: 'mark.echoed'; name: string }
  | { type: 'clear'; droppedMs: number; marks: string[] }
  /** A piece of the caller's sound was sent whole; it began at `from`. */
  | { type: 'spoke'; from: number }
  | { type: 'protocol.error'; code: number; message: string }
  | { type: 'rest'; update: string }
  /** It was told who answered a call that we placed. */
  | { type: 'detected'; answeredBy: string; httpStatus: number }
  | { type: 'status'; callStatus: string; httpStatus: number }
  | { type: 'ended'; reason: string };

export type DialResult = 'answered' | 'no-answer' | 'busy' | 'failed';

const LONGEST_WAIT_MS = 30_000;

export class Diary {
  readonly entries: DiaryEntry[] = [];
  readonly #clock: Clock;
  readonly #startedAt: number;
  #waits: { check: () => boolean }[] = [];

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#startedAt = clock.now();
  }

  /** Milliseconds since the call was placed. */
  now(): number {
    return this.#clock.now() - this.#startedAt;
  }

  /** `at` is given where it is known better than now. */
  add(event: DiaryEvent, at = this.now()): void {
    this.entries.push({ at, ...event });
    this.#waits = this.#waits.filter(({ check }) => !check());
  }

  /** The first entry from number `since` on of which `predicate` holds, also one that is already there. */
  waitFor(predicate: (entry: DiaryEntry) => boolean, timeoutMs = LONGEST_WAIT_MS, since = 0): Promise<DiaryEntry> {
    return new Promise((resolve, reject) => {
      let next = since;
      const check = () => {
        for (; next < this.entries.length; next++) {
          const entry = this.entries[next];
          if (!entry || !predicate(entry)) continue;
          this.#clock.clearTimeout(timer);
          resolve(entry);
          return true;
        }
        return false;
      };
      const timer = this.#clock.setTimeout(() => {
        this.#waits = this.#waits.filter((wait) => wait.check !== check);
        const seen = this.entries.map(({ type }) => type).join(' ');
        reject(new Error(`expected an entry in the call's diary within ${timeoutMs} ms, got: ${seen}`));
      }, timeoutMs);
      if (!check()) this.#waits.push({ check });
    });
  }
}
