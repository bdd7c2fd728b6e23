import { assign, emit, fromCallback, setup } from 'xstate';

/** How patient a connection is. Milliseconds. */
export interface ConnectionPolicy {
  /** Failures in a row after which the connection is lost. */
  attempts: number;
  /** The pause before each new attempt: the first after one failure; the last is used for all further ones. */
  backoff: readonly number[];
  /** A socket that has not opened by then counts as failed. */
  connectTimeout: number;
  /** An opening that lasts this long makes the failures before it count no more. */
  steadyAfter: number;
}

/** `id` names the live things that belong to this connection; the socket actor looks them up. */
export interface ConnectionInput {
  id: string;
  policy: ConnectionPolicy;
}

export interface SocketInput {
  id: string;
}

/** What the socket actor may say. */
export type SocketFact =
  | { type: 'socket.opened' }
  /** It closed or was refused. `retryable` is false where trying again cannot help (wrong key, no money, bad request). */
  | { type: 'socket.closed'; code: string; retryable: boolean }
  /** It is open and nothing comes although something should. */
  | { type: 'socket.silent' }
  /** The provider closed a socket that nobody was using. */
  | { type: 'socket.rested' };

/** `connection.wanted`: a resting connection is needed again. */
export type ConnectionEvent = SocketFact | { type: 'connection.wanted' };

/** What the chart emits to its owner. */
export type ConnectionFact =
  | { type: 'connection.opened' }
  /** Also when an attempt to open it has failed: for whoever waits, it is not there. */
  | { type: 'connection.dropped'; code: string }
  | { type: 'connection.reopened' }
  | { type: 'connection.lost'; code: string };

export interface ConnectionContext extends ConnectionInput {
  /** Failures in a row. */
  failures: number;
  openings: number;
  /** Why it failed last. */
  code: string;
}

function codeOf(event: { type: string }): string {
  if (event.type === 'socket.closed' && 'code' in event) return String(event.code);
  if (event.type === 'socket.silent') return 'silent';
  if (event.type.startsWith('xstate.after')) return 'handshake_timeout';
  return 'internal';
}

export const connectionKit = setup({
  types: {
    input: {} as ConnectionInput,
    context: {} as ConnectionContext,
    events: {} as ConnectionEvent,
    emitted: {} as ConnectionFact,
    output: {} as { code: string },
  },
  actors: {
    /** The live socket. Its actor opens it when started, closes it when stopped, and says `SocketFact`s. */
    socket: fromCallback<ConnectionEvent, SocketInput>(() => {
      throw new Error('expected a socket to be provided, got none');
    }),
  },
  delays: {
    connectTimeout: ({ context }) => context.policy.connectTimeout,
    steadyAfter: ({ context }) => context.policy.steadyAfter,
    backoff: ({ context: { failures, policy } }) => policy.backoff[Math.min(failures, policy.backoff.length) - 1] ?? 0,
  },
  guards: {
    cannotBeCured: ({ event }) => event.type === 'socket.closed' && !event.retryable,
    wasTheLastAttempt: ({ context }) => context.failures + 1 >= context.policy.attempts,
  },
  actions: {
    countFailure: assign({
      failures: ({ context }) => context.failures + 1,
      code: ({ event }) => codeOf(event),
    }),
    forgetFailures: assign({ failures: 0 }),
    countOpening: assign({ openings: ({ context }) => context.openings + 1 }),
    tellOpened: emit(({ context }) =>
      context.openings > 0 ? { type: 'connection.reopened' as const } : { type: 'connection.opened' as const },
    ),
    tellDropped: emit(({ event }) => ({ type: 'connection.dropped' as const, code: codeOf(event) })),
    tellLost: emit(({ context }) => ({ type: 'connection.lost' as const, code: context.code })),
  },
});
