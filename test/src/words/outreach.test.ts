import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect } from 'chai';
import { phrasesFor, placedFor } from '../../../src/outbound/words.ts';
import { loadOutboundWords } from '../../../src/words/outbound.ts';
import { loadTextWords } from '../../../src/words/texts.ts';

const SUBJECT = {
  scenario: 'reminder',
  appointmentId: 'a-1',
  toNumberOnFile: true,
  service: 'oil change',
  when: 'tomorrow, Wednesday, December 2nd at 9 AM',
  vehicle: '2019 Honda Civic',
  status: 'scheduled',
  besides: [],
} as const;

describe('the words of the calls that we place, and of texts', () => {
  let folder: string;
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'words-'));
  });
  after(() => rmSync(folder, { recursive: true }));

  /** What is wrong with a file of words once this is in the place of that. */
  function wrongWith(name: string, load: (file: URL) => unknown, from: RegExp, to: string): string {
    const text = readFileSync(new URL(`../../../src/words/${name}`, import.meta.url), 'utf8');
    const changed = text.replace(from, to);
    if (changed === text) throw new Error(`expected something like ${from}, got nothing`);
    const file = join(folder, name);
    writeFileSync(file, changed);
    try {
      load(pathToFileURL(file));
    } catch (error) {
      return (error as Error).message;
    }
    return 'nothing';
  }
  const outbound = (from: RegExp, to: string) => wrongWith('outbound.yaml', loadOutboundWords, from, to);
  const texts = (from: RegExp, to: string) => wrongWith('texts.yaml', loadTextWords, from, to);

  it('say nothing of the customer to a machine, and to a telephone that may be anybody’s', () => {
    expect(outbound(/with a reminder of your appointment/, 'about your {service}')).to.equal(
      'outbound.yaml: reminder.voicemail: expected no place but {shop}, got {service}',
    );
    expect(outbound(/^ {2}greetingToOther: .*$/m, '  greetingToOther: About your {service}.')).to.equal(
      'outbound.yaml: reminder.greetingToOther: expected no place but {shop}, got {service}',
    );
    expect(outbound(/not on file for it\./, 'not on file for {what}.')).to.equal(
      'outbound.yaml: briefingToOther: expected no places, got {what}',
    );
  });

  it('are refused by name where one is missing, unknown, or misspelled', () => {
    expect(outbound(/^ {2}greetingToOther: .*$/m, '')).to.equal(
      'outbound.yaml: reminder.greetingToOther: expected a text, got nothing',
    );
    expect(outbound(/^ {2}greetingToOther:/m, '  other: x\n  greetingToOther:')).to.equal(
      'outbound.yaml: reminder: expected only phrases that there are, got other',
    );
    expect(texts(/booked for \{when\}/, 'booked for {time}')).to.equal(
      'texts.yaml: booked: expected no place but {shop} and {what} and {when}, got {time}',
    );
  });

  it('tell everybody who gets a text how to get no more', () => {
    expect(texts(/(moved: .*) Reply STOP to get no more texts/, '$1')).to.equal(
      'texts.yaml: moved: expected the word STOP in it, got none',
    );
  });

  it('are filled in for a call', () => {
    const words = loadOutboundWords();
    expect(phrasesFor(words, SUBJECT)).to.deep.equal({
      greeting: words.reminder.greetingToOther,
      greetingByName:
        'Hi {name}, this is Sophie from {shop}. I am calling about your oil change appointment tomorrow, Wednesday, December 2nd at 9 AM. Is now a good time to talk?',
      voicemail: words.reminder.voicemail,
    });
    const { briefing } = placedFor(words, { ...SUBJECT, besides: ['inspection, Wednesday at 11 AM'] });
    expect(briefing).to.equal(
      'You placed this call to remind the customer of an appointment: oil change for their 2019 Honda Civic, tomorrow, Wednesday, December 2nd at 9 AM (appointment id a-1, scheduled). On that day they also have: inspection, Wednesday at 11 AM. First make sure that it is a good time. Then ask whether they will come: if so, call confirm_appointment with this id; otherwise offer to move or to cancel it.',
    );
    expect(
      placedFor(words, { ...SUBJECT, scenario: 'follow-up', when: 'on Tuesday', vehicle: null }).briefing,
    ).to.match(
      /^You placed this call after a visit: oil change, on Tuesday \(appointment id a-1, scheduled\)\. Ask whether/,
    );
  });

  it('hold nothing of the customer where the number is not theirs', () => {
    const words = loadOutboundWords();
    const subject = { ...SUBJECT, toNumberOnFile: false };
    expect([phrasesFor(words, subject).greetingByName, placedFor(words, subject).briefing]).to.deep.equal([
      words.reminder.greetingToOther,
      words.briefingToOther,
    ]);
  });
});
