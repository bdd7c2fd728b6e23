/** Who waits for the recognizer. A `partial` may be replaced by a newer one of its stream; a `final` is always done. */
export type Urgency = 'partial' | 'final';

export interface Job<T> {
  /** Undefined when it was withdrawn or replaced before its turn came. */
  readonly done: Promise<T | undefined>;
  withdraw(): void;
}

interface Waiting<T> {
  run: () => Promise<T>;
  settle: (value: T | undefined) => void;
  fail: (reason: unknown) => void;
}

interface Stream<T> {
  finals: Waiting<T>[];
  partial: Waiting<T> | null;
  lastServed: number;
}

/**
 * A fair queue over the calls: `hands` jobs at a time, finals before partials, and of those the call that has waited
 * longest since it was served.
 */
export class FairQueue<T> {
  readonly #streams = new Map<string, Stream<T>>();
  #free: number;
  #served = 0;

  constructor(hands: number) {
    this.#free = hands;
  }

  add(stream: string, urgency: Urgency, run: () => Promise<T>): Job<T> {
    const queue = this.#streams.get(stream) ?? { finals: [], partial: null, lastServed: 0 };
    this.#streams.set(stream, queue);
    let withdraw = () => {};
    const done = new Promise<T | undefined>((settle, fail) => {
      const waiting = { run, settle, fail };
      withdraw = () => {
        if (queue.partial === waiting) queue.partial = null;
        queue.finals = queue.finals.filter((other) => other !== waiting);
        settle(undefined);
      };
      if (urgency === 'final') queue.finals.push(waiting);
      else {
        queue.partial?.settle(undefined);
        queue.partial = waiting;
      }
    });
    this.#serve();
    return { done, withdraw };
  }

  /** The stream is over: nobody waits for its answers any more. */
  forget(stream: string): void {
    const queue = this.#streams.get(stream);
    this.#streams.delete(stream);
    queue?.partial?.settle(undefined);
    for (const waiting of queue?.finals ?? []) waiting.settle(undefined);
  }

  #serve(): void {
    while (this.#free > 0) {
      const next = this.#take('final') ?? this.#take('partial');
      if (!next) return;
      this.#free--;
      next
        .run()
        .then(next.settle, next.fail)
        .finally(() => {
          this.#free++;
          this.#serve();
        });
    }
  }

  #take(urgency: Urgency): Waiting<T> | undefined {
    let longest: Stream<T> | undefined;
    for (const stream of this.#streams.values()) {
      const waits = urgency === 'final' ? stream.finals.length > 0 : stream.partial !== null;
      if (waits && (!longest || stream.lastServed < longest.lastServed)) longest = stream;
    }
    if (!longest) return undefined;
    longest.lastServed = ++this.#served;
    if (urgency === 'final') return longest.finals.shift();
    const partial = longest.partial ?? undefined;
    longest.partial = null;
    return partial;
  }
}
