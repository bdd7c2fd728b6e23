import { noise, scriptedSpeech } from '../simulators/deepgram/index.ts';
import { pause, type Scene, Unmet, until } from './scene.ts';
import type { ValueOf } from './step-format.ts';
import { fill } from './template.ts';

const TURN_MS = 30_000;

type When = Pick<ValueOf<'interrupts'>, 'after_ms' | 'at_word'>;
type Speech = Pick<ValueOf<'interrupts'>, 'ms' | 'interim' | 'speech_final' | 'final_delay_ms'>;

/** What the caller does, by the name of the step. */
export const ACTS = {
  async says(scene: Scene, { text, at_once, after_quiet_ms, if_open, ...speech }: ValueOf<'says'>): Promise<void> {
    if (!at_once) await theirTurn(scene, after_quiet_ms);
    if (if_open && !scene.call.isLive) return;
    await speak(scene, text, speech).catch((error: unknown) => {
      if (!if_open || scene.call.isLive) throw error;
    });
  },

  async interrupts(scene: Scene, { says, after_ms, at_word, ...speech }: ValueOf<'interrupts'>): Promise<void> {
    await moment(scene, { after_ms, at_word });
    await speak(scene, says, speech);
  },

  async coughs(scene: Scene, { ms, ...when }: ValueOf<'coughs'>): Promise<void> {
    await moment(scene, when);
    scene.chronicle.line('caller', '(a noise)');
    await scene.call.speak(noise(ms));
  },

  async presses(scene: Scene, key: ValueOf<'presses'>): Promise<void> {
    scene.call.pressKey(key);
  },

  waits: (scene: Scene, ms: ValueOf<'waits'>): Promise<void> => pause(scene.clock, ms),

  async gap(scene: Scene, ms: ValueOf<'gap'>): Promise<void> {
    await scene.call.gap(ms);
  },

  async hangs_up(scene: Scene): Promise<void> {
    scene.chronicle.line('caller', '(hangs up)');
    await scene.call.hangUp();
  },

  async drops(scene: Scene): Promise<void> {
    scene.chronicle.line('caller', '(the connection breaks)');
    mark(scene);
    await scene.call.drop();
  },

  async line_closes(scene: Scene, { within_ms }: ValueOf<'line_closes'>): Promise<void> {
    const unmet = () => `expected the line to be closed within ${within_ms} ms, it is still open`;
    await until(scene, within_ms, () => scene.call.diary.some(({ type }) => type === 'ended'), unmet);
  },

  async breaks(scene: Scene, { stt, tts, database }: ValueOf<'breaks'>): Promise<void> {
    if (stt) scene.deepgram?.faults.set('listen', ...stt);
    if (tts) scene.deepgram?.faults.set('speak', ...tts);
    if (database) await scene.breakDatabase(database);
  },
} as const;

/** Has spoken, is quiet: Sophie has finished, as far as a caller can tell. */
async function theirTurn(scene: Scene, quietMs: number): Promise<void> {
  const { call, ear } = scene;
  const unmet = () =>
    `expected Sophie to have spoken and to be quiet for ${quietMs} ms within ${TURN_MS} ms, heard: "${ear.text('the mark')}"`;
  await until(scene, TURN_MS, () => !call.isLive || (hasSpoken(scene) && ear.quietMs() >= quietMs), unmet);
}

async function moment(scene: Scene, { after_ms, at_word }: When): Promise<void> {
  const { clock, ear } = scene;
  if (at_word !== undefined) {
    const unmet = () => `expected to hear "${at_word}" within ${TURN_MS} ms, heard: "${ear.text('the mark')}"`;
    await until(scene, TURN_MS, () => ear.heard(at_word, 'the mark'), unmet);
  }
  if (after_ms === undefined) return;
  const unmet = () => `expected Sophie to speak within ${TURN_MS} ms, heard nothing`;
  if (at_word === undefined) await until(scene, TURN_MS, () => hasSpoken(scene), unmet);
  await pause(clock, after_ms);
}

function hasSpoken({ call, diaryFrom }: Scene): boolean {
  return call.diary.slice(diaryFrom).some(({ type }) => type === 'voice.started' || type === 'said');
}

async function speak(
  scene: Scene,
  given: string,
  { ms, interim, speech_final, final_delay_ms }: Speech,
): Promise<void> {
  const { call, chronicle } = scene;
  const text = fill(given, scene.values(), scene.filters);
  const sound = scriptedSpeech(text, {
    ...(ms !== undefined && { ms }),
    ...(interim !== undefined && { interim }),
    ...(speech_final !== undefined && { speechFinal: speech_final }),
    ...(final_delay_ms !== undefined && { finalDelayMs: final_delay_ms }),
  });
  const from = call.now();
  mark(scene);
  chronicle.line('caller', text);
  const how = await call.speak(sound);
  scene.uttered.push({ text, from, to: call.now() });
  if (how === 'cut') throw new Unmet(`expected to be able to say "${text}", the line was closed meanwhile`);
}

function mark(scene: Scene): void {
  scene.ear.mark();
  scene.diaryFrom = scene.call.diary.length;
}
