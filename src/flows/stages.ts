import { databaseIsBusy } from './busy-database.ts';
import { openStage, type Stage, type StageOptions } from './stage.ts';
import type { SteadyClock } from './steady-clock.ts';

type Env = Readonly<Record<string, string>>;

/** About what a good day's network and model take. */
const LATENCY = { firstTokenMs: 150, perTokenMs: 10 };

/** The stages of many flows on one database: one that most of them share, and others for one flow each. */
export function createStages({
  env,
  ...same
}: Pick<StageOptions, 'log' | 'watch' | 'brain'> & { clock: SteadyClock; env: Env }) {
  let first: Promise<Stage> | null = null;
  let shared: Promise<Stage> | null = null;

  async function openNow(more: Env): Promise<Stage> {
    const stage = await openStage({
      ...same,
      speech: 'scripted',
      dataDir: '',
      latency: LATENCY,
      env: { ...env, ...more },
    });
    // One that is reached by a way of its own is to be slow or silent.
    if ('DATABASE_URL' in more) return stage;
    const takeBack = same.clock.realTimeWhile(databaseIsBusy(stage.app.database.dataSource));
    return {
      ...stage,
      async close() {
        takeBack();
        await stage.close();
      },
    };
  }

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
