import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import { parse } from 'yaml';
import {
  type Answer,
  assess,
  isBackchannel,
  isFarewell,
  seemsToAgree,
} from '../../../machines/conversation/phrases.ts';
import type { ToolName } from '../../../machines/ports/tools.ts';

interface Understood {
  anything: Record<Answer, string[]>;
  nods: string[];
  goodbyes: string[];
  impatient: string[];
}
const ANSWERS = parse(readFileSync(new URL('answers.yaml', import.meta.url), 'utf8')) as Understood &
  Partial<Record<ToolName, Record<Answer, string[]>>>;

const CHANGES: ToolName[] = ['book_appointment', 'cancel_appointment', 'reschedule_appointment'];

/** What is understood of each answer that the table puts under another verdict. */
function misunderstood(about: 'anything' | ToolName, change?: ToolName): string[] {
  return Object.entries(ANSWERS[about] ?? {}).flatMap(([verdict, answers]) =>
    answers.flatMap((text) => {
      const got = assess(text, change);
      return got === verdict ? [] : [`${text}: expected ${verdict}, got ${got}`];
    }),
  );
}

describe('what callers mean by an answer to a read-back', () => {
  for (const change of CHANGES) {
    it(`means the same about every change: ${change}`, () => {
      expect(misunderstood('anything', change)).to.deep.equal([]);
    });

    it(`may name the change, and then means this one: ${change}`, () => {
      expect(misunderstood(change, change)).to.deep.equal([]);
    });
  }

  it('means the same when nobody says what it is about', () => {
    expect(misunderstood('anything')).to.deep.equal([]);
    expect([assess('Cancel it'), assess('Book it'), assess('Move it')]).to.deep.equal([
      'unclear',
      'unclear',
      'unclear',
    ]);
  });

  it('is assent by no word that is not written down: any other word beside it makes it unclear', () => {
    for (const word of ['Friday', 'ten', '10', 'but', 'better', 'brakes', 'Toyota', 'afternoon', 'tomorrow', 'if'])
      for (const change of CHANGES)
        expect([assess(`yes ${word}`, change), assess(`${word} yes please`, change)]).to.deep.equal([
          'unclear',
          'unclear',
        ]);
  });
});

describe('what callers mean by words that do not take the turn', () => {
  it('are nods, and no questions', () => {
    expect(ANSWERS.nods.filter((text) => !isBackchannel(text))).to.deep.equal([]);
    const others = ['', 'Right?', 'no', 'okay but', 'Friday', 'wait'];
    expect(others.filter(isBackchannel)).to.deep.equal([]);
  });

  it('are those of an impatient yes, but no question and no refusal', () => {
    expect(ANSWERS.impatient.filter((text) => !seemsToAgree(text))).to.deep.equal([]);
    const others = ['I know', 'yes?', 'yes no', 'okay what about Friday', 'okay another one', 'Friday please', ''];
    expect(others.filter(seemsToAgree)).to.deep.equal([]);
  });

  it('are those of a goodbye', () => {
    expect(ANSWERS.goodbyes.filter((text) => !isFarewell(text))).to.deep.equal([]);
    expect(['', 'one more thing', 'bye the way', 'no'].filter(isFarewell)).to.deep.equal([]);
  });
});
