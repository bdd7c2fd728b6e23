import { writeFile } from 'node:fs/promises';
import { Session } from 'node:inspector/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { answerParent } from './ask.ts';
import type { ProbeApi, Usage } from './messages.ts';

/**
 * Loaded into a process before its own code (`--import`, with `--expose-gc`): answers the bench what the process uses. The
 * process itself knows nothing of it.
 */
/** Each sample interrupts the process: finer ones would measure themselves. */
const SAMPLING_US = 1_000;
/** Finalizers, and what they free, want a turn of the event loop. */
const SETTLE_MS = 100;

function usage(): Usage {
  const { user, system } = process.cpuUsage();
  const { rss, heapUsed, external } = process.memoryUsage();
  return { cpuMs: (user + system) / 1_000, rssBytes: rss, heapBytes: heapUsed + external };
}

/** What one collection frees may be what the next one can let go of. */
const COLLECTIONS = 3;

let profiler: Session | null = null;

const api: ProbeApi = {
  usage: async () => usage(),
  async collect() {
    for (let n = 0; n < COLLECTIONS; n++) {
      global.gc?.();
      await sleep(SETTLE_MS);
    }
    return usage();
  },
  async startProfile() {
    profiler = new Session();
    profiler.connect();
    await profiler.post('Profiler.enable');
    await profiler.post('Profiler.setSamplingInterval', { interval: SAMPLING_US });
    await profiler.post('Profiler.start');
  },
  async stopProfile(file) {
    const stopped = await profiler?.post('Profiler.stop');
    profiler?.disconnect();
    await writeFile(file, JSON.stringify(stopped?.profile));
  },
};

if (process.send) answerParent(api, null);
