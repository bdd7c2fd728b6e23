import type { Clock } from '../../clock.ts';
import { type AnswerPlan, answeredBy, type Detection, detectionMs, type UnansweredBy } from './answering.ts';

/** Twilio's own limit where a call's `Timeout` says nothing. */
const LONGEST_RING_MS = 60_000;

interface OutgoingOptions {
  answer?: AnswerPlan;
  ringMs?: number;
  detection?: Detection;
}

interface Answered {
  /** The machine says this; resolves when it has. */
  greet(greeting: Buffer): Promise<void>;
  tell(url: string, answeredBy: string): Promise<void>;
}

/** What is peculiar to a call that was placed over REST: it rings first, and somebody listens who answers. */
export class Outgoing {
  readonly #clock: Clock;
  readonly #answer: AnswerPlan;
  readonly #longest: number;
  readonly #detection: Detection | undefined;
  #callOff = () => {};

  constructor(clock: Clock, { answer = { by: 'human' }, ringMs = LONGEST_RING_MS, detection }: OutgoingOptions) {
    this.#clock = clock;
    this.#answer = answer;
    this.#longest = ringMs;
    this.#detection = detection;
  }

  /** Rings as long as the plan says; null when somebody answered. */
  async ring(): Promise<UnansweredBy | 'canceled' | null> {
    const { by, ringMs = by === 'no-answer' ? this.#longest : 0 } = this.#answer;
    let timer: unknown;
    const calledOff = await new Promise<boolean>((resolve) => {
      this.#callOff = () => resolve(true);
      timer = this.#clock.setTimeout(() => resolve(false), Math.min(ringMs, this.#longest));
    });
    this.#clock.clearTimeout(timer);
    if (calledOff) return 'canceled';
    if (ringMs > this.#longest) return 'no-answer';
    return by === 'human' || by === 'machine' ? null : by;
  }

  /** It is called off, if it still rings. */
  stop(): void {
    this.#callOff();
  }

  /** What the first webhook says of who answered, where the call waits for that. */
  knownBefore(): Record<string, string> {
    const detection = this.#detection;
    return detection?.url === null ? { AnsweredBy: answeredBy(this.#answer, detection.mode) } : {};
  }

  /** A machine says its greeting; then it is told who answered. */
  async detect({ greet, tell }: Answered): Promise<void> {
    const answer = this.#answer;
    const detection = this.#detection;
    if (answer.by === 'machine' && answer.greeting) {
      const greeted = greet(answer.greeting);
      if (detection?.mode === 'DetectMessageEnd') await greeted;
    }
    if (!detection?.url) return;
    const { url, mode } = detection;
    await new Promise<void>((resolve) => this.#clock.setTimeout(() => resolve(), detectionMs(answer, mode)));
    await tell(url, answeredBy(answer, mode));
  }
}
