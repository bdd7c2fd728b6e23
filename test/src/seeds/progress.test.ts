import { Writable } from 'node:stream';
import { expect } from 'chai';
import { progressBar } from '../../../seeds/progress.ts';

/** A stream that keeps what is written to it. */
function stream(isTTY: boolean) {
  const written: string[] = [];
  const to = new Writable({
    write(chunk, _, done) {
      written.push(String(chunk));
      done();
    },
  });
  return { to: Object.assign(to, { isTTY }) as unknown as NodeJS.WriteStream, written };
}

describe('the progress of the seed', () => {
  it('is a bar on a terminal, which ends its line when it is full', () => {
    const { to, written } = stream(true);
    const tell = progressBar(to);
    tell(500, 2_000);
    tell(2_000, 2_000);
    expect(written).to.deep.equal([
      `\r${'█'.repeat(10)}${'░'.repeat(30)} 500 of 2,000 rows`,
      `\r${'█'.repeat(40)} 2,000 of 2,000 rows\n`,
    ]);
  });

  it('is nothing where nobody looks', () => {
    const { to, written } = stream(false);
    progressBar(to)(1, 2);
    expect(written).to.deep.equal([]);
  });
});
