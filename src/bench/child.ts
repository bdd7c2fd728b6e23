import { type ChildProcess, type ForkOptions, fork } from 'node:child_process';
import { type Clock, within } from '../clock.ts';
import type { Answer, Api, Ask } from './ask.ts';

const START_MS = 30_000;
const STOP_MS = 5_000;

export interface Child<A extends Api, R> {
  readonly ready: R;
  ask<K extends keyof A & string>(name: K, ...argument: Parameters<A[K]>): Promise<Awaited<ReturnType<A[K]>>>;
  /** Rejects when it ends without having been stopped. */
  readonly broken: Promise<never>;
  /** Asks it to end, and makes it. */
  stop(): Promise<void>;
}

export interface ChildOptions {
  /** What it is called in errors. */
  name: string;
  clock: Clock;
  settings?: unknown;
  env?: NodeJS.ProcessEnv;
  execArgv?: readonly string[];
  /** Told of each line it writes to its standard output. */
  onLine?(line: string): void;
  /** Answers take no longer than this. */
  answerMs: number;
}

/** Starts a process of the bench and waits until it says that it is ready. */
export async function startChild<A extends Api, R>(file: string, options: ChildOptions): Promise<Child<A, R>> {
  const { name, clock, settings, env, execArgv, onLine, answerMs } = options;
  const forked: ForkOptions = {
    env: { ...process.env, ...env },
    execArgv: [...(execArgv ?? ['--import', 'tsx'])],
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
  };
  const child = fork(file, settings === undefined ? [] : [JSON.stringify(settings)], forked);
  const link = await connect<R>(child, name, clock);
  forEachLine(child, (line) => onLine?.(line));
  return {
    ready: link.ready,
    broken: link.broken,
    async ask(asked, ...[argument]) {
      const late = () => new Error(`expected an answer of ${name} to ${asked} within ${answerMs} ms, got none`);
      return (await within(clock, answerMs, link.ask(asked, argument), late)) as never;
    },
    async stop() {
      link.stopping();
      if (child.exitCode !== null || child.signalCode !== null) return;
      const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()));
      child.kill('SIGTERM');
      const late = () => new Error(`expected ${name} to end within ${STOP_MS} ms`);
      await within(clock, STOP_MS, gone, late).catch(() => child.kill('SIGKILL'));
    },
  };
}

async function connect<R>(child: ChildProcess, name: string, clock: Clock) {
  const waiting = new Map<number, { resolve(value: unknown): void; reject(error: Error): void }>();
  let asked = 0;
  let isStopping = false;
  let tellBroken: (error: Error) => void = () => undefined;
  const broken = new Promise<never>((_, reject) => {
    tellBroken = reject;
  });
  broken.catch(() => undefined);
  const ready = new Promise<R>((resolve, reject) => {
    child.on('message', (message) => {
      const answer = message as Answer;
      if ('ready' in answer) return resolve(answer.ready as R);
      const asker = waiting.get(answer.id);
      waiting.delete(answer.id);
      if ('error' in answer) asker?.reject(new Error(`${name}: ${answer.error}`));
      else asker?.resolve(answer.value);
    });
    child.on('exit', (code, signal) => {
      const error = new Error(`expected ${name} to go on, got its end (${signal ?? code})`);
      reject(error);
      for (const asker of waiting.values()) asker.reject(error);
      waiting.clear();
      if (!isStopping) tellBroken(error);
    });
    child.on('error', reject);
  });
  const late = () => new Error(`expected ${name} to be ready within ${START_MS} ms`);
  return {
    ready: await within(clock, START_MS, ready, late).catch((error: unknown) => {
      child.kill('SIGKILL');
      throw error;
    }),
    broken,
    stopping() {
      isStopping = true;
    },
    ask(what: string, argument: unknown): Promise<unknown> {
      asked += 1;
      const id = asked;
      return new Promise((resolve, reject) => {
        waiting.set(id, { resolve, reject });
        child.send({ id, name: what, argument } satisfies Ask);
      });
    },
  };
}

/** Also keeps the pipe from filling up. */
function forEachLine(child: ChildProcess, tell: (line: string) => void): void {
  let rest = '';
  child.stdout?.setEncoding('utf8').on('data', (text: string) => {
    const lines = (rest + text).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) tell(line);
  });
}
