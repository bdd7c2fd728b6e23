import { expect } from 'chai';
import { createActor, fromCallback } from 'xstate';
import type {
  ConnectionEvent,
  ConnectionFact,
  ConnectionPolicy,
  SocketInput,
} from '../../../machines/connection/kit.ts';
import { connectionMachine } from '../../../machines/connection/machine.ts';
import { SpeechClock } from '../../kit/speech-clock.ts';

const POLICY: ConnectionPolicy = { attempts: 3, backoff: [100, 300], connectTimeout: 3_000, steadyAfter: 5_000 };

function aConnection(policy: ConnectionPolicy = POLICY) {
  const clock = new SpeechClock();
  const diary: string[] = [];
  const facts: ConnectionFact[] = [];
  let say: (fact: ConnectionEvent) => void = () => {};
  let breaks = false;
  const machine = connectionMachine.provide({
    actors: {
      socket: fromCallback<ConnectionEvent, SocketInput>(({ sendBack, input }) => {
        if (breaks) throw new Error('no such socket');
        diary.push(`opens ${input.id}`);
        say = sendBack;
        return () => {
          diary.push(`closes ${input.id}`);
        };
      }),
    },
  });
  const actor = createActor(machine, { clock, input: { id: 'c1', policy } });
  for (const type of ['opened', 'dropped', 'reopened', 'lost'] as const)
    actor.on(`connection.${type}`, (fact) => facts.push(fact));
  actor.subscribe({ error: () => diary.push('error') });
  actor.start();
  return {
    clock,
    diary,
    facts,
    actor,
    state: () => actor.getSnapshot().value,
    opens: () => say({ type: 'socket.opened' }),
    closes: (code: string, retryable = true) => say({ type: 'socket.closed', code, retryable }),
    fallsSilent: () => say({ type: 'socket.silent' }),
    rests: () => say({ type: 'socket.rested' }),
    isWanted: () => actor.send({ type: 'connection.wanted' }),
    nextSocketBreaks: () => {
      breaks = true;
    },
  };
}

type Node = typeof connectionMachine.root;

function nodesOf(node: Node): Node[] {
  return [node, ...Object.values(node.states).flatMap((child) => nodesOf(child as Node))];
}

describe('connection', () => {
  it('opens a socket at once and tells when it is open', () => {
    const c = aConnection();
    expect(c.state()).to.deep.equal({ trying: 'connecting' });
    c.opens();
    expect(c.state()).to.deep.equal({ trying: { open: 'young' } });
    expect(c.facts).to.deep.equal([{ type: 'connection.opened' }]);
    expect(c.diary).to.deep.equal(['opens c1']);
  });

  it('comes back after the first pause when it drops, and says what happened', () => {
    const c = aConnection();
    c.opens();
    c.closes('close_1006');
    expect(c.state()).to.equal('waiting');
    c.clock.advance(99);
    expect(c.diary).to.deep.equal(['opens c1', 'closes c1']);
    c.clock.advance(1);
    expect(c.state()).to.deep.equal({ trying: 'connecting' });
    c.opens();
    expect(c.diary).to.deep.equal(['opens c1', 'closes c1', 'opens c1']);
    expect(c.facts).to.deep.equal([
      { type: 'connection.opened' },
      { type: 'connection.dropped', code: 'close_1006' },
      { type: 'connection.reopened' },
    ]);
  });

  it('treats a silent socket as a dropped one', () => {
    const c = aConnection();
    c.opens();
    c.fallsSilent();
    expect(c.state()).to.equal('waiting');
    expect(c.diary).to.deep.equal(['opens c1', 'closes c1']);
    expect(c.facts.at(-1)).to.deep.equal({ type: 'connection.dropped', code: 'silent' });
  });

  it('tries again when the first handshakes fail, with growing pauses, and tells of each', () => {
    const c = aConnection();
    c.closes('refused_429');
    c.clock.advance(100);
    c.closes('refused_503');
    c.clock.advance(299);
    expect(c.state()).to.equal('waiting');
    c.clock.advance(1);
    c.opens();
    expect(c.facts).to.deep.equal([
      { type: 'connection.dropped', code: 'refused_429' },
      { type: 'connection.dropped', code: 'refused_503' },
      { type: 'connection.opened' },
    ]);
  });

  it('is lost after the last attempt and says why', () => {
    const c = aConnection();
    c.closes('refused_429');
    c.clock.advance(100);
    c.closes('refused_429');
    c.clock.advance(300);
    c.closes('refused_503');
    expect(c.state()).to.equal('lost');
    expect(c.facts).to.deep.equal([
      { type: 'connection.dropped', code: 'refused_429' },
      { type: 'connection.dropped', code: 'refused_429' },
      { type: 'connection.lost', code: 'refused_503' },
    ]);
    expect(c.actor.getSnapshot().output).to.deep.equal({ code: 'refused_503' });
    expect(c.clock.waiting).to.equal(0);
  });

  it('is lost at once when a refusal cannot be cured', () => {
    const c = aConnection();
    c.closes('refused_401', false);
    expect(c.state()).to.equal('lost');
    expect(c.facts).to.deep.equal([{ type: 'connection.lost', code: 'refused_401' }]);
  });

  it('is lost at once when an open socket is closed for good', () => {
    const c = aConnection();
    c.opens();
    c.closes('close_1003', false);
    expect(c.facts).to.deep.equal([{ type: 'connection.opened' }, { type: 'connection.lost', code: 'close_1003' }]);
  });

  it('counts a handshake that takes too long as a failure', () => {
    const c = aConnection({ ...POLICY, attempts: 2 });
    c.clock.advance(3_000);
    expect(c.state()).to.equal('waiting');
    expect(c.diary).to.deep.equal(['opens c1', 'closes c1']);
    c.clock.advance(100);
    c.clock.advance(3_000);
    expect(c.facts).to.deep.equal([
      { type: 'connection.dropped', code: 'handshake_timeout' },
      { type: 'connection.lost', code: 'handshake_timeout' },
    ]);
  });

  it('counts openings that do not last together with the failures before', () => {
    const c = aConnection();
    c.opens();
    c.closes('close_1011');
    c.clock.advance(100);
    c.opens();
    c.clock.advance(4_999);
    c.closes('close_1011');
    c.clock.advance(300);
    c.opens();
    c.fallsSilent();
    expect(c.state()).to.equal('lost');
    expect(c.facts.at(-1)).to.deep.equal({ type: 'connection.lost', code: 'silent' });
  });

  it('is lost when the last attempt opens and closes again', () => {
    const c = aConnection({ ...POLICY, attempts: 1 });
    c.opens();
    c.closes('close_1006');
    expect(c.facts.at(-1)).to.deep.equal({ type: 'connection.lost', code: 'close_1006' });
  });

  it('counts attempts afresh once an opening has lasted', () => {
    const c = aConnection();
    c.closes('refused_503');
    c.clock.advance(100);
    c.closes('refused_503');
    c.clock.advance(300);
    c.opens();
    c.clock.advance(5_000);
    expect(c.state()).to.deep.equal({ trying: { open: 'steady' } });
    c.closes('close_1006');
    c.clock.advance(100);
    expect(c.state()).to.deep.equal({ trying: 'connecting' });
  });

  it('rests when the provider closed an idle socket, and opens again when wanted', () => {
    const c = aConnection();
    c.opens();
    c.rests();
    expect(c.state()).to.equal('resting');
    c.clock.advance(60_000);
    expect(c.diary).to.deep.equal(['opens c1', 'closes c1']);
    c.isWanted();
    c.opens();
    expect(c.facts).to.deep.equal([{ type: 'connection.opened' }, { type: 'connection.reopened' }]);
  });

  it('is not disturbed by being wanted while there is a socket', () => {
    const c = aConnection();
    c.isWanted();
    c.opens();
    c.isWanted();
    expect(c.diary).to.deep.equal(['opens c1']);
  });

  it('counts a socket that throws as a failure', () => {
    const c = aConnection({ ...POLICY, attempts: 2 });
    c.opens();
    c.nextSocketBreaks();
    c.closes('close_1006');
    c.clock.advance(100);
    expect(c.facts.at(-1)).to.deep.equal({ type: 'connection.lost', code: 'internal' });
    expect(c.diary).to.deep.equal(['opens c1', 'closes c1']);
  });

  it('waits and tries again when a socket throws and attempts are left', () => {
    const c = aConnection();
    c.opens();
    c.nextSocketBreaks();
    c.closes('close_1006');
    c.clock.advance(100);
    expect(c.state()).to.equal('waiting');
  });

  it('closes its socket and its timers when it is stopped', () => {
    const c = aConnection();
    c.opens();
    c.actor.stop();
    expect(c.diary).to.deep.equal(['opens c1', 'closes c1']);
    expect(c.clock.waiting).to.equal(0);
  });

  it('names a declared delay wherever time passes, and describes every state', () => {
    const declared = Object.keys(connectionMachine.implementations.delays);
    const nodes = nodesOf(connectionMachine.root);
    const used = nodes.flatMap((node) => Object.keys(node.config.after ?? {}));
    expect(used.sort()).to.deep.equal(['backoff', 'connectTimeout', 'steadyAfter']);
    expect(declared.sort()).to.deep.equal(['backoff', 'connectTimeout', 'steadyAfter']);
    expect(nodes.filter((node) => !node.config.description).map((node) => node.id)).to.deep.equal([]);
  });
});
