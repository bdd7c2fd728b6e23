import { expect } from 'chai';
import { createReplyReader } from '../../../src/bench/relay-reply.ts';

const chunk = (content: string) => `data: ${JSON.stringify({ choices: [{ delta: { content } }] })}\n\n`;

describe("the relay's reading of a reply", () => {
  it('tells the first sentence when the next word shows that it is whole, the rest at the end', () => {
    const said: string[] = [];
    const reader = createReplyReader((text) => said.push(text));
    reader.read(chunk('Sure') + chunk(' c1t0.').slice(0, 20));
    reader.read(chunk(' c1t0.').slice(20));
    expect(said).to.deep.equal([]);
    reader.read(chunk(' Go'));
    expect(said).to.deep.equal(['Sure c1t0.']);
    reader.read(`${chunk(' on. Please.')}data: {"choices":[]}\n\ndata: [DONE]\n\n`);
    reader.end();
    expect(said).to.deep.equal(['Sure c1t0.', ' Go on. Please.']);
  });
});
