import './goodbye.cases.ts';
import './listening.cases.ts';
import './machines.cases.ts';
import './overtaken.cases.ts';
import './ringing.cases.ts';
import './transfer.cases.ts';
import './trouble.cases.ts';
import './turns.cases.ts';
import '../conversation/callers.cases.ts';
import '../conversation/changes.cases.ts';
import '../conversation/consents.cases.ts';
import '../conversation/escalation.cases.ts';
import '../conversation/placed.cases.ts';
import '../conversation/topics.cases.ts';
import { expect } from 'chai';
import { type AnyStateMachine, createActor, fromCallback, type StateValue } from 'xstate';
import { callMachine } from '../../../machines/call/machine.ts';
import type { ConnectionEvent, SocketInput } from '../../../machines/connection/kit.ts';
import { connectionMachine } from '../../../machines/connection/machine.ts';
import { conversationMachine } from '../../../machines/conversation/machine.ts';
import { transitionsOf } from '../../kit/charts.ts';
import { noteTransitions, taken } from '../../kit/transitions-taken.ts';
import { VirtualClock } from '../../kit/virtual-clock.ts';

const policy = { backoff: [100], connectTimeout: 3_000, steadyAfter: 5_000 };

type Happening = ConnectionEvent | 'breaks' | number;

const opened: Happening = { type: 'socket.opened' };
const closed: Happening = { type: 'socket.closed', code: 'close_1006', retryable: true };
const refused: Happening = { type: 'socket.closed', code: 'refused_401', retryable: false };
const silent: Happening = { type: 'socket.silent' };

/** What happens to a socket, with how many attempts, and where the connection is then. A number is time that passes. */
const CONNECTIONS: [string, number, Happening[], StateValue][] = [
  ['a socket closes before it is open', 2, [closed], 'waiting'],
  ['the last one closes before it is open', 1, [closed], 'lost'],
  ['one is refused for good', 2, [refused], 'lost'],
  ['one takes too long to open', 2, [3_000], 'waiting'],
  ['the last one takes too long to open', 1, [3_000], 'lost'],
  ['one breaks', 2, ['breaks'], 'waiting'],
  ['the last one breaks', 1, ['breaks'], 'lost'],
  ['one has been open for long', 2, [opened, 5_000], { trying: { open: 'steady' } }],
  ['one closes and the pause is over', 2, [opened, closed, 100], { trying: 'connecting' }],
  ['the last one closes', 1, [opened, closed], 'lost'],
  ['one is closed for good', 2, [opened, refused], 'lost'],
  ['one falls silent', 2, [opened, silent], 'waiting'],
  ['the last one falls silent', 1, [opened, silent], 'lost'],
  [
    'one rests and is wanted',
    2,
    [opened, { type: 'socket.rested' }, { type: 'connection.wanted' }],
    { trying: 'connecting' },
  ],
];

describe('a connection', () => {
  for (const [when, attempts, happenings, state] of CONNECTIONS)
    it(`is ${JSON.stringify(state)} when ${when}`, () => {
      const clock = new VirtualClock();
      const socket = fromCallback<ConnectionEvent, SocketInput>(() => undefined);
      const actor = createActor(connectionMachine.provide({ actors: { socket } }), {
        clock,
        inspect: noteTransitions,
        input: { id: 'c1', policy: { ...policy, attempts } },
      }).start();
      for (const what of happenings)
        if (typeof what === 'number') clock.advance(what);
        else if (what === 'breaks')
          actor.send({ type: 'xstate.error.actor.socket', error: new Error('broken') } as never);
        else actor.send(what);
      expect(actor.getSnapshot().value).to.deep.equal(state);
      actor.stop();
    });
});

// The behaviors that are imported have run before this is asked, wherever mocha met their files first.
describe('the behaviors, on a virtual clock,', () => {
  for (const machine of [callMachine, conversationMachine, connectionMachine] as AnyStateMachine[])
    it(`take every transition of the chart of a ${machine.id}`, () => {
      expect(transitionsOf(machine).filter((name) => !taken.has(name))).to.deep.equal([]);
    });
});
