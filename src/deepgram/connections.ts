import { createActor, fromCallback } from 'xstate';
import type { ConnectionEvent, ConnectionPolicy, SocketInput } from '../../machines/connection/kit.ts';
import { connectionMachine } from '../../machines/connection/machine.ts';
import type { Clock } from '../clock.ts';
import { messageOf, type OutsideError } from '../errors.ts';
import type { Logger } from '../log.ts';

/** What a live socket tells of itself. */
export interface SocketReports {
  opened(): void;
  closed(error: OutsideError): void;
  /** Closed by the provider while nobody used it. */
  rested(): void;
  silent(): void;
}

/** Opens a socket and returns the way to close it. Everything else it has to say goes to `reports`. */
export type Dial = (reports: SocketReports) => () => void;

export interface ConnectionListener {
  opened(): void;
  dropped(code: string): void;
  reopened(): void;
  lost(code: string): void;
}

export interface Connection {
  /** Opens a resting connection again; nothing otherwise. */
  wanted(): void;
  stop(): void;
}

/**
 * Runs connection charts. `provide` costs more than a millisecond, so it happens once; a chart's input is plain data, so the
 * live socket is looked up by id.
 */
export function createConnections({ clock, log, policy }: { clock: Clock; log: Logger; policy: ConnectionPolicy }) {
  const dials = new Map<string, Dial>();
  let count = 0;

  const machine = connectionMachine.provide({
    actors: {
      socket: fromCallback<ConnectionEvent, SocketInput>(({ sendBack, input }) => {
        const dial = dials.get(input.id);
        if (!dial) throw new Error(`expected a socket for connection ${input.id}, got none`);
        return dial({
          opened: () => sendBack({ type: 'socket.opened' }),
          closed: ({ code, retryable }) => sendBack({ type: 'socket.closed', code, retryable }),
          rested: () => sendBack({ type: 'socket.rested' }),
          silent: () => sendBack({ type: 'socket.silent' }),
        });
      }),
    },
  });

  return {
    open(dial: Dial, listener: ConnectionListener): Connection {
      count += 1;
      const id = String(count);
      dials.set(id, dial);
      const actor = createActor(machine, { clock, input: { id, policy } });
      actor.on('connection.opened', () => listener.opened());
      actor.on('connection.dropped', ({ code }) => listener.dropped(code));
      actor.on('connection.reopened', () => listener.reopened());
      actor.on('connection.lost', ({ code }) => {
        dials.delete(id);
        listener.lost(code);
      });
      actor.subscribe({
        error: (thrown) => {
          log.error({ error: messageOf(thrown) }, 'connection chart failed');
          dials.delete(id);
          listener.lost('internal');
        },
      });
      actor.start();
      return {
        wanted: () => actor.send({ type: 'connection.wanted' }),
        stop: () => {
          dials.delete(id);
          actor.stop();
        },
      };
    },
  };
}

export type Connections = ReturnType<typeof createConnections>;
