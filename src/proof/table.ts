import type { Table } from './proof.ts';

/** A table as the terminal and Markdown both show it: columns as wide as their widest cell, numbers to the right. */
export function tableText({ title, columns, rows }: Table): string {
  const texts = [columns, ...rows].map((cells) => cells.map(String));
  const isNumber = columns.map((_, n) => rows.length > 0 && rows.every((cells) => typeof cells[n] === 'number'));
  const widths = columns.map((_, n) => Math.max(3, ...texts.map((cells) => cells[n]?.length ?? 0)));
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell, n) => (isNumber[n] ? cell.padStart(widths[n] ?? 0) : cell.padEnd(widths[n] ?? 0))).join(' | ')} |`;
  const rule = widths.map((width, n) => (isNumber[n] ? `${'-'.repeat(width - 1)}:` : '-'.repeat(width)));
  const [head = [], ...body] = texts;
  return [title, '', line(head), line(rule), ...body.map(line)].join('\n');
}
