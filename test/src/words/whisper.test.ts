import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect } from 'chai';
import type { TransferGist } from '../../../machines/ports/line.ts';
import { loadWhisper } from '../../../src/words/whisper.ts';

const NOTHING: TransferGist = { name: null, identity: 'unknown', topic: 'opening', reason: null, lastWords: null };

describe('what a colleague is told before the caller is put through', () => {
  const whisper = loadWhisper();

  it('is who it is, how sure we are, what it is about, why, and their last words', () => {
    expect(
      whisper({
        name: 'Maria',
        identity: 'locked',
        topic: 'rescheduling',
        reason: 'a complaint.',
        lastWords: 'I want to speak to somebody.',
      }),
    ).to.equal(
      'A call from the service desk. Maria is on the line. They could not be verified. It is about moving an appointment. The reason: a complaint. They said: I want to speak to somebody.',
    );
  });

  it('leaves out what is not known', () => {
    expect(whisper(NOTHING)).to.equal(
      'A call from the service desk. The caller is not on file. The assistant could not go on.',
    );
  });

  it('is short, however much was said, and says what was said as it stands', () => {
    const told = whisper({ ...NOTHING, reason: '{name}  $&', lastWords: 'my brakes squeal '.repeat(100) });
    expect(told).to.equal(
      `A call from the service desk. The caller is not on file. The reason: {name} $&. They said: ${'my brakes squeal '.repeat(9)}my.`,
    );
  });

  it('is refused at the start where its file lacks a text or names a place that is not known', () => {
    const folder = mkdtempSync(join(tmpdir(), 'whisper-'));
    try {
      const text = readFileSync(new URL('../../../src/words/whisper.yaml', import.meta.url), 'utf8');
      const file = join(folder, 'whisper.yaml');
      writeFileSync(file, text.replace(/^ {2}booking: .*$/m, '').replace('{name} is on', '{who} is on'));
      expect(() => loadWhisper(pathToFileURL(file))).to.throw(
        'whisper.yaml: known: expected no place but {name}, got {who}\nwhisper.yaml: topic.booking: ',
      );
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
