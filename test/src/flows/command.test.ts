import { expect } from 'chai';
import { readCommand, UsageError } from '../../../src/flows/command.ts';

describe('the replay command', () => {
  it('takes paths, a speed and a place for JUnit', () => {
    expect(readCommand(['a.yaml', 'b', '--speed', '4', '--junit', 'out.xml'], {})).to.deep.equal({
      paths: ['a.yaml', 'b'],
      speed: 4,
      junit: 'out.xml',
    });
    expect(readCommand(['a.yaml'], {})).to.deep.equal({ paths: ['a.yaml'], speed: 1, junit: undefined });
  });

  it('is refused against real providers', () => {
    for (const name of ['DEEPGRAM_API_KEY', 'OPENAI_API_KEY'])
      expect(() => readCommand(['a.yaml'], { [name]: 'k' })).to.throw(UsageError, `${name}: expected none`);
  });

  it('says what it expected', () => {
    expect(() => readCommand([], {})).to.throw(UsageError, /^usage: /);
    expect(() => readCommand(['a', '--speed', 'fast'], {})).to.throw(
      UsageError,
      '--speed: expected a number above 0 and up to 8, got fast',
    );
    expect(() => readCommand(['a', '--speed', '0'], {})).to.throw(UsageError, 'got 0');
    expect(() => readCommand(['a', '--color'], {})).to.throw(UsageError, /--color.*\nusage: /s);
  });
});
