import type { Clock } from '../clock.ts';
import type { Carrier } from '../simulators/carrier/index.ts';
import type { Mark } from './marks.ts';
import type { Wave } from './messages.ts';
import { farewellOf, keyOf, soundOf, wordsOf } from './script.ts';
import type { Caller } from './wave.ts';

const SHOP_NUMBER = '+12125550100';
const PATIENCE_MS = 15_000;
/** A person draws breath before they speak. */
const BREATH_MS = 250;
/** The relay never hangs up: when nothing more is heard, its callers do. */
const UNTIL_HUNG_UP_MS = 500;
/** How much of the greeting a caller in a hurry listens to. */
const IN_A_HURRY_MS = 400;

/** Places one call of a wave. */
export async function placeCall(carrier: Carrier, clock: Clock, wave: Wave, number: number): Promise<Caller> {
  const { webhookUrl, statusUrl, from } = wave;
  const call = await carrier.call({
    webhookUrl,
    ...(statusUrl !== null && { statusUrl }),
    from: from[number % from.length] ?? 'anonymous',
    to: SHOP_NUMBER,
    keepSound: false,
  });
  const startedAt = clock.now() - call.now();
  const marks: Mark[] = [];
  const hearsUs = (since: number) => call.waitFor(({ type }) => type === 'voice.started', PATIENCE_MS, since);

  async function say(turn: number, words: string): Promise<void> {
    const key = keyOf(number, turn);
    const since = call.diary.length;
    const { sound, lastFrame } = soundOf(words);
    const spoken = call.speak(sound);
    await Promise.all([spoken, call.speak(lastFrame)]);
    // The diary knows the moment at which the frame was taken; what waits for it runs after the frames of other calls.
    const last = call.diary.findLast((entry) => entry.type === 'spoke');
    if (last?.type === 'spoke') marks.push({ key, what: 'spoke', at: startedAt + last.from });
    const { at } = await hearsUs(since);
    marks.push({ key, what: 'heard', at: startedAt + at });
  }

  return {
    greetedAfter() {
      const opened = call.diary.find(({ type }) => type === 'stream.opened');
      const voice = call.diary.find(({ type }) => type === 'voice.started');
      return opened && voice && voice.at - opened.at;
    },
    async untilLastTurn() {
      await hearsUs(0);
      if (wave.turns === 0) return;
      for (let turn = 0; turn < wave.turns; turn++) {
        await call.waitForQuiet(BREATH_MS, PATIENCE_MS);
        await say(turn, wordsOf(number, turn));
      }
      await call.waitForQuiet(BREATH_MS, PATIENCE_MS);
    },
    async goodbye() {
      if (wave.turns === 0) {
        await pause(clock, IN_A_HURRY_MS);
        await call.speak(soundOf(wordsOf(number, 1)).sound);
        await hearsUs(call.diary.length);
        await call.hangUp();
      } else {
        await say(wave.turns, farewellOf(number, wave.turns));
        await Promise.race([call.ended, call.waitForQuiet(UNTIL_HUNG_UP_MS, PATIENCE_MS)]);
        await call.hangUp();
      }
      return marks;
    },
    async end() {
      const { durationMs } = await call.hangUp();
      return { durationMs, problems: call.problems };
    },
  };
}

const pause = (clock: Clock, ms: number) => new Promise<void>((resolve) => clock.setTimeout(() => resolve(), ms));
