import { expect } from 'chai';
import { createLog } from '../../../src/log.ts';
import { createLanguages } from '../../../src/shop/languages.ts';

describe('a language that is wanted', () => {
  it('is spoken where it can be; another falls back, and our log is told of it once', () => {
    const lines: Record<string, unknown>[] = [];
    const log = createLog('trace', { write: (line: string) => void lines.push(JSON.parse(line)) });
    const { spokenFor } = createLanguages(log);
    expect(['en-US', 'es-US', 'es-US', 'fr-CA'].map(spokenFor)).to.deep.equal(['en-US', 'en-US', 'en-US', 'en-US']);
    expect(lines.map(({ msg, language }) => `${msg} ${language}`)).to.deep.equal([
      'language.notSpoken es-US',
      'language.notSpoken fr-CA',
    ]);
  });
});
