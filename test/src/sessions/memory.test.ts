import { expect } from 'chai';
import { createMemory } from '../../../src/sessions/memory.ts';

const kept = (text: string, expiresAt: number, dirty = false) => ({ text, dirty, expiresAt });

describe('the memory of sessions', () => {
  it('keeps an entry until its time is over', () => {
    const memory = createMemory(10);
    memory.set('a', kept('1', 100), 0);
    expect(memory.get('a', 99)).to.deep.equal(kept('1', 100));
    expect(memory.get('a', 100)).to.equal(undefined);
    expect(memory.size).to.equal(0);
  });

  it('drops what was written longest ago when it is full', () => {
    const memory = createMemory(2);
    for (const key of ['a', 'b', 'a', 'c']) memory.set(key, kept(key, 100), 0);
    expect(['a', 'b', 'c'].map((key) => memory.get(key, 0)?.text)).to.deep.equal(['a', undefined, 'c']);
  });

  it('drops what has expired when something new comes', () => {
    const memory = createMemory(10);
    memory.set('a', kept('1', 100), 0);
    memory.set('b', kept('2', 200), 50);
    memory.set('c', kept('3', 300), 150);
    expect(memory.size).to.equal(2);
  });

  it('forgets what it is told to', () => {
    const memory = createMemory(10);
    memory.set('a', kept('1', 100, true), 0);
    memory.delete('a');
    expect([memory.get('a', 0), memory.dirty(0)]).to.deep.equal([undefined, []]);
  });

  it('tells what Redis does not know yet', () => {
    const memory = createMemory(10);
    memory.set('a', kept('1', 100, true), 0);
    memory.set('b', kept('2', 200), 0);
    memory.set('c', kept('3', 200, true), 0);
    expect(memory.dirty(150)).to.deep.equal([['c', kept('3', 200, true)]]);
  });
});
