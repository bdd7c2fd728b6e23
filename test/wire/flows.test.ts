import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { parseFlow } from '../../src/flows/format.ts';
import { loadFlows } from '../../src/flows/load.ts';
import { terminalText } from '../../src/flows/report.ts';
import { createRunner, type FlowResult, type Runner } from '../../src/flows/runner.ts';
import { type SteadyClock, steadyClock } from '../../src/flows/steady-clock.ts';
import { silentLog } from '../../src/log.ts';
import { type EmbeddedRedis, startEmbeddedRedis } from '../../src/sessions/embedded.ts';
import { type TestDatabase, testDatabase } from '../kit/database.ts';

/** Time waits for a machine that is busy, so these change how long the calls take and not what comes of them. */
const SPEED = Number(process.env.FLOW_SPEED ?? 8);
const CALLS_AT_ONCE = Number(process.env.FLOW_CALLS ?? 8);

const flows = loadFlows([fileURLToPath(new URL('../flows', import.meta.url))]);

describe('whole calls on loopback', function () {
  this.timeout(240_000);
  const results = new Map<string, Promise<FlowResult>>();
  let database: TestDatabase;
  let redis: EmbeddedRedis;
  let clock: SteadyClock;
  let runner: Runner;

  before(async () => {
    [database, redis] = await Promise.all([testDatabase(), startEmbeddedRedis()]);
    clock = steadyClock(SPEED);
    runner = createRunner({
      clock,
      log: silentLog,
      databaseUrl: database.url,
      redisUrl: redis.url,
      atOnce: CALLS_AT_ONCE,
    });
    for (const flow of flows) results.set(flow.name, runner.run(flow));
  });

  after(async () => {
    await runner.close();
    clock.stop();
    await redis.close();
    await database.close();
  });

  for (const { name } of flows)
    it(name, async () => {
      const result = await results.get(name);
      if (!result || result.failures.length > 0)
        throw new Error(result ? terminalText(result) : 'expected a result, got none');
    });

  describe('when an expectation does not hold', () => {
    const failuresOf = async (lines: string): Promise<string[]> => {
      const { failures } = await runner.run(
        parseFlow(`${HELLO}${lines}\n${/^model:/m.test(lines) ? '' : MODEL}`, 'hello.yaml'),
      );
      // What was got instead is for people to read.
      return failures.map((failure) => failure.replace(/, (?:got|heard|it is still|this one).*/s, ''));
    };

    it('a passing flow has no failure', async () => {
      expect(await failuresOf('')).to.deep.equal([]);
    });

    it('each is told, with the step or the name of it', async () => {
      expect(
        await failuresOf(
          [
            '  - hears: { text: Goodbye, within_ms: 100 }',
            'expect:',
            '  outcome: completed',
            '  ended: hangup-verb',
            '  dials: "+12125550199"',
            '  hears: Good night',
            '  does_not_hear: a good day',
            '  answered_within_ms: 100',
            '  tools: [end_call ok]',
            '  appointments: [{ status: scheduled }]',
            '  customers: [{ first_name: Maria }]',
            '  staff_tasks: [{ kind: call_back }]',
            '  carrier_says: Sorry',
            '  diary: [ended, stream.opened]',
            '  transcript: [{ sophie: a good day }, { caller: Hello }]',
          ].join('\n'),
        ),
      ).to.deep.equal([
        'step 2 (hears): expected to hear "Goodbye" within 100 ms',
        'outcome: expected "completed"',
        'ended: expected "hangup-verb"',
        'dials: expected "+12125550199"',
        'hears: expected "Good night"',
        'does_not_hear: expected never to hear "a good day"',
        'answered_within_ms: expected to hear something within 100 ms of "Hello"',
        'carrier_says: expected "Sorry"',
        'diary: expected ended, stream.opened in this order',
        'transcript: expected caller "Hello" from turn 3 on',
        'tools: expected "end_call ok"',
        'appointments: expected [{"status":"scheduled"}]',
        'customers: expected [{"first_name":"Maria"}]',
        'staff_tasks: expected [{"kind":"call_back"}]',
      ]);
    });

    it('a step that never comes true ends the flow', async () => {
      expect(await failuresOf('  - tool: { name: end_call, within_ms: 50 }')).to.deep.equal([
        'step 2 (tool): expected end_call  {} within 50 ms',
      ]);
      expect(await failuresOf('  - state: { stance: barge-in, within_ms: 50 }')).to.deep.equal([
        'step 2 (state): expected {"stance":"barge-in"} within 50 ms',
      ]);
      expect(await failuresOf('  - does_not_hear: a good day')).to.deep.equal([
        'step 2 (does_not_hear): expected not to hear "a good day"',
      ]);
      expect(await failuresOf('  - line_closes: 50')).to.deep.equal([
        'step 2 (line_closes): expected the line to be closed within 50 ms',
      ]);
    });

    it('a reply that was not asked for, and a request without a reply', async () => {
      expect(await failuresOf('model: [{ text: What a good day. }, { text: Never said. }]')).to.deep.equal([
        'model: expected every reply to be asked for',
      ]);
      expect(await failuresOf('model: [{ when: good night, text: Good night. }]')).to.deep.equal([
        'step 1 (hears): expected to hear "What a good day" within 4000 ms',
        // Asked once more, as a server that fails is.
        `model's server: expected nothing to complain of`,
        `model's server: expected nothing to complain of`,
      ]);
    });
  });
});

const MODEL = 'model: [{ text: What a good day. }]';
const HELLO = `name: hello
caller: stranger
steps:
  - interrupts: { at_word: you, says: Hello }
  - hears: { text: What a good day, within_ms: 4000 }
`;
