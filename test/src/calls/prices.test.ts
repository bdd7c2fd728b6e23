import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect } from 'chai';
import { type CallUse, type Charging, chargingFor, loadPrices } from '../../../src/calls/prices.ts';

const USE: CallUse = {
  direction: 'inbound',
  seconds: 90,
  tokens: { prompt: 100_000, cached: 60_000, completion: 2_000 },
  spoken: ['Hello.', 'x'.repeat(500)],
};
const ALL: Charging = { llm: 'gpt-4o', stt: 'nova-3', tts: 'aura-2-asteria-en', carrier: 'twilio' };
const cost = (charging: Partial<Charging>, use: Partial<CallUse> = {}) =>
  loadPrices({ ...ALL, ...charging }, (text) => text === 'Hello.')({ ...USE, ...use });

describe('what a call costs', () => {
  let folder: string;
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'prices-'));
  });
  after(() => rmSync(folder, { recursive: true }));
  /** The table with this in the place of that. */
  const changed = (what: string | RegExp, instead: string) => {
    const text = readFileSync(new URL('../../../src/calls/prices.yaml', import.meta.url), 'utf8');
    const file = join(folder, 'prices.yaml');
    writeFileSync(file, text.replace(what, instead));
    return pathToFileURL(file);
  };

  it('is its tokens, its seconds of recognition, what was said anew, and its begun minutes on the line', () => {
    // 40,000 at 2.5, 60,000 at 1.25 and 2,000 at 10 a million; 1.5 minutes; 500 characters; 2 minutes.
    const parts = [0.1 + 0.075 + 0.02, 1.5 * 0.0077, 0.5 * 0.03, 2 * 0.0125];
    expect(cost({})).to.be.closeTo(
      parts.reduce((a, b) => a + b),
      0.000_051,
    );
    expect(cost({}, { direction: 'outbound' })).to.be.closeTo((cost({}) ?? 0) + 2 * 0.0055, 1e-9);
  });

  it('is not known where one price is not: none is made up', () => {
    expect([cost({ llm: 'gpt-9' }), cost({ stt: 'nova-9' }), cost({ tts: 'aura-20-x' })]).to.deep.equal([
      null,
      null,
      null,
    ]);
  });

  it('is nothing where a stand-in does the work', () => {
    const models = { OPENAI_MODEL: 'gpt-9', STT_MODEL: 'nova-3', TTS_MODEL: 'aura-2-x', TWILIO_ACCOUNT_SID: undefined };
    const charging = chargingFor(models, { speech: {}, model: {} });
    expect([charging, cost(charging)]).to.deep.equal([{ llm: null, stt: null, tts: null, carrier: null }, 0]);
    expect(chargingFor({ ...models, TWILIO_ACCOUNT_SID: 'AC1' }, { speech: null, model: null })).to.deep.equal({
      llm: 'gpt-9',
      stt: 'nova-3',
      tts: 'aura-2-x',
      carrier: 'twilio',
    });
  });

  it('is refused at the start where the table has no price or no day', () => {
    expect(() => loadPrices(ALL, () => false, changed('nova-3: 0.0077', 'nova-3: cheap'))).to.throw(
      'prices.yaml: stt.nova-3: expected dollars, got "cheap"',
    );
    expect(() => loadPrices(ALL, () => false, changed(/^as_of: .*$/m, ''))).to.throw(
      'prices.yaml: as_of: expected a day such as 2025-06-01',
    );
  });
});
