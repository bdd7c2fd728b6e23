import { isDeepStrictEqual } from 'node:util';
import type { Standing, ToolUse } from './chronicle.ts';
import { pause, type Scene, Unmet, until } from './scene.ts';
import type { ValueOf } from './step-format.ts';
import { fill, TemplateError } from './template.ts';

/** What the caller is to notice, by the name of the step. */
export const NOTICES = {
  async hears(scene: Scene, { text: given, within_ms }: ValueOf<'hears'>): Promise<void> {
    const { call, ear } = scene;
    if (given === undefined) {
      const from = Math.max(scene.uttered.at(-1)?.to ?? 0, openedAt(scene));
      const left = from + within_ms - call.now();
      await until(
        scene,
        left,
        () => hearsSomething(scene, from),
        () => `expected to hear something within ${within_ms} ms, heard nothing`,
      );
      return;
    }
    // What a tool is still to answer may be part of it.
    const wanted = () => filledSoFar(scene, given);
    const heard = (text: string) =>
      ear.takes(text) ||
      call.diary.slice(scene.diaryFrom).some((entry) => entry.type === 'said' && entry.text.includes(text));
    const unmet = () =>
      `expected to hear "${wanted() ?? given}" within ${within_ms} ms, heard: "${ear.text('the mark')}"`;
    await until(scene, within_ms, () => heard(wanted() ?? given), unmet);
  },

  async does_not_hear(scene: Scene, { text, for_ms }: ValueOf<'does_not_hear'>): Promise<void> {
    await pause(scene.clock, for_ms);
    scene.ear.listen();
    const since = "the caller's words";
    if (scene.ear.heard(text, since))
      throw new Unmet(`expected not to hear "${text}", heard: "${scene.ear.text(since)}"`);
  },

  async tool(scene: Scene, expected: ValueOf<'tool'>): Promise<void> {
    const { chronicle } = scene;
    const { name, result, within_ms } = expected;
    const wanted = { arguments: expected.arguments, data: expected.data };
    const fits = (use: ToolUse) => {
      if (use.name !== name || use.result === null || (result !== undefined && use.result !== result)) return false;
      const filled = filledSoFar(scene, wanted);
      return filled !== null && holds(use.arguments, filled.arguments) && holds(use.data, filled.data);
    };
    const unmet = () => {
      const seen = chronicle.tools
        .slice(scene.toolsFrom)
        .map((use) => `${use.name} ${use.result} ${JSON.stringify(use.arguments)}`);
      return `expected ${name} ${result ?? ''} ${JSON.stringify(wanted)} within ${within_ms} ms, got: ${seen.join('; ') || 'no tool'}`;
    };
    const at = await until(
      scene,
      within_ms,
      () => {
        const index = chronicle.tools.findIndex((use, n) => n >= scene.toolsFrom && fits(use));
        return index < 0 ? null : index + 1;
      },
      unmet,
    );
    scene.toolsFrom = at;
  },

  async state(scene: Scene, { within_ms, ...wanted }: ValueOf<'state'>): Promise<void> {
    const { chronicle } = scene;
    const first = chronicle.standings.length - 1;
    const told = ({ stance, facts }: Standing) => {
      const { identity, change, topic, escalation } = facts ?? {};
      return { stance, identity, change, topic, escalation };
    };
    const unmet = () =>
      `expected ${JSON.stringify(wanted)} within ${within_ms} ms, got ${JSON.stringify(told(chronicle.now))}`;
    const hasStood = () => chronicle.standings.slice(first).some((standing) => holds(told(standing), wanted));
    await until(scene, within_ms, hasStood, unmet);
  },
} as const;

/** Whether `value` has everything that `wanted` names, and it is the same there. */
export function holds(value: unknown, wanted: unknown): boolean {
  if (wanted === undefined) return true;
  if (typeof wanted !== 'object' || wanted === null || Array.isArray(wanted)) return isDeepStrictEqual(value, wanted);
  if (typeof value !== 'object' || value === null) return false;
  return Object.entries(wanted).every(([key, part]) => holds((value as Record<string, unknown>)[key], part));
}

/** With its templates filled, or null while one names what is not known yet. */
function filledSoFar<T>(scene: Scene, tree: T): T | null {
  try {
    return fill(tree, scene.values(), scene.filters);
  } catch (error) {
    if (error instanceof TemplateError) return null;
    throw error;
  }
}

export function openedAt({ call }: Pick<Scene, 'call'>): number {
  return call.diary.find(({ type }) => type === 'stream.opened')?.at ?? 0;
}

function hearsSomething({ call }: Scene, from: number): boolean {
  return (
    call.isHearing ||
    call.diary.some(({ type, at }) => at >= from && ['voice.started', 'said', 'dialed'].includes(type))
  );
}
