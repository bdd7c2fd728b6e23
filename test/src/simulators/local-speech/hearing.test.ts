import { expect } from 'chai';
import { Hearing, type HearingFact, type HearingOptions } from '../../../../src/simulators/local-speech/hearing.ts';

// Windows of 32 ms; in tests everything is counted in them.
const WINDOW = 256;
const LINE: HearingOptions = { endpointing: 300, utteranceEnd: 1000 };

/** `-` is quiet, `s` is speech, `.` is a voice that fades: it does not begin speech, but keeps it going. */
function hears(pattern: string, options = LINE): { hearing: Hearing; facts: string[] } {
  const hearing = new Hearing(options);
  const probabilities: Record<string, number> = { s: 0.9, '.': 0.4, '-': 0.01 };
  const facts = [...pattern].flatMap((mark) => hearing.window(probabilities[mark] ?? 0)).map(inWords);
  return { hearing, facts };
}

function inWords(fact: HearingFact): string {
  const windows = (samples: number) => Math.round((samples / WINDOW) * 10) / 10;
  switch (fact.type) {
    case 'started':
    case 'gap':
      return `${fact.type} ${windows(fact.at)}`;
    case 'partial':
    case 'paused':
      return `${fact.type} ${windows(fact.speech.from)}–${windows(fact.speech.to)}`;
    case 'resumed':
      return 'resumed';
    case 'silent':
      return `silent ${windows(fact.start)}–${windows(fact.end)}`;
    case 'closed': {
      const speech = fact.speech ? `${windows(fact.speech.begin)}–${windows(fact.speech.end)}` : 'nothing';
      return `closed ${windows(fact.start)}–${windows(fact.end)}: ${speech}, ${fact.why}${fact.speechFinal ? ', final' : ''}`;
    }
  }
}

describe('local speech: where speech begins and ends', () => {
  it('hears an utterance: begun, perhaps over, over, and then a gap', () => {
    expect(hears(`${'-'.repeat(10)}${'s'.repeat(10)}${'-'.repeat(32)}`).facts).to.deep.equal([
      'started 10',
      'paused 2.2–24.7',
      'closed 0–33: 10–20, quiet, final',
      'gap 52',
    ]);
  });

  it('does not take a faint sound for the beginning, but for a part of speech', () => {
    expect(hears('-'.repeat(10) + '.'.repeat(10)).facts).to.deep.equal([]);
    expect(
      hears(`ss${'.'.repeat(10)}`)
        .hearing.close('end')
        .map(inWords),
    ).to.deep.equal(['closed 0–12: 0–12, end, final']);
  });

  it('goes on after a breath', () => {
    expect(hears(`ssss${'-'.repeat(6)}ssss`).facts).to.deep.equal(['started 0', 'paused 0–8.7', 'resumed']);
  });

  it('waits as long as the client wants, if that is longer than a pause within a sentence', () => {
    const { facts } = hears(`ssss${'-'.repeat(40)}`, { endpointing: 1000, utteranceEnd: null });
    expect(facts).to.deep.equal(['started 0', 'paused 0–8.7', 'closed 0–36: 0–4, quiet, final']);
  });

  it('closes spans without ending the speech when endpointing is off', () => {
    const { facts } = hears(`ssss${'-'.repeat(40)}`, { endpointing: false, utteranceEnd: null });
    expect(facts).to.deep.equal(['started 0', 'paused 0–8.7', 'closed 0–36: 0–4, quiet']);
  });

  it('tells every second that there is nothing, and closes the span every three', () => {
    expect(hears('-'.repeat(130)).facts).to.deep.equal([
      'silent 0–32',
      'silent 0–63',
      'closed 0–94: nothing, silence',
      'silent 94–126',
    ]);
  });

  it('looks at what is being said twice a second, and less often when it grows long', () => {
    const { facts } = hears('s'.repeat(160));
    expect(facts).to.deep.equal(['started 0', ...[16, 32, 48, 64, 80, 96, 128, 160].map((at) => `partial 0–${at}`)]);
  });

  it('cuts a speech of ten seconds where it is quietest, and hears each part of it once', () => {
    const { facts, hearing } = hears(`${'s'.repeat(280)}.${'s'.repeat(50)}`);
    expect(facts.filter((fact) => !fact.startsWith('partial'))).to.deep.equal([
      'started 0',
      'closed 0–280: 0–280, length',
    ]);
    expect(hearing.close('end').map(inWords)).to.deep.equal(['closed 280–331: 280–331, end, final']);
  });

  it('gives what there is when it is asked to, and does not give it again', () => {
    const { hearing } = hears(`${'-'.repeat(10)}ssss`);
    expect(hearing.close('finalize').map(inWords)).to.deep.equal(['closed 0–14: 10–14, finalize, final']);
    for (let i = 0; i < 4; i++) hearing.window(0.9);
    const [rest] = hearing.close('end');
    expect(rest).to.deep.equal({
      type: 'closed',
      start: 14 * WINDOW,
      end: 18 * WINDOW,
      speech: { from: 14 * WINDOW, to: 18 * WINDOW, begin: 14 * WINDOW, end: 18 * WINDOW, voicedWindows: 4 },
      speechFinal: true,
      why: 'end',
    });
  });

  it('closes an empty span when nobody has spoken', () => {
    expect(hears('-----').hearing.close('finalize').map(inWords)).to.deep.equal(['closed 0–5: nothing, finalize']);
  });

  it('reports no gap while the next words follow sooner', () => {
    const pattern = `ssss${'-'.repeat(20)}ssss${'-'.repeat(40)}`;
    expect(hears(pattern).facts.filter((fact) => fact.startsWith('gap'))).to.deep.equal(['gap 60']);
  });

  it('needs only a moment of the sound before speech, and all of it during speech', () => {
    expect(hears('-'.repeat(100)).hearing.needed).to.equal(100 * WINDOW - 2000);
    expect(hears(`${'-'.repeat(100)}ssss`).hearing.needed).to.equal(100 * WINDOW - 2000);
  });
});
