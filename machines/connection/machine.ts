import { type ConnectionContext, type ConnectionInput, connectionKit } from './kit.ts';

export function initialContext({ input }: { input: ConnectionInput }): ConnectionContext {
  return { ...input, failures: 0, openings: 0, code: 'none' };
}

export function socketInput({ context }: { context: ConnectionContext }) {
  return { id: context.id };
}

export function lastCode({ context }: { context: ConnectionContext }) {
  return { code: context.code };
}

/** A provider's socket that comes back: connecting → open → waiting → connecting … → lost. */
export const connectionMachine = connectionKit.createMachine({
  id: 'connection',
  description: 'A provider socket that comes back when it drops, until it is lost.',
  context: initialContext,
  output: lastCode,
  initial: 'trying',
  states: {
    trying: {
      description: 'There is a socket: it is being opened, or open. It lives exactly as long as this state.',
      invoke: {
        id: 'socket',
        src: 'socket',
        input: socketInput,
        onError: [
          { guard: 'wasTheLastAttempt', target: 'lost', actions: 'countFailure' },
          { target: 'waiting', actions: 'countFailure' },
        ],
      },
      initial: 'connecting',
      states: {
        connecting: {
          description: 'The handshake is under way.',
          on: {
            'socket.opened': { target: 'open', actions: ['tellOpened', 'countOpening'] },
            'socket.closed': [
              { guard: 'cannotBeCured', target: '#connection.lost', actions: 'countFailure' },
              { guard: 'wasTheLastAttempt', target: '#connection.lost', actions: 'countFailure' },
              { target: '#connection.waiting', actions: ['tellDropped', 'countFailure'] },
            ],
          },
          after: {
            connectTimeout: [
              { guard: 'wasTheLastAttempt', target: '#connection.lost', actions: 'countFailure' },
              { target: '#connection.waiting', actions: ['tellDropped', 'countFailure'] },
            ],
          },
        },
        open: {
          description: 'What is sent arrives.',
          initial: 'young',
          on: {
            'socket.closed': [
              { guard: 'cannotBeCured', target: '#connection.lost', actions: 'countFailure' },
              { guard: 'wasTheLastAttempt', target: '#connection.lost', actions: 'countFailure' },
              { target: '#connection.waiting', actions: ['tellDropped', 'countFailure'] },
            ],
            'socket.silent': [
              { guard: 'wasTheLastAttempt', target: '#connection.lost', actions: 'countFailure' },
              { target: '#connection.waiting', actions: ['tellDropped', 'countFailure'] },
            ],
            'socket.rested': '#connection.resting',
          },
          states: {
            young: {
              description: 'It has just opened; a failure now counts together with those before.',
              after: { steadyAfter: 'steady' },
            },
            steady: {
              description: 'It has stood long enough for the attempts to count afresh.',
              entry: 'forgetFailures',
            },
          },
        },
      },
    },
    waiting: {
      description: 'A failed socket is gone; the next attempt comes after a pause.',
      after: { backoff: 'trying' },
    },
    resting: {
      description: 'The provider closed a socket that nobody was using; it is opened again when it is wanted.',
      on: { 'connection.wanted': 'trying' },
    },
    lost: {
      type: 'final',
      description: 'It will not come back: refused for good, or out of attempts.',
      entry: 'tellLost',
    },
  },
});
