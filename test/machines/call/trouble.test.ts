import { expect } from 'chai';
import { PHRASES } from '../../../machines/call/phrases.ts';
import { aCall } from '../../kit/a-watched-call.ts';

describe('a model that falls silent', () => {
  it('has failed after a while, and the caller is asked to repeat', () => {
    const call = aCall().answered().says('Hello').send({ type: 'llm.saidSentence', text: 'Well.' }).hearsAll();
    call.reads();
    call.advance(30_000);
    expect(call.reads()).to.deep.equal(['stop thinking', `say: ${PHRASES.lostThread}`]);
  });
});
