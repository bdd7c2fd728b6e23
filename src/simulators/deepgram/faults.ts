export type ServiceKind = 'listen' | 'speak';

/** Something that goes wrong, on every connection of its kind or on the ones named. */
export interface Fault {
  /** Which connections, counted from 1 for each kind. Default: every one from now on, and the open ones. */
  connections?: readonly number[];
  /** The handshake is refused; code and message default to Deepgram's for the status. */
  refuse?: { status: number; code?: string; message?: string };
  /** The handshake takes so long. */
  handshakeDelayMs?: number;
  /** The handshake succeeds; nothing is ever said. */
  silent?: boolean;
  /**
   * Once so much audio has passed: for `listen` received since the first voice of the connection (so it falls into an
   * utterance), for `speak` sent. `drop` resets the socket, `stall` says nothing more, an object closes with its code.
   */
  after?: { ms: number; what: 'drop' | 'stall' | { code: number; reason: string } };
}

/** The faults of a simulator; they may be changed while it runs, and hold from the next message on. */
export class Faults {
  readonly #of: Record<ServiceKind, readonly Fault[]> = { listen: [], speak: [] };

  /** Replaces the faults of one kind; without faults, it is healthy again. */
  set(kind: ServiceKind, ...faults: Fault[]): void {
    this.#of[kind] = faults;
  }

  clear(): void {
    this.set('listen');
    this.set('speak');
  }

  /** Those that concern the n-th connection. */
  of(kind: ServiceKind, n: number): readonly Fault[] {
    return this.#of[kind].filter(({ connections }) => connections === undefined || connections.includes(n));
  }
}
