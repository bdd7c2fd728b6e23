import { createRequire } from 'node:module';
import { extname } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { Worker } from 'node:worker_threads';
import { systemClock, within } from '../../clock.ts';
import type { Logger } from '../../log.ts';
import type { Answer, Envelope } from './worker-messages.ts';

/** A worker thread that answers requests in their order. It is started by the first need, and again if it should die. */
export interface WorkerLink<Request, Reply> {
  /** Resolves when it has loaded what it needs. Rejects, saying why, when it could not. */
  ready(): Promise<void>;
  ask(request: Request): Promise<Reply>;
  close(): Promise<void>;
}

// These waits are for a processor at work, which no clock of the call's can hurry: they are in real time.
const LOAD_MS = 60_000;
const ANSWER_MS = 60_000;

interface Waiting<Reply> {
  resolve(reply: Reply): void;
  reject(reason: Error): void;
}

interface Running<Reply> {
  worker: Worker;
  ready: Promise<void>;
  waiting: Map<number, Waiting<Reply>>;
}

/** @param entry the worker's file beside this one, without its ending: `.ts` under tsx, `.js` when compiled */
export function linkWorker<Request, Reply>(entry: string, log: Logger): WorkerLink<Request, Reply> {
  let running: Running<Reply> | null = null;
  let closed = false;
  let lastId = 0;

  function start(): Running<Reply> {
    const worker = new Worker(entryOf(entry), { execArgv: [] });
    const waiting = new Map<number, Waiting<Reply>>();
    const loaded = new Promise<void>((resolve, reject) => {
      const fail = (message: string) => {
        if (running?.worker === worker) running = null;
        const reason = new Error(`local speech, ${entry}: ${message}`);
        reject(reason);
        for (const one of waiting.values()) one.reject(reason);
        waiting.clear();
      };
      worker.on('message', (answer: Answer<Reply>) => {
        if ('ready' in answer) return resolve();
        if ('failed' in answer) return fail(answer.failed);
        const one = waiting.get(answer.id);
        waiting.delete(answer.id);
        if ('error' in answer) one?.reject(new Error(`local speech, ${entry}: ${answer.error}`));
        else one?.resolve(answer.reply);
      });
      worker.on('error', (error) => {
        log.error({ worker: entry, error: error.message }, 'local speech worker failed');
        fail(error.message);
      });
      worker.on('exit', (code) => fail(closed ? 'closed' : `expected to go on, ended with code ${code}`));
    });
    const ready = within(
      systemClock,
      LOAD_MS,
      loaded,
      () => new Error(`${entry}: expected to load within ${LOAD_MS} ms`),
    );
    ready.catch(() => {}); // whoever asks hears of it
    return { worker, ready, waiting };
  }

  function started(): Running<Reply> {
    if (closed) throw new Error(`local speech, ${entry}: expected an open worker, got a closed one`);
    running ??= start();
    return running;
  }

  return {
    ready: async () => started().ready,
    async ask(request) {
      const { worker, waiting } = started();
      const id = ++lastId;
      const answer = new Promise<Reply>((resolve, reject) => waiting.set(id, { resolve, reject }));
      worker.postMessage({ id, request } satisfies Envelope<Request>);
      const late = () => new Error(`local speech, ${entry}: expected an answer within ${ANSWER_MS} ms, got none`);
      try {
        return await within(systemClock, ANSWER_MS, answer, late);
      } finally {
        waiting.delete(id);
      }
    },
    async close() {
      closed = true;
      await running?.worker.terminate();
      running = null;
    },
  };
}

/** A worker does not inherit tsx, and on Node 20 `--import tsx` does nothing in one: it is registered from within. */
function entryOf(entry: string): URL {
  const ending = extname(fileURLToPath(import.meta.url));
  const file = new URL(`./${entry}${ending}`, import.meta.url);
  if (ending !== '.ts') return file;
  const forRequire = pathToFileURL(createRequire(import.meta.url).resolve('tsx/esm/api'));
  const forImport = new URL('index.mjs', forRequire); // the other one of the pair looks for its own files in vain
  const code = `import { register } from '${forImport}'; register(); await import('${file}');`;
  return new URL(`data:text/javascript,${encodeURIComponent(code)}`);
}
