import { expect } from 'chai';
import { type ToolUse, type TranscriptTurn, toolsOf, transcriptOf } from '../../src/calls/transcript.ts';
import { eventsOf } from '../../src/crm/call-events.ts';
import { createLog } from '../../src/log.ts';
import type { Brain } from '../../src/simulators/openai/types.ts';
import { aProxyTo, type TcpProxy } from '../../src/simulators/tcp-proxy.ts';
import { emptyDatabase } from '../kit/database.ts';
import { replayed } from '../kit/replayed-call.ts';
import { asks, aWire, logOf, type Wire } from '../kit/wire.ts';
import { lastWords } from '../kit/wire-brain.ts';

/** Looks the caller up, verifies them with what they say, is given nonsense to call tools with, and breaks. */
const talkative: Brain = (request) => {
  if (request.messages.at(-1)?.role === 'tool') return { text: 'Periwinkle answers follow.' };
  const words = lastWords(request);
  const call = (name: string, args: Record<string, unknown> | string) => ({
    text: 'Hollyhock first.',
    calls: [{ name, arguments: args }],
  });
  if (words.includes('lookup')) return call('lookup_customer', { phone_number: '+12125550142' });
  if (words.includes('verify'))
    return call('verify_caller', {
      phone_number: null,
      zip_code: '10001',
      date_of_birth: '1985-03-14',
      vin_last_six: null,
      license_plate: null,
    });
  if (words.includes('nonsense')) return call('lookup_customer', '{"phone_number": "+12125550142", marmalade');
  if (words.includes('unknown')) return call('marmalade', { name: 'Gonzalez' });
  if (words.includes('break'))
    return { text: 'Periwinkle sentence one. Hollyhock', fault: { kind: 'reset', afterTokens: 4 } };
  return { text: 'Periwinkle answers follow.' };
};

describe('the record of a call', () => {
  let proxy: TcpProxy;
  let wire: Wire;
  const lines: string[] = [];
  let callSid = '';
  before(async function () {
    this.timeout(40_000);
    proxy = await aProxyTo(await emptyDatabase());
    wire = await aWire({
      brain: talkative,
      log: createLog('trace', { write: (line: string) => void lines.push(line) }),
      env: { DATABASE_URL: proxy.url },
    });
    const { maria } = wire.stage.people;
    const call = await wire.stage.carrier.call({ ...wire.stage.dialing, from: maria.phoneNumber });
    callSid = call.callSid;
    await call.waitFor(({ type }) => type === 'voice.started');
    for (const words of ['lookup my marmalade', 'verify ten thousand and one', 'nonsense please', 'unknown tool'])
      await asks(wire, call, words);
    wire.stage.deepgram?.faults.set('speak', { after: { ms: 300, what: 'drop' } });
    await asks(wire, call, 'something xylophone');
    wire.stage.deepgram?.faults.clear();
    await asks(wire, call, 'break my marmalade');
    await call.drop();
    await call.waitFor(({ type }) => type === 'voice.started', undefined, call.diary.length);
    await call.hangUp();
    await logOf(wire, callSid);

    // And what is said of a database that breaks.
    await proxy.cut();
    const { callSid: other } = await wire.ring(undefined, { From: maria.phoneNumber });
    await wire.post('/twilio/status', { CallSid: other, CallStatus: 'completed' });
    await wire.notes.until((note) => note.note === 'ended');
    await proxy.mend();
  });
  after(async () => {
    await wire.close();
    await proxy.close();
  });

  it('holds every event: told to a fresh actor they make the same call again', async () => {
    const row = await logOf(wire, callSid);
    const { dataSource } = wire.stage.app.database;
    const count = `SELECT count(*)::int AS n FROM call_events WHERE call_id = $1 AND type LIKE '%hungUp'`;
    for (let n = 0; n === 0; [{ n }] = await dataSource.query(count, [row.call_id]));
    const again = replayed(await eventsOf(dataSource, String(row.call_id)));
    const { history, usage, outcome, standing } = again.context;
    expect({
      status: again.status,
      outcome,
      customer_id: standing?.facts.customer?.customerId,
      transcript: transcriptOf(history),
      tools: toolsOf(history, () => null),
      tokens: { prompt: usage.prompt, completion: usage.completion, cached: usage.cached },
    }).to.deep.equal({
      status: 'done',
      outcome: row.outcome,
      customer_id: row.customer_id,
      transcript: row.transcript,
      tools: (row.tools as ToolUse[]).map((use) => ({ ...use, at: null })),
      tokens: row.tokens,
    });
    expect((row.transcript as unknown[]).length).to.be.above(10);
  });

  it('tells when each tool was used, by the clock of the transcript: after it was asked for, and before the answer was heard', async () => {
    const { tools, transcript } = await logOf(wire, callSid);
    const turns = transcript as TranscriptTurn[];
    const asked = turns.flatMap((turn) => (turn.speaker === 'caller' ? [turn.ended_at] : []));
    const used = (tools as ToolUse[]).map(({ at }) => at ?? -1);
    expect(used.length).to.equal(4);
    used.forEach((at, n) => {
      expect(at).to.be.within(asked[n] ?? Number.POSITIVE_INFINITY, asked[n + 1] ?? 0);
    });
  });

  it('tells what the call has cost by the price table, and that nobody was put through', async () => {
    const { cost, duration_seconds, tokens, transferred_to } = await logOf(wire, callSid);
    const { prompt, completion, cached } = tokens as Record<'prompt' | 'completion' | 'cached', number>;
    const model = ((prompt - cached) * 2.5 + cached * 1.25 + completion * 10) / 1e6;
    const least = model + (Number(duration_seconds) / 60) * 0.0077 + 0.0125;
    expect(Number(cost)).to.be.within(least - 0.0005, least + 0.05);
    expect(transferred_to).to.equal(null);
  });

  it('leaves nothing in our log of what a person said, is called, or can be known by', () => {
    const log = lines.join('').toLowerCase();
    expect(lines.length).to.be.above(3);
    const { maria, james } = wire.stage.people;
    const personal = [maria, james].flatMap(({ firstName, lastName, phoneNumber, zipCode, dateOfBirth }) => [
      firstName,
      lastName,
      phoneNumber,
      phoneNumber.slice(2),
      zipCode,
      dateOfBirth,
    ]);
    const words = ['marmalade', 'xylophone', 'periwinkle', 'hollyhock', 'sophie', 'thousand', 'civic'];
    const found = (each: string) => new RegExp(`(?<!\\w)${each.toLowerCase().replace('+', '\\+')}(?!\\w)`).test(log);
    expect([...personal, ...words].filter(found)).to.deep.equal([]);
  });
});
