import { expect } from 'chai';
import { createSentences } from '../../../src/llm/sentences.ts';

/** The sentences of a text that arrives in pieces of `size` characters, in the order in which they were told. */
function split(text: string, size = 3): string[] {
  const sentences = createSentences();
  const told: string[] = [];
  for (let i = 0; i < text.length; i += size) told.push(...sentences.push(text.slice(i, i + size)));
  return [...told, ...sentences.end()];
}

const TABLE: [title: string, text: string, expected: string[]][] = [
  [
    'ends sentences at . ! ?, and not at a colon: what follows it belongs to it',
    'Sure! I have two: nine. Which? Ok',
    ['Sure!', 'I have two: nine.', 'Which?', 'Ok'],
  ],
  [
    'keeps numbers and times whole',
    'It takes 2.5 hours, from 9:30 on. Fine?',
    ['It takes 2.5 hours, from 9:30 on.', 'Fine?'],
  ],
  ['knows titles and streets', 'Mr. Jones is on Elm St. today. Good.', ['Mr. Jones is on Elm St. today.', 'Good.']],
  ['goes on after a.m. in a sentence', 'We open at 9 a.m. on Tuesday. Yes.', ['We open at 9 a.m. on Tuesday.', 'Yes.']],
  [
    'goes on after a.m. before a weekday',
    'Come at 9 a.m. Tuesday then. Yes.',
    ['Come at 9 a.m. Tuesday then.', 'Yes.'],
  ],
  [
    'ends after a.m. when a new sentence begins',
    'Come at 9 a.m. Would that work?',
    ['Come at 9 a.m.', 'Would that work?'],
  ],
  [
    'knows e.g. and i.e.',
    'Bring it in, e.g. tomorrow, i.e. Tuesday. Ok.',
    ['Bring it in, e.g. tomorrow, i.e. Tuesday.', 'Ok.'],
  ],
  ['takes an ellipsis for a pause', 'Well... let me see… yes. Good.', ['Well... let me see… yes.', 'Good.']],
  ['ends at an ellipsis before a new sentence', 'Let me see... I have nine.', ['Let me see...', 'I have nine.']],
  ['keeps the closing quote', 'He said "come in." Then he left.', ['He said "come in."', 'Then he left.']],
  ['ends at several marks once', 'Really?! Yes.', ['Really?!', 'Yes.']],
  ['does not take an initial for an end', 'Is it J. Smith? Yes.', ['Is it J. Smith?', 'Yes.']],
  ['ends at a year', 'It is from 2019. Nice.', ['It is from 2019.', 'Nice.']],
  [
    'ends lines and drops the markers of lists',
    '1. Oil change\n2. **Brakes**\n- Tires',
    ['Oil change', 'Brakes', 'Tires'],
  ],
  ['keeps a number that only looks like a marker', 'How many? 2. Great.', ['How many?', '2.', 'Great.']],
  [
    'drops markup',
    '## Hello\n**Sure**, `ok`. See [our page](https://x.example/a.b?c=d). 👍',
    ['Hello', 'Sure, ok.', 'See our page.'],
  ],
  ['says nothing for a rule or blank lines', 'Hi.\n\n---\n\nBye.', ['Hi.', 'Bye.']],
  ['keeps letters of several bytes', 'Señor Muñoz — ¿sí? Très bien.', ['Señor Muñoz — ¿sí?', 'Très bien.']],
];

describe('splitting a stream into sentences', () => {
  for (const [title, text, expected] of TABLE)
    it(title, () => {
      for (const size of [1, 2, 3, 7, 1_000]) expect(split(text, size), `pieces of ${size}`).to.deep.equal(expected);
    });

  it('tells a sentence as soon as the blank after it has come', () => {
    const sentences = createSentences();
    expect(sentences.push('I can do that.')).to.deep.equal([]);
    expect(sentences.push(' Wh')).to.deep.equal(['I can do that.']);
  });

  it('lets a long first clause leave early, and only the first', () => {
    const text =
      'I can certainly help you to get that looked at, and we have time this week, so when would you like to come, tomorrow?';
    expect(split(text)).to.deep.equal([
      'I can certainly help you to get that looked at,',
      'and we have time this week, so when would you like to come, tomorrow?',
    ]);
  });

  it('keeps a first clause that is short in letters or in words', () => {
    expect(split('Sure thing, Maria, let me see what there is. Ok')).to.deep.equal([
      'Sure thing, Maria, let me see what there is.',
      'Ok',
    ]);
    expect(split('Unquestionably extraordinarily straightforwardly, yes. Ok')).to.deep.equal([
      'Unquestionably extraordinarily straightforwardly, yes.',
      'Ok',
    ]);
  });

  it('cuts what never ends, at a comma if there is one', () => {
    const endless = `Yes. ${'word '.repeat(50)}, ${'word '.repeat(50)}`;
    const told = split(endless);
    expect(told.map((sentence) => sentence.length <= 300)).to.deep.equal([true, true, true]);
    expect(told.join(' ').match(/word/g)).to.have.length(100);
    expect(told[1]).to.match(/word,$/);
  });

  it('ends what stands before a pause and goes on after it', () => {
    const sentences = createSentences();
    expect(sentences.push('Let me look')).to.deep.equal([]);
    expect(sentences.end()).to.deep.equal(['Let me look']);
    expect([...sentences.push('Here it is. '), ...sentences.end()]).to.deep.equal(['Here it is.']);
  });
});
