import { expect } from 'chai';
import { createActor, fromCallback } from 'xstate';
import {
  type DialerInput,
  OUTBOUND_DELAYS,
  type OutboundEvent,
  type OutboundInput,
} from '../../../machines/outbound/kit.ts';
import { outboundMachine } from '../../../machines/outbound/machine.ts';
import { isPassing, nodesOf } from '../../kit/charts.ts';
import { walk } from '../../kit/reachable.ts';
import { VirtualClock } from '../../kit/virtual-clock.ts';

function anOutbound(known: OutboundInput['known'] = 'nothing') {
  const clock = new VirtualClock();
  const diary: string[] = [];
  const machine = outboundMachine.provide({
    actors: {
      dialer: fromCallback<OutboundEvent, DialerInput>(({ input }) => {
        diary.push(`dials ${input.callId}`);
        if (breaksAtOnce) throw new Error('no dialer');
        return () => {
          diary.push('dialer is let go');
        };
      }),
    },
    actions: { stopRinging: ({ context }) => diary.push(`stops the ringing of ${context.callId}`) },
  });
  const actor = createActor(machine, { clock, input: { callId: 'call-1', known } });
  actor.subscribe({ error: () => diary.push('error') });
  actor.start();
  return {
    clock,
    diary,
    hears(...types: OutboundEvent['type'][]) {
      for (const type of types)
        actor.send((type === 'dialer.refused' ? { type, code: '21211' } : { type }) as OutboundEvent);
      return this;
    },
    passes(ms: number) {
      clock.advance(ms);
      return this;
    },
    get state() {
      return actor.getSnapshot().value;
    },
    get code() {
      return actor.getSnapshot().context.code;
    },
    get status() {
      return actor.getSnapshot().status;
    },
  };
}
let breaksAtOnce = false;

describe('a call that we place', () => {
  afterEach(() => {
    breaksAtOnce = false;
  });

  it('is asked of the carrier, rings, and is answered by a human', () => {
    const call = anOutbound();
    expect(call.state).to.equal('placing');
    expect(call.hears('dialer.placed').state).to.equal('ringing');
    expect(call.hears('carrier.ringing', 'carrier.answered').state).to.deep.equal({ answered: 'unknown' });
    expect(call.hears('detector.heardHuman').state).to.deep.equal({ answered: 'human' });
    expect(call.hears('carrier.ended').state).to.equal('over');
    expect(call.diary).to.deep.equal(['dials call-1', 'dialer is let go']);
    expect(call.clock.pending).to.equal(0);
  });

  it('is answered by a machine, also one that was taken for a human first', () => {
    expect(anOutbound().hears('carrier.answered', 'detector.heardMachine').state).to.deep.equal({
      answered: 'machine',
    });
    const call = anOutbound().hears('carrier.answered', 'detector.heardHuman', 'detector.heardMachine');
    expect(call.state).to.deep.equal({ answered: 'machine' });
    expect(call.hears('carrier.ended').state).to.equal('over');
  });

  it('rings as soon as the carrier says so, even before it has answered our request', () => {
    const call = anOutbound().hears('carrier.ringing');
    expect(call.state).to.equal('ringing');
    expect(call.hears('dialer.placed').state).to.equal('ringing');
  });

  for (const [told, state] of [
    ['carrier.busy', 'busy'],
    ['carrier.gotNoAnswer', 'no-answer'],
    ['carrier.failed', 'failed'],
    ['carrier.canceled', 'canceled'],
    ['carrier.ended', 'over'],
    ['carrier.answered', { answered: 'unknown' }],
    ['detector.heardHuman', { answered: 'human' }],
    ['detector.heardMachine', { answered: 'machine' }],
  ] as const)
    it(`is ${JSON.stringify(state)} when it hears ${told}, whichever callbacks were lost before`, () => {
      expect(anOutbound().hears(told).state).to.deep.equal(state);
      expect(anOutbound('placed').hears(told).state).to.deep.equal(state);
    });

  it('is not set back by a callback that comes late', () => {
    const call = anOutbound().hears('dialer.placed', 'carrier.answered', 'detector.heardMachine');
    expect(call.hears('carrier.ringing', 'carrier.answered', 'carrier.busy').state).to.deep.equal({
      answered: 'machine',
    });
  });

  it('has failed when the carrier refuses it, breaks off, or does not answer our request, and says why', () => {
    expect(anOutbound().hears('dialer.refused')).to.include({ state: 'failed', code: '21211' });
    expect(anOutbound('placed').hears('carrier.failed')).to.include({ state: 'failed', code: 'carrier_failed' });
    const late = anOutbound().passes(OUTBOUND_DELAYS.placingOverdue - 1);
    expect(late.state).to.equal('placing');
    expect(late.passes(1)).to.include({ state: 'failed', code: 'timeout' });
    breaksAtOnce = true;
    expect(anOutbound()).to.include({ state: 'failed', code: 'internal' });
  });

  it('has ended when it fails after it was answered', () => {
    expect(anOutbound('answered').hears('carrier.failed').state).to.equal('over');
  });

  it('is called off when it rings and no word comes of it', () => {
    const call = anOutbound('placed').passes(OUTBOUND_DELAYS.ringingOverdue - 1);
    expect([call.state, call.diary]).to.deep.equal(['ringing', []]);
    expect(call.passes(1).state).to.equal('no-answer');
    expect(call.diary).to.deep.equal(['stops the ringing of call-1']);
  });

  it('is forgotten when its end is never heard of', () => {
    const call = anOutbound('answered').hears('detector.heardHuman').passes(OUTBOUND_DELAYS.endOverdue);
    expect([call.state, call.clock.pending]).to.deep.equal(['over', 0]);
  });

  it('can be taken up by a server that did not place it, and is not dialed again', () => {
    expect(anOutbound('placed')).to.include({ state: 'ringing' });
    expect(anOutbound('answered').state).to.deep.equal({ answered: 'unknown' });
    expect(anOutbound('placed').diary).to.deep.equal([]);
  });
});

describe('the chart of a call that we place', () => {
  const types: OutboundEvent['type'][] = [
    'dialer.placed',
    'dialer.refused',
    'carrier.ringing',
    'carrier.answered',
    'carrier.busy',
    'carrier.gotNoAnswer',
    'carrier.failed',
    'carrier.canceled',
    'carrier.ended',
    'detector.heardHuman',
    'detector.heardMachine',
  ];

  it('has no state out of reach, and ends from every one of them', () => {
    const walks = (['nothing', 'placed', 'answered'] as const).map((known) =>
      walk(outboundMachine, {
        events: types.map((type) => ({ type, code: 'x' })),
        input: { callId: 'call-1', known },
        key: ({ value }) => JSON.stringify(value),
      }),
    );
    const seen = new Set(walks.flatMap(({ snapshots }) => snapshots.flatMap((one) => one._nodes.map(({ id }) => id))));
    const unseen = nodesOf(outboundMachine).filter((node) => !seen.has(node.id) && !isPassing(node));
    expect(unseen.map(({ id }) => id)).to.deep.equal([]);
    const steps = walks.flatMap((one) => one.steps);
    const leads = new Map<string, Set<string>>();
    for (const { from, to } of steps) {
      const key = JSON.stringify(from.value);
      leads.set(key, (leads.get(key) ?? new Set()).add(to.status === 'done' ? 'done' : JSON.stringify(to.value)));
    }
    expect([...leads].filter(([, to]) => !to.has('done'))).to.deep.equal([]);
  });
});
