import { expect } from 'chai';
import { FlowError, parseFlow } from '../../../src/flows/format.ts';

function problemsOf(text: string): string[] {
  try {
    parseFlow(text, 'calls/one.yaml');
    return [];
  } catch (error) {
    if (!(error instanceof FlowError)) throw error;
    return error.message.split('\n');
  }
}

describe('a flow file', () => {
  it('is read with its short forms and defaults filled in', () => {
    const flow = parseFlow(
      [
        'name: one',
        'model: [{ when: oil, text: Sure. }]',
        'steps:',
        '  - says: I need oil',
        '  - hears: Sure',
        '  - presses: 5',
        '  - line_closes: true',
        '  - breaks: { stt: [{ handshake_delay_ms: 10, refuse: { status: 503 } }] }',
      ].join('\n'),
      'calls/one.yaml',
    );
    expect(flow).to.deep.equal({
      name: 'one',
      file: 'one.yaml',
      caller: 'stranger',
      seed: { appointments: [] },
      env: {},
      faults: { llm: [] },
      model: [{ when: 'oil', text: 'Sure.', optional: false }],
      steps: [
        { do: 'says', with: { text: 'I need oil', at_once: false, if_open: false, after_quiet_ms: 500 } },
        { do: 'hears', with: { text: 'Sure', within_ms: 15_000 } },
        { do: 'presses', with: '5' },
        { do: 'line_closes', with: { within_ms: 15_000 } },
        { do: 'breaks', with: { stt: [{ refuse: { status: 503 }, handshakeDelayMs: 10 }] } },
      ],
      expect: { stale_ms: 40, answered_within_ms: 3_000 },
    });
  });

  it('that is wrong is refused with its name, the place in it, and what was expected', () => {
    const text = [
      'name: one',
      'caller: nobody',
      'model: rules',
      'steps:',
      '  - says: { txt: hello }',
      '  - sings: la',
      '  - waits: long',
    ];
    expect(problemsOf([...text, 'expects: {}'].join('\n'))).to.deep.equal([
      'calls/one.yaml: caller: expected one of "maria"|"james"|"stranger"|"withheld"',
      'calls/one.yaml: steps.0.says.text: expected string, got undefined',
      'calls/one.yaml: steps.0.says: expected only known keys, got txt',
      `calls/one.yaml: steps.1: expected one of ${STEP_NAMES}, got sings`,
      'calls/one.yaml: steps.2.waits: expected number, got string',
      'calls/one.yaml: the file: expected only known keys, got expects',
    ]);
  });

  it('whose replies are wrong is told which one', () => {
    expect(problemsOf('name: one\nmodel: [{ text: a }, { txt: b }]\nsteps: []')).to.deep.equal([
      'calls/one.yaml: model.1: expected only known keys, got txt',
    ]);
    expect(problemsOf('name: one\nmodel: magic\nsteps: []')).to.deep.equal([
      'calls/one.yaml: model: expected `rules` or a list of replies',
    ]);
  });

  it('that is no YAML is refused in one line', () => {
    const [problem, ...others] = problemsOf('name: [one');
    expect(others).to.deep.equal([]);
    expect(problem).to.match(/^calls\/one\.yaml: expected YAML, got: .+/);
  });

  it('of a call that we place names its appointment, and somebody who can be called', () => {
    const text = [
      'name: one',
      'caller: withheld',
      'placed: { scenario: reminder, about: oil }',
      'model: []',
      'steps: []',
    ];
    expect(problemsOf(text.join('\n'))).to.deep.equal([
      'calls/one.yaml: caller: expected somebody whose number is known, since they are called, got "withheld"',
      'calls/one.yaml: placed.about: expected the name of an appointment of the seed',
    ]);
  });
});

const STEP_NAMES =
  'says, interrupts, coughs, presses, waits, gap, hangs_up, drops, line_closes, breaks, hears, does_not_hear, tool, state';
