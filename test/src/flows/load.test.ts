import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { FlowError } from '../../../src/flows/format.ts';
import { loadFlows } from '../../../src/flows/load.ts';

describe('loading flows', () => {
  let folder: string;
  const write = (path: string, text: string) => writeFileSync(join(folder, path), text);
  const flow = (name: string) => `name: ${name}\nmodel: rules\nsteps: []\n`;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'flows-'));
    mkdirSync(join(folder, 'deep'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it('takes files and folders to the bottom, in order, and only YAML', () => {
    write('b.yaml', flow('b'));
    write('a.yml', flow('a'));
    write('notes.md', 'no flow');
    write('deep/c.yaml', flow('c'));
    expect(loadFlows([folder]).map(({ name }) => name)).to.deep.equal(['a', 'b', 'c']);
    expect(loadFlows([join(folder, 'b.yaml')]).map(({ name }) => name)).to.deep.equal(['b']);
  });

  it('tells of every file that is wrong, and of two with one name', () => {
    write('a.yaml', flow('same'));
    write('b.yaml', flow('same'));
    write('c.yaml', 'name: c');
    expect(() => loadFlows([folder])).to.throw(
      FlowError,
      /c\.yaml: model: .*\n.*c\.yaml: steps: .*\nb\.yaml: name: expected one of its own, "same" is there already/,
    );
  });

  it('says so when nothing is there', () => {
    expect(() => loadFlows([join(folder, 'deep')])).to.throw(
      FlowError,
      /deep: expected flow files \(\.yaml\), got none/,
    );
    expect(() => loadFlows([join(folder, 'nowhere')])).to.throw(
      FlowError,
      /nowhere: expected a file or a folder, got nothing/,
    );
  });
});
