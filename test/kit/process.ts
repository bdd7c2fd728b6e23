import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';

/** A server of ours in a process of its own. */
export interface ServerProcess {
  child: ChildProcess;
  /** The first line on its standard output that fits, written already or to come. Rejects when it ends without one. */
  line(pattern: RegExp): Promise<string>;
  /** The port it listens on. */
  port(): Promise<number>;
  stdout(): string;
  stderr(): string;
  /** Its exit code, and what it wrote. */
  ended: Promise<{ code: number | null; stdout: string; stderr: string }>;
}

type Env = Readonly<Record<string, string | undefined>>;

/** For a `describe`: the way to start servers, which are gone after each test. Nothing of this environment reaches them but PATH and HOME. */
export function processes(): (env: Env) => ServerProcess {
  let started: ServerProcess[] = [];
  afterEach(async () => {
    const all = started;
    started = [];
    for (const { child } of all) child.kill('SIGKILL');
    await Promise.all(all.map(({ ended }) => ended));
  });
  return (env) => {
    const { PATH, HOME } = process.env;
    const child = spawn(process.execPath, ['--import', 'tsx', 'src/main.ts'], {
      env: { PATH, HOME, PORT: '0', HOST: '127.0.0.1', ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const server = watched(child);
    started.push(server);
    return server;
  };
}

function watched(child: ChildProcess): ServerProcess {
  let stdout = '';
  let stderr = '';
  const waiting = new Set<() => void>();
  const ended = once(child, 'close').then(([code]) => {
    for (const look of waiting) look();
    return { code: code as number | null, stdout, stderr };
  });
  child.stdout?.on('data', (chunk) => {
    stdout += chunk;
    for (const look of waiting) look();
  });
  child.stderr?.on('data', (chunk) => {
    stderr += chunk;
  });
  const server: ServerProcess = {
    child,
    line: (pattern) =>
      new Promise((resolve, reject) => {
        const look = () => {
          const found = stdout
            .split('\n')
            .slice(0, -1)
            .find((line) => pattern.test(line));
          if (found === undefined && child.exitCode === null) return;
          waiting.delete(look);
          if (found !== undefined) resolve(found);
          else reject(new Error(`expected a line like ${pattern}, got exit ${child.exitCode}: ${stderr}`));
        };
        waiting.add(look);
        look();
      }),
    port: async () => Number(/:(\d+)$/.exec(await server.line(/^listening on /))?.[1]),
    stdout: () => stdout,
    stderr: () => stderr,
    ended,
  };
  return server;
}
