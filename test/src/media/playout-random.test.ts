import { expect } from 'chai';
import type { FakeCarrier } from '../../kit/fake-carrier.ts';
import { aVoice, soundOf } from '../../kit/media-voice.ts';

const FRAME = 160;
const RUNS = 60;
const STEPS = 120;
const TEXT = 'Your oil change is booked for Monday at ten in the morning, with the blue Honda. Is that right?';

/** Numbers from 0 to 1, the same for the same seed (mulberry32). */
function dice(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** One of the deeds, each as often as its weight of 100 says; the rest falls to the first. */
function oneOf(deeds: [number, () => void][], chance: number): () => void {
  let upTo = 0;
  for (const [weight, deed] of deeds) {
    upTo += weight / 100;
    if (chance < upTo) return deed;
  }
  return deeds[0]?.[1] ?? expect.fail('no deeds');
}

interface Given {
  id: string;
  sound: Buffer;
  given: number;
  ended: boolean;
  from: number;
}

/** Plays one random call and checks after every step what the caller heard against what was given and told. */
function aRandomCall(seed: number, delay: number | undefined) {
  const random = dice(seed);
  const upTo = (most: number) => Math.floor(random() * most);
  const voice = aVoice({ ...(delay !== undefined && { delay }), losesMark: () => seed % 3 === 0 && random() < 0.2 });
  const { path, clock } = voice;
  let carrier: FakeCarrier | undefined;
  /** What was given since the last stop, and how far the caller has heard it. */
  let utterances: Given[] = [];
  let count = 0;
  let heardTo = 0;
  let runs = 0;
  const heard: string[] = [];
  const begun: string[] = [];
  let cut: string[] = [];

  const allGiven = () => Buffer.concat(utterances.map(({ sound, given }) => sound.subarray(0, given)));

  /** What may be said again at a resume: marks that come late tell of less than was played. */
  const again = FRAME + (delay ?? 0) * 8;

  /** Every run between two clears goes on where the last ended, at most a frame before; nothing is skipped. */
  function checkPlayed() {
    if (!carrier) return;
    void carrier.played;
    const given = allGiven();
    for (const run of carrier.runs.slice(runs)) {
      const starts = [...Array(again).keys()].map((back) => heardTo - back).filter((start) => start >= 0);
      const start = starts.find((at) => given.subarray(at, at + run.length).equals(run));
      expect(start, `seed ${seed}: where ${run.length} bytes after ${heardTo} come from`).to.be.a('number');
      base = start ?? 0;
      progress = base + run.length;
      if (run !== carrier.runs.at(-1)) {
        heardTo = Math.max(heardTo, progress);
        runs++;
      }
    }
  }
  let base = 0;
  let progress = 0;
  const played = () => {
    checkPlayed();
    return Math.max(heardTo, progress);
  };

  path.onFact((fact) => {
    if (fact.type !== 'heard') return;
    heard.push(fact.id);
    const utterance = utterances.find(({ id }) => id === fact.id);
    if (!utterance) return expect.fail(`seed ${seed}: ${fact.id} was heard after it was stopped`);
    expect(utterance.ended, `seed ${seed}: ${fact.id} has ended`).to.equal(true);
    expect(played(), `seed ${seed}: played when ${fact.id} was heard`).to.be.at.least(
      utterance.from + utterance.given - FRAME,
    );
  });

  function begin() {
    const open = utterances.at(-1);
    if (open && !open.ended) return;
    const id = `u${++count}`;
    const sound = soundOf(`${seed} ${id}`, random() < 0.1 ? 0 : upTo(1_500));
    utterances.push({ id, sound, given: 0, ended: false, from: allGiven().length });
    begun.push(id);
    path.begin({ id, kind: 'sentence', text: TEXT });
  }

  function give() {
    const open = utterances.at(-1);
    if (!open || open.ended) return;
    const to = Math.min(open.sound.length, open.given + 1 + upTo(5_000));
    const sound = open.sound.subarray(open.given, to);
    open.given = to;
    path.play(path.generation, open.id, sound);
    if (to < open.sound.length) return;
    open.ended = true;
    path.end(path.generation, open.id);
  }

  function stop() {
    const playedTo = played();
    const parts = path.stop();
    const last = utterances.map(({ id }) => id).filter((id) => !heard.includes(id));
    expect(
      parts.map(({ id }) => id),
      `seed ${seed}: what was cut`,
    ).to.deep.equal(last);
    for (const part of parts) {
      const { from, given } = utterances.find(({ id }) => id === part.id) ?? { from: 0, given: 0 };
      expect(TEXT.startsWith(part.heard)).to.equal(true);
      const told = part.heard === '' ? 0 : (part.heard.length / TEXT.length) * given;
      expect(playedTo - from, `seed ${seed}: played of ${part.id}`).to.be.at.least(
        told === 0 ? Number.NEGATIVE_INFINITY : told - FRAME,
      );
    }
    cut = [...cut, ...last];
    checkPlayed();
    utterances = [];
    heardTo = 0;
    progress = 0;
    runs = carrier ? carrier.runs.length - 1 : 0;
  }

  function leave() {
    if (!carrier) return;
    played();
    path.detach();
    carrier.leave();
    heardTo = Math.max(heardTo, progress);
    carrier = undefined;
  }

  function come() {
    if (carrier) return;
    carrier = voice.newCarrier();
    runs = 0;
    path.attach(carrier);
  }

  const deeds: [number, () => void][] = [
    [10, begin],
    [30, give],
    [35, () => clock.advance(upTo(700))],
    [7, () => path.hold()],
    [10, () => path.resume()],
    [2, stop],
    [2, leave],
    [4, come],
  ];
  come();
  for (let step = 0; step < STEPS; step++) {
    oneOf(deeds, random())();
    checkPlayed();
  }

  // In the end everything is said, heard and told.
  come();
  path.resume();
  while (utterances.at(-1)?.ended === false) give();
  clock.advance(60_000);
  expect(played(), `seed ${seed}: all is played`).to.equal(allGiven().length);
  expect(
    begun.filter((id) => !cut.includes(id)),
    `seed ${seed}: all is told`,
  ).to.deep.equal(heard);
}

describe('playout, whatever happens', () => {
  for (const delay of [undefined, 0, 80])
    it(`plays in order, without holes or repetition, and tells no more than was played (marks come ${delay === undefined ? 'at once' : `after ${delay} ms`})`, () => {
      for (let seed = 1; seed <= RUNS; seed++) aRandomCall(seed, delay);
    });
});
