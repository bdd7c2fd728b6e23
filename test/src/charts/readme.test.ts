import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import type { AnyStateMachine } from 'xstate';
import { callMachine } from '../../../machines/call/machine.ts';
import { connectionMachine } from '../../../machines/connection/machine.ts';
import { conversationMachine } from '../../../machines/conversation/machine.ts';
import { outboundMachine } from '../../../machines/outbound/machine.ts';
import { withPictures } from '../../../src/charts/pictures.ts';

const README = new URL('../../../machines/README.md', import.meta.url);
const page = readFileSync(README, 'utf8');

const run = (...args: string[]): number | null =>
  spawnSync(process.execPath, ['--import', 'tsx', 'src/charts/readme.ts', ...args], { encoding: 'utf8' }).status;

describe('the page of the charts', () => {
  it('is current', () => {
    expect(withPictures(page)).to.equal(page);
  });

  it('names every event that the charts know, and no other', () => {
    const heading = (text: string) => page.indexOf(`\n### told to ${text}\n`);
    const known = (machine: AnyStateMachine) => machine.events.filter((type) => !type.startsWith('xstate.')).sort();
    const named = (from: number, to: number) =>
      [...page.slice(from, to).matchAll(/^\| `([^`]+)` +\|/gm)].map(([, type]) => String(type)).sort();
    const [call, conversation, connection, outbound] = [
      heading('the call'),
      heading('the conversation'),
      heading('a connection'),
      heading('a call that we place'),
    ];
    // Said and recorded, and nothing in the chart depends on them.
    const unheard = ['line.pressedKey', 'llm.startedAnswering', 'voice.held'];
    expect(named(call ?? 0, conversation ?? 0).filter((type) => !unheard.includes(type))).to.deep.equal(
      known(callMachine),
    );
    expect(named(conversation ?? 0, connection ?? 0).filter((type) => type !== 'records.knowsNobody')).to.deep.equal(
      known(conversationMachine),
    );
    expect(named(connection ?? 0, outbound ?? 0)).to.deep.equal(known(connectionMachine));
    expect(named(outbound ?? 0, page.length)).to.deep.equal(known(outboundMachine));
  });

  it('is found stale by the check, and made current by writing it', function () {
    this.timeout(30_000);
    const folder = mkdtempSync(join(tmpdir(), 'charts-'));
    try {
      const copy = join(folder, 'README.md');
      writeFileSync(copy, page.replace('"cut-off"', '"cut"'));
      expect([run('--check', copy), run(copy), run('--check', copy)]).to.deep.equal([1, 0, 0]);
      expect(readFileSync(copy, 'utf8')).to.equal(page);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('can only show pictures that there are', () => {
    expect(() => withPictures('<!-- picture: kitchen -->\n<!-- end of picture -->')).to.throw(
      /expected one of call, .* got kitchen/,
    );
  });
});
