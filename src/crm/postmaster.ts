import { type ChildProcess, spawn } from 'node:child_process';
import { readFile, readlink, rm } from 'node:fs/promises';
import { Socket } from 'node:net';
import { join } from 'node:path';
import { type Clock, within } from '../clock.ts';
import { OutsideError, timedOut } from '../errors.ts';
import type { RunAs } from './postgres-binaries.ts';

const READY = 'ready to accept connections';
// Recovery after a crash is done before it is ready; a small database needs a second, a slow disk many.
const START_MS = 60_000;
const STOP_MS = 20_000;

// PostgreSQL is to end when we do, however we end: beside it a process waits for our end of the pipe to close, then asks it
// to shut down. `exec` keeps the shell's process id, so `$$` is the server's. The watcher is nobody's child: the server
// would take its end for that of a backend.
const WITH_WATCHER = 'exec 3<&0; ( ( cat <&3; kill -INT $$ ) >/dev/null 2>&1 & ); exec "$0" "$@" 3<&- </dev/null';

/** A PostgreSQL server that is ours to stop. */
export interface Postmaster {
  stop(): Promise<void>;
}

export interface PostmasterOptions {
  native: string;
  data: string;
  port: number;
  /** False for tests: nothing is kept through a power cut. */
  durable: boolean;
  as: RunAs;
  clock: Clock;
}

/**
 * Starts the server on 127.0.0.1 and resolves when it takes connections.
 * @throws {OutsideError} database/embedded_postgres_ended with its own last line; database/timeout
 */
export async function startPostmaster(options: PostmasterOptions): Promise<Postmaster> {
  const { native, data, port, durable, as, clock } = options;
  const settings = {
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    timezone: 'UTC',
    // Its messages would quote what callers said.
    log_min_messages: 'log',
    log_min_error_statement: 'panic',
    ...(durable ? {} : { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' }),
  };
  const flags = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const child = spawn(
    '/bin/sh',
    ['-c', WITH_WATCHER, join(native, 'bin/postgres'), '-D', data, '-p', String(port), ...flags],
    // Detached: Ctrl-C is meant for us, and we still need the database to end our calls.
    { ...as, cwd: '/', detached: true, stdio: ['pipe', 'ignore', 'pipe'], env: { ...process.env, LC_ALL: 'C' } },
  );
  const gone = new Promise<void>((resolve) => {
    child.once('exit', () => resolve());
    child.once('error', () => resolve());
  });
  const stop = async () => {
    child.kill('SIGINT');
    await within(clock, STOP_MS, gone, () => timedOut('database', 'embedded PostgreSQL: stop', STOP_MS)).catch(() => {
      child.kill('SIGQUIT');
    });
    child.stdin?.end();
  };
  try {
    await within(clock, START_MS, untilReady(child), () =>
      timedOut('database', 'embedded PostgreSQL: start', START_MS),
    );
  } catch (error) {
    await stop();
    throw error;
  }
  // It must not keep us alive: when nothing else does, we end, the pipe closes and the watcher stops it.
  child.unref();
  for (const stream of [child.stdin, child.stderr]) if (stream instanceof Socket) stream.unref();
  return { stop };
}

function untilReady(child: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    let said = '';
    const ended = (why: string) =>
      reject(
        new OutsideError(
          'database',
          'embedded_postgres_ended',
          `embedded PostgreSQL: expected it to start, got ${why}`,
          {
            retryable: true,
          },
        ),
      );
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      said = (said + text).slice(-2_000);
      if (said.includes(READY)) resolve();
    });
    child.once('error', (error) => ended(error.message));
    child.once('exit', () => ended(said.trim().split('\n').pop() || 'its end'));
  });
}

/** The server that the data folder's lock file names. */
export interface Locked {
  pid: number;
  port: number;
}

export async function lockOf(data: string): Promise<Locked | null> {
  const text = await readFile(join(data, 'postmaster.pid'), 'utf8').catch(() => null);
  if (text === null) return null;
  const [pid, , , port] = text.split('\n').map(Number);
  return { pid: pid || 0, port: port || 0 };
}

/** Removes the lock of a server that is no more; a process of another kind may have its number by now. */
export async function removeStaleLock(data: string, lock: Locked): Promise<boolean> {
  if (await isServerOf(data, lock.pid)) return false;
  await rm(join(data, 'postmaster.pid'), { force: true });
  return true;
}

async function isServerOf(data: string, pid: number): Promise<boolean> {
  if (pid <= 0) return false;
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false;
  }
  if (process.platform !== 'linux') return true;
  // A server stands in its data folder.
  const [folder, command] = await Promise.all([
    readlink(`/proc/${pid}/cwd`).catch(() => null),
    readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => ''),
  ]);
  return folder === null ? command.includes('postgres') : folder === data;
}
