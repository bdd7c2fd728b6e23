import { openStage, type Stage, type StageOptions } from './stage.ts';

type Env = Readonly<Record<string, string>>;

/** About what a good day's network and model take. */
const LATENCY = { firstTokenMs: 150, perTokenMs: 10 };

/** The stages of many flows on one database: one that most of them share, and others for one flow each. */
export function createStages({ env, ...same }: Pick<StageOptions, 'clock' | 'log' | 'watch' | 'brain'> & { env: Env }) {
  let first: Promise<Stage> | null = null;
  let shared: Promise<Stage> | null = null;

  const openNow = (more: Env) =>
    openStage({ ...same, speech: 'scripted', dataDir: '', latency: LATENCY, env: { ...env, ...more } });

  /** The first one alone: it makes the tables and the people of the demonstration, for which the others would wait too long. */
  async function open(more: Env): Promise<Stage> {
    if (first === null) {
      first = openNow(more);
      return first;
    }
    await first.catch(() => undefined);
    return openNow(more);
  }

  return {
    /** One with more in its environment. Whoever asks for it closes it. */
    own: open,
    shared(): Promise<Stage> {
      shared ??= open({});
      return shared;
    },
    async close(): Promise<void> {
      await (await shared)?.close();
    },
  };
}
