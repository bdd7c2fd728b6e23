import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect } from 'chai';
import { keptPhrases, loadPhrases, phrasesFor } from '../../../src/words/phrases.ts';

const TEXT = readFileSync(new URL('../../../src/words/phrases.yaml', import.meta.url), 'utf8');

describe('the fixed phrases', () => {
  let folder: string;
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'phrases-'));
  });
  after(() => rmSync(folder, { recursive: true }));

  /** What is wrong with the file once this line is in the place of that one. */
  function wrongWith(line: RegExp, instead: string): string {
    const file = join(folder, 'phrases.yaml');
    const text = TEXT.replace(line, instead);
    if (text === TEXT) throw new Error(`expected a line like ${line}, got none`);
    writeFileSync(file, text);
    try {
      loadPhrases(pathToFileURL(file));
    } catch (error) {
      return (error as Error).message;
    }
    return 'nothing';
  }

  it('are those of the file, whatever else is said in it', () => {
    const phrases = loadPhrases();
    expect(phrases.stillThere).to.equal('Are you still there?');
    expect(phrases.greetingByName).to.equal(
      'Hi {name}, thank you for calling {shop}, this is Sophie. How can I help you today?',
    );
  });

  for (const [what, line, instead, said] of [
    ['one is missing', /^stillThere: .*$/m, '', 'phrases.yaml: stillThere: expected a text, got nothing'],
    ['one is empty', /^stillThere: .*$/m, 'stillThere: " "', 'phrases.yaml: stillThere: expected a text, got nothing'],
    ['one is no text', /^stillThere: .*$/m, 'stillThere: 5', 'phrases.yaml: stillThere: expected a text, got 5'],
    [
      'one is unknown',
      /^stillThere:/m,
      'stilThere: Hello?\nstillThere:',
      'phrases.yaml: expected only phrases that there are, got stilThere',
    ],
    [
      'a place is unknown',
      /^goodbye: .*$/m,
      'goodbye: Goodbye from {dealer}.',
      'phrases.yaml: goodbye: expected no place but {shop}, got {dealer}',
    ],
    [
      'a name is wanted where none is known',
      /^goodbye: .*$/m,
      'goodbye: Goodbye {name}.',
      'phrases.yaml: goodbye: expected no place but {shop}, got {name}',
    ],
    [
      'a brace is left open',
      /^greetingByName: .*$/m,
      'greetingByName: Hi {name, this is {shop}.',
      'phrases.yaml: greetingByName: expected no place but {name} and {shop}, got {',
    ],
    ['there is nothing', /[\s\S]*/, '# nothing', 'phrases.yaml: the file: expected phrases, got null'],
    [
      'two are wrong',
      /^stillThere: .*$\n^stillThereAgain: .*$/m,
      '',
      'phrases.yaml: stillThere: expected a text, got nothing\nphrases.yaml: stillThereAgain: expected a text, got nothing',
    ],
  ] as const)
    it(`are refused by name when ${what}`, () => {
      expect(wrongWith(line, instead)).to.equal(said);
    });

  it('are refused in one line when the file is no YAML', () => {
    expect(wrongWith(/^goodbye: /m, 'goodbye: "').split('\n')).to.have.length(1);
  });

  it('are those of the shop and of the call, where these have their own', () => {
    const phrases = loadPhrases();
    const product = { greeting: null, disclosure: null };
    const own = { greeting: 'Welcome.', disclosure: null };
    expect([
      phrasesFor(phrases, product).greeting,
      phrasesFor(phrases, own).greeting,
      phrasesFor(phrases, own, { greeting: 'We are calling you.' }).greeting,
    ]).to.deep.equal([phrases.greeting, 'Welcome.', 'We are calling you.']);
  });

  it('disclose in every greeting what the shop wants disclosed, before the question', () => {
    const shop = { greeting: null, disclosure: 'This call may be recorded.' };
    const phrases = loadPhrases();
    const changed = { greeting: 'Hello from {shop}! May I help?', greetingByName: 'Hi {name}' };
    const { greeting, greetingByName, ...others } = phrasesFor(phrases, shop);
    const placed = phrasesFor(phrases, { ...shop, greeting: 'Good day.' }, changed);
    expect([
      greeting,
      greetingByName,
      phrasesFor(phrases, { ...shop, greeting: 'Good day.' }).greeting,
      placed.greeting,
      placed.greetingByName,
    ]).to.deep.equal([
      'Thank you for calling {shop}, this is Sophie. This call may be recorded. How can I help you today?',
      'Hi {name}, thank you for calling {shop}, this is Sophie. This call may be recorded. How can I help you today?',
      'This call may be recorded. Good day.',
      'Hello from {shop}! This call may be recorded. May I help?',
      'This call may be recorded. Hi {name}',
    ]);
    // Nothing else is said in other words.
    expect({ ...phrases, ...others }).to.deep.equal(phrases);
  });

  it('can be kept as sound, but for the one with a name in it', () => {
    const kept = keptPhrases(loadPhrases(), 'Elm Motors');
    expect(kept).to.include('Thank you for calling Elm Motors, this is Sophie. How can I help you today?');
    expect(kept.filter((phrase) => phrase.includes('{'))).to.deep.equal([]);
  });
});
