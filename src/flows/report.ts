import type { FlowResult } from './runner.ts';

/** One flow for the terminal: a line when it passed; what failed and the whole story when it did not. */
export function terminalText({ flow, failures, story, callMs }: FlowResult): string {
  const head = `${failures.length === 0 ? '✓' : '✗'} ${flow.name} (${flow.file}, ${(callMs / 1_000).toFixed(1)} s)`;
  if (failures.length === 0) return head;
  return [head, ...failures.map((failure) => `    ${failure}`), '', ...story.map((line) => `      ${line}`), ''].join(
    '\n',
  );
}

export function summaryText(results: readonly FlowResult[]): string {
  const failed = results.filter(({ failures }) => failures.length > 0).length;
  return `${results.length - failed} passed, ${failed} failed`;
}

/** All flows as JUnit's XML, as continuous integration reads it. Times are those of the calls, in seconds. */
export function junitXml(results: readonly FlowResult[]): string {
  const seconds = (ms: number) => (ms / 1_000).toFixed(3);
  const total = results.reduce((sum, { callMs }) => sum + callMs, 0);
  const failed = results.filter(({ failures }) => failures.length > 0).length;
  const cases = results.map(({ flow, failures, story, callMs }) => {
    const open = `    <testcase name="${escaped(flow.name)}" classname="${escaped(flow.file)}" time="${seconds(callMs)}"`;
    if (failures.length === 0) return `${open}/>`;
    const body = escaped([...failures, '', ...story].join('\n'));
    return `${open}>\n      <failure message="${escaped(failures[0] ?? '')}">${body}</failure>\n    </testcase>`;
  });
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<testsuites>',
    `  <testsuite name="flows" tests="${results.length}" failures="${failed}" time="${seconds(total)}">`,
    ...cases,
    '  </testsuite>',
    '</testsuites>',
    '',
  ].join('\n');
}

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

// What XML 1.0 cannot hold, in whatever was heard or thrown.
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are the point
const UNFIT = /[\x00-\x08\x0b\x0c\x0e-\x1f]/g;

function escaped(text: string): string {
  return text.replace(/[&<>"]/g, (character) => ENTITIES[character] ?? '').replace(UNFIT, ' ');
}
