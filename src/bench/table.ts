import type { Percentiles } from './percentiles.ts';
import { PARTS, type PhaseReport, type Report, type SubjectReport } from './report.ts';

const NAMES: Readonly<Record<(typeof PARTS)[number], string>> = {
  soundIn: 'sound → recogniser',
  endpointToLlm: 'end of turn → model',
  tools: 'tools → model again',
  sentenceToTts: 'first sentence → voice',
  soundOut: 'first sound → carrier',
};

/** A report for people. */
export function tableOf(report: Report): string {
  const { product, relay, ratio, growth, targets, problems } = report;
  const lines = [
    row('ms a turn (p50 / p95 / p99)', 'n', 'product', 'n', 'bare relay'),
    ...(['one', 'many'] as const).flatMap((size) => timesOf(product[size], relay[size])),
    '',
    row('of the server', '', 'product', '', 'bare relay'),
    ...(['one', 'many'] as const).map((size) =>
      row(
        `CPU ms a call-second, ${callsOf(product[size])}`,
        '',
        product[size].cpuPerCallSecond,
        '',
        relay[size].cpuPerCallSecond,
      ),
    ),
    row('CPU ms a second, no call', '', product.idleCpu, '', relay.idleCpu),
    row('memory a call (RSS), KiB', '', product.rssPerCall, '', relay.rssPerCall),
    row('memory a call (heap and buffers), KiB', '', product.heapPerCall, '', relay.heapPerCall),
    ...(growth ? [row(`growth a call (RSS) over ${growth.calls}, KiB`, '', growth.rssPerCall, '', '')] : []),
    ...(growth ? [row(`growth a call (heap and buffers), KiB`, '', growth.heapPerCall, '', '')] : []),
    '',
    `product ÷ relay, ${callsOf(product.many)}: overhead of plain turns ${ratio.plainOverheadP50 ?? '–'}, CPU ${ratio.cpuPerCallSecond}`,
    '',
    ...targets.map(({ name, unit, limit, value, met }) =>
      met === null
        ? `not measured: ${name}`
        : `${met ? 'reached' : 'MISSED'}: ${name} ${value} ${unit} (at most ${limit})`,
    ),
  ];
  if (problems.length > 0) lines.push('', `${problems.length} problems:`, ...problems.slice(0, MOST_PROBLEMS));
  return `${lines.join('\n')}\n`;
}

const MOST_PROBLEMS = 10;

function timesOf(product: PhaseReport, relay: PhaseReport): string[] {
  const times = (name: string, mine: Percentiles | null, bare: Percentiles | null) =>
    row(name, mine?.n ?? 0, shown(mine), bare?.n ?? 0, shown(bare));
  return [
    `${callsOf(product)}:`,
    times('  greeting, from the stream', product.greeting, relay.greeting),
    times('  overhead', product.overhead, relay.overhead),
    times('  overhead, plain turns', product.plain, relay.plain),
    ...PARTS.map((part) => times(`    ${NAMES[part]}`, product.parts[part], relay.parts[part])),
  ];
}

const callsOf = ({ calls }: Pick<PhaseReport, 'calls'> | SubjectReport['one']) =>
  calls === 1 ? '1 call' : `${calls} calls`;

const shown = (times: Percentiles | null) => (times ? `${times.p50} / ${times.p95} / ${times.p99}` : '–');

function row(name: string, ...cells: [string | number, string | number, string | number, string | number]): string {
  const [n, mine, m, bare] = cells.map(String);
  return `${name.padEnd(40)}${n?.padStart(5)}  ${mine?.padEnd(24)}${m?.padStart(5)}  ${bare}`.trimEnd();
}
