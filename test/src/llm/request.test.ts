import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect } from 'chai';
import { factsText, personaText } from '../../../src/llm/facts.ts';
import { loadPrompts } from '../../../src/llm/prompts.ts';
import { createRequestMaker } from '../../../src/llm/request.ts';
import { factsIn } from '../../../src/simulators/openai/rules/facts.ts';
import { validate } from '../../../src/simulators/openai/validator.ts';
import { AConversation } from '../../kit/a-conversation.ts';
import { inputOf, MARIA, SHOP, STRANGER, TOOLS, user } from '../../kit/llm-inputs.ts';

const prompts = loadPrompts();
const NOW = Date.parse('2026-12-01T14:05:00Z');

function maker(baseUrl: string) {
  return createRequestMaker({ baseUrl, model: 'gpt-4o', prompts, shop: SHOP, tools: TOOLS });
}

describe('the request to the model', () => {
  it('begins with what every call shares, then tells of this call, then the history', () => {
    const body = maker('https://api.openai.com/v1')(inputOf([user('Hi')]), NOW);
    expect(body.messages).to.deep.equal([
      { role: 'system', content: personaText(prompts, SHOP) },
      { role: 'system', content: factsText(prompts, SHOP, MARIA, NOW) },
      { role: 'user', content: 'Hi' },
    ]);
  });

  it('has the same first bytes in every call of a shop, up to what is told of the call', () => {
    const of = (facts: typeof MARIA, words: string, now: number) =>
      JSON.stringify(maker('https://api.openai.com/v1')(inputOf([user(words)], { facts }), now).messages);
    const hers = of({ ...MARIA, topic: 'booking', escalation: 'due', cause: 'anger' }, 'Hi', NOW);
    const theirs = of(STRANGER, 'Hello', NOW + 86_400_000);
    const shared = JSON.stringify([{ role: 'system', content: personaText(prompts, SHOP) }]).slice(0, -1);
    const begins = `${shared},{"role":"system","content":"# This call\\n\\n- Now: `;
    expect([hers, theirs].map((body) => body.slice(0, begins.length))).to.deep.equal([begins, begins]);
    expect(personaText(prompts, SHOP)).to.not.match(/\{\{|2026|Maria/);
  });

  it('sends the fields that only OpenAI knows to OpenAI only', () => {
    const { messages: _, tools: __, ...toOpenAi } = maker('https://api.openai.com/v1')(inputOf([user('Hi')]), NOW);
    expect(toOpenAi).to.deep.equal({
      model: 'gpt-4o',
      stream: true,
      stream_options: { include_usage: true, include_obfuscation: false },
      tool_choice: 'auto',
      max_completion_tokens: 1_000,
      prompt_cache_key: 'callchart-desk',
      parallel_tool_calls: true,
    });
    const { messages: ___, tools: ____, ...toOthers } = maker('http://127.0.0.1:8080/v1')(inputOf([user('Hi')]), NOW);
    expect(toOthers).to.deep.equal({
      model: 'gpt-4o',
      stream: true,
      stream_options: { include_usage: true },
      tool_choice: 'auto',
      max_tokens: 1_000,
    });
  });

  it('offers tools in the order of their definition, and none where none is offered', () => {
    const make = maker('https://api.openai.com/v1');
    const some = make(inputOf([user('Hi')], { offered: ['end_call', 'lookup_customer'] }), NOW);
    expect(some.tools).to.deep.equal([TOOLS[0], TOOLS.at(-1)]);
    const none = make(inputOf([user('Hi')], { offered: [], toolChoice: 'none' }), NOW);
    expect(['tools', 'tool_choice', 'parallel_tool_calls'].filter((field) => field in none)).to.deep.equal([]);
    expect([validate(some), validate(none)]).to.deep.equal([null, null]);
  });

  it('tells the day and time of the shop, the coming days, who is calling and what to do now', () => {
    const text = factsText(prompts, SHOP, { ...MARIA, change: 'awaiting-answer', topic: 'booking' }, NOW);
    expect(text.split('\n').slice(0, 13)).to.deep.equal([
      '# This call',
      '',
      '- Now: Tuesday, December 1, 2026 at 9:05 AM (2026-12-01), in the zone America/New_York',
      '- Coming days: Wed 2026-12-02, Thu 2026-12-03, Fri 2026-12-04, Sat 2026-12-05, Sun 2026-12-06, Mon 2026-12-07, ' +
        'Tue 2026-12-08, Wed 2026-12-09, Thu 2026-12-10, Fri 2026-12-11, Sat 2026-12-12, Sun 2026-12-13, Mon 2026-12-14, Tue 2026-12-15',
      '- Caller: Maria',
      '- Calling from: +12125550142',
      '- Language: en-US',
      '- Customer id: cus-1',
      '- Vehicle ids: veh-1',
      '- Appointment ids: apt-1',
      '- Identity: recognised',
      '- Change: awaiting-answer',
      '- Topic: booking',
    ]);
    const { moments } = prompts;
    const guidance = [moments.topic.booking, moments.identity.recognised, moments.change['awaiting-answer']];
    expect(text.split('# What to do now\n\n')[1]).to.equal(guidance.join('\n'));
  });

  it('tells what is due soon or overdue, and only to who has shown who they are', () => {
    const due = [
      { vehicle: '2019 Honda Civic', service: 'oil change', date: '2026-12-20', mileage: 45_000 },
      { vehicle: '2015 Ford F-150', service: null, date: '2026-10-02', mileage: null },
      { vehicle: '2021 Toyota Camry', service: 'inspection', date: '2027-06-01', mileage: null },
    ];
    const line = (identity: typeof MARIA.identity) => {
      const customer = { customerId: 'cus-1', firstName: 'Maria', vehicleIds: [], appointmentIds: [], due };
      const text = factsText(prompts, SHOP, { ...MARIA, identity, customer }, NOW);
      return text.split('\n').find((one) => one.startsWith('- Services due'));
    };
    expect(line('verified')).to.equal(
      '- Services due: oil change for the 2019 Honda Civic, on December 20, 2026 or at 45000 miles; ' +
        'a service for the 2015 Ford F-150, on October 2, 2026',
    );
    expect([line('recognised'), line('locked')]).to.deep.equal(Array(2).fill('- Services due: none known'));
  });

  it('says why a person is to go on, and what to do about it', () => {
    const text = factsText(prompts, SHOP, { ...MARIA, escalation: 'due', cause: 'complaint' }, NOW);
    const last = text.split('\n').at(-1);
    expect(last).to.equal(prompts.moments.escalation.due.replace('{{because}}', prompts.moments.cause.complaint));
    expect(text).to.not.contain('{{');
  });

  it('tells a locked caller of nothing that the lock closes', () => {
    const offered = new AConversation().recognises().locks().offered;
    expect(offered.filter((tool) => /book|cancel|reschedule|register|verify/.test(tool))).to.deep.equal([]);
    expect(prompts.moments.identity.locked).to.match(/Nothing can be booked, moved or cancelled/);
    expect(prompts.moments.identity.locked).to.not.match(/book\w* [^.:;]*(fine|possible)/i);
  });

  it('tells in which language somebody is to be spoken with: their own, else that of the shop, as far as it is spoken', () => {
    const line = (shop: string, hers?: string) => {
      const customer = { customerId: 'cus-1', firstName: 'Maria', vehicleIds: [], appointmentIds: [] };
      const facts = { ...MARIA, customer: { ...customer, ...(hers !== undefined && { language: hers }) } };
      return /^- Language: (.*)$/m.exec(factsText(prompts, { ...SHOP, language: shop }, facts, NOW))?.[1];
    };
    const other = 'en-US (their own is es-US, which only a person could speak with them)';
    expect([line('en-US'), line('es-US'), line('en-US', 'es-US'), line('es-US', 'en-US')]).to.deep.equal([
      'en-US',
      other,
      other,
      'en-US',
    ]);
  });

  it('counts days by the calendar of the shop, over midnight and a change of the clocks', () => {
    const lines = (at: string) => factsText(prompts, SHOP, STRANGER, Date.parse(at)).split('\n');
    expect(lines('2026-11-01T03:30:00Z')[2]).to.contain('Saturday, October 31, 2026 at 11:30 PM (2026-10-31)');
    expect(lines('2026-11-01T03:30:00Z')[3]).to.match(/^- Coming days: Sun 2026-11-01, Mon 2026-11-02, /);
  });

  it('is read by the rule-following model as it was meant', () => {
    const facts = (who: typeof MARIA) =>
      factsIn([
        { role: 'system', content: personaText(prompts, SHOP) },
        { role: 'system', content: factsText(prompts, SHOP, who, NOW) },
      ]);
    const { services, ...maria } = facts(MARIA);
    expect(maria).to.deep.equal({
      today: '2026-12-01',
      firstName: 'Maria',
      from: '+12125550142',
      customerId: 'cus-1',
      vehicleIds: ['veh-1'],
      appointmentIds: ['apt-1'],
      identity: 'recognised',
      hours: SHOP.hours,
      place: SHOP.place,
    });
    expect([...services.keys()]).to.deep.equal([
      'oil_change',
      'tire_rotation',
      'inspection',
      'brake_service',
      'engine_diagnostics',
      'general_maintenance',
    ]);
    const stranger = facts({ ...STRANGER, from: null });
    expect([stranger.firstName, stranger.from, stranger.customerId, stranger.vehicleIds]).to.deep.equal([
      null,
      null,
      null,
      [],
    ]);
  });
});

describe('the prompt texts', () => {
  function loading(file: string, content: string): () => unknown {
    const folder = mkdtempSync(join(tmpdir(), 'prompts-'));
    const files: Record<string, string> = {
      'persona.md': 'You are Sophie.',
      'facts.md': 'Facts',
      'moments.yaml': '{}',
      [file]: content,
    };
    for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
    return () => loadPrompts(pathToFileURL(`${folder}/`));
  }

  it('are refused with one line when a state has no text', () => {
    expect(loading('moments.yaml', 'identity: {}\nchange: {}')).to.throw(/^moments\.yaml: topic: /);
  });

  it('are refused when a place in them has no value', () => {
    expect(loading('persona.md', 'You work for {{shoop}}.')).to.throw(
      'persona.md: expected one of shop, hours, place, services in {{ }}, got shoop',
    );
  });

  it('are refused when one is empty', () => {
    expect(loading('facts.md', ' \n')).to.throw('facts.md: expected a text, got nothing');
  });
});
