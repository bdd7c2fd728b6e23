import { expect } from 'chai';
import { setup } from 'xstate';
import { besides, mermaid } from '../../../src/charts/mermaid.ts';

const door = setup({
  types: {} as { events: { type: 'push' } | { type: 'knock'; how: string } | { type: 'lock' } | { type: 'fire' } },
  delays: { draught: 2_000, patience: () => 1 },
  guards: { isLoud: (_, params: { how: string }) => params.how !== '', isOiled: () => true },
  actions: { squeak: () => undefined },
}).createMachine({
  id: 'door',
  initial: 'shut',
  on: { fire: '.wide-open' },
  states: {
    shut: {
      initial: 'free',
      on: {
        push: [
          { guard: 'isOiled', target: 'wide-open' },
          { target: 'wide-open', actions: 'squeak' },
        ],
        knock: { guard: { type: 'isLoud', params: { how: 'loudly' } }, target: 'gone' },
      },
      states: {
        free: { on: { lock: 'locked' }, after: { patience: 'locked' } },
        locked: { on: { push: { actions: 'squeak' }, lock: {}, knock: '#door.shut' } },
      },
    },
    'wide-open': { after: { draught: 'shut' }, always: { guard: 'isOiled', target: '#door.shut.locked' } },
    gone: { type: 'final' },
  },
});

const street = setup({ types: {} as { events: { type: 'leave' } } }).createMachine({
  id: 'street',
  initial: 'house',
  states: { house: { initial: 'in', states: { in: { on: { leave: '#street.out' } } } }, out: {} },
});

const both = setup({}).createMachine({
  id: 'both',
  type: 'parallel',
  states: { left: { initial: 'a', states: { a: {} } }, right: {} },
});

const drawn = (...lines: string[]): string => ['stateDiagram-v2', ...lines.map((line) => `  ${line}`)].join('\n');

describe('the picture of a chart', () => {
  it('nests states and labels arrows with event, guard and time, each declared where both of its ends are', () => {
    expect(mermaid({ machine: door })).to.equal(
      drawn(
        'state "shut" as shut {',
        '  state "free" as shut_free',
        '  state "locked" as shut_locked',
        '  [*] --> shut_free',
        '  shut_free --> shut_locked : lock<br/>after patience',
        '  shut_locked --> shut_free : knock',
        '}',
        'state "wide-open" as wide_open',
        'state "gone" as gone',
        '[*] --> shut',
        'shut --> wide_open : push [isOiled]<br/>push',
        'shut --> gone : knock [isLoud loudly]',
        'wide_open --> shut : after draught (2000 ms)',
        'gone --> [*]',
        'wide_open --> shut_locked : [isOiled]',
      ),
    );
  });

  it('says in words what leads from anywhere in a state, and what changes no state', () => {
    expect(besides({ machine: door })).to.deep.equal([
      'anywhere in door: fire → wide-open',
      'locked: push: squeak',
      'locked: lock: ignored',
    ]);
  });

  it('can leave out the inside of a state, and keeps what leads out of it', () => {
    expect(mermaid({ machine: door, folded: ['door.shut'] })).to.equal(
      drawn(
        'state "shut" as shut',
        'state "wide-open" as wide_open',
        'state "gone" as gone',
        '[*] --> shut',
        'shut --> wide_open : push [isOiled]<br/>push',
        'shut --> gone : knock [isLoud loudly]',
        'wide_open --> shut : after draught (2000 ms)<br/>[isOiled]',
        'gone --> [*]',
      ),
    );
  });

  it('can be of the inside of one state, and says what leads out of all of it', () => {
    expect(mermaid({ machine: door, of: 'door.shut' })).to.equal(
      drawn(
        'state "free" as free',
        'state "locked" as locked',
        '[*] --> free',
        'free --> locked : lock<br/>after patience',
        'locked --> free : knock',
      ),
    );
    expect(besides({ machine: door, of: 'door.shut' })).to.deep.equal([
      'anywhere in shut: push [isOiled] → wide-open',
      'anywhere in shut: push → wide-open',
      'anywhere in shut: knock [isLoud loudly] → gone',
      'locked: push: squeak',
      'locked: lock: ignored',
    ]);
  });

  it('shows where else it leads from inside', () => {
    expect(mermaid({ machine: street, of: 'street.house' })).to.equal(
      drawn(
        'state "in" as in',
        '[*] --> in',
        'state "out (elsewhere)" as out_elsewhere',
        'in --> out_elsewhere : leave',
      ),
    );
  });

  it('shows parallel regions side by side', () => {
    expect(mermaid({ machine: both, withoutArrows: true })).to.equal(
      drawn(
        'state "both" as both {',
        '  state "left" as left {',
        '    state "a" as left_a',
        '    [*] --> left_a',
        '  }',
        '  --',
        '  state "right" as right',
        '}',
      ),
    );
  });
});
