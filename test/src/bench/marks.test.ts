import { expect } from 'chai';
import { type Mark, turnsOf } from '../../../src/bench/marks.ts';

/** `spoke 100, final 101` → marks of one turn. */
function marks(key: string, text: string): Mark[] {
  return text.split(', ').map((mark) => {
    const [what, at] = mark.split(' ');
    return { key, what: what as Mark['what'], at: Number(at) };
  });
}

const PLAIN = 'spoke 1000, final 1001, asked 1004, sentence 1080, flushed 1082, voiced 1142, heard 1147';
const WITH_TOOLS =
  'spoke 1000, final 1001, asked 1003, called 1100, asked 1107, called 1200, asked 1209, sentence 1300, flushed 1301, voiced 1361, heard 1362';

describe('turns of a bench', () => {
  it('count the time between the services, not the time within them', () => {
    const expected = {
      key: 'c1t0',
      usesTools: false,
      soundIn: 1,
      endpointToLlm: 3,
      tools: 0,
      sentenceToTts: 2,
      soundOut: 5,
      overhead: 11,
    };
    expect(turnsOf(marks('c1t0', PLAIN))).to.deep.equal({ turns: [expected], broken: [] });
  });

  it('count what lies between the replies of one turn to its tools', () => {
    const expected = {
      key: 'c1t1',
      usesTools: true,
      soundIn: 1,
      endpointToLlm: 2,
      tools: 16,
      sentenceToTts: 1,
      soundOut: 1,
      overhead: 21,
    };
    expect(turnsOf(marks('c1t1', WITH_TOOLS))).to.deep.equal({ turns: [expected], broken: [] });
  });

  it('are put together whatever the order in which the processes tell', () => {
    const both = [...marks('c1t1', WITH_TOOLS), ...marks('c1t0', PLAIN)];
    const shuffled = both.toSorted((a, b) => a.what.localeCompare(b.what) || b.at - a.at);
    const { turns, broken } = turnsOf(shuffled);
    expect(turns.map(({ key, overhead }) => [key, overhead])).to.have.deep.members([
      ['c1t0', 11],
      ['c1t1', 21],
    ]);
    expect(broken).to.deep.equal([]);
  });

  it('are named when a moment is missing, too much or out of order, and not counted', () => {
    const missing = marks('c2t0', PLAIN.replace(', flushed 1082', ''));
    const twice = marks('c2t1', `${PLAIN}, asked 1010`);
    const early = marks('c2t2', PLAIN.replace('heard 1147', 'heard 1100'));
    expect(turnsOf([...missing, ...twice, ...early, ...marks('c2t3', PLAIN)])).to.deep.include({
      broken: ['c2t0', 'c2t1', 'c2t2'],
    });
  });
});
