import { readFileSync, writeFileSync } from 'node:fs';
import { expect } from 'chai';

/** Compares lines with a kept file. With `UPDATE_CHARTS=1` the file is written instead: read the difference in review. */
export function expectKept(file: URL, lines: readonly string[]): void {
  const text = `${lines.join('\n')}\n`;
  if (process.env.UPDATE_CHARTS === '1') writeFileSync(file, text);
  expect(text.split('\n')).to.deep.equal(readFileSync(file, 'utf8').split('\n'));
}
