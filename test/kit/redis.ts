import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { startEmbeddedRedis } from '../../src/sessions/embedded.ts';

/** A server of Redis' protocol that can go away and come back, empty, at the same address. */
export interface TestRedis {
  url: string;
  stop(): Promise<void>;
  start(): Promise<void>;
}

export async function embeddedRedis(): Promise<TestRedis> {
  let server = await startEmbeddedRedis();
  const port = Number(new URL(server.url).port);
  return {
    url: server.url,
    stop: () => server.close(),
    start: async () => {
      server = await startEmbeddedRedis(port);
    },
  };
}

export function hasRedisServer(): boolean {
  try {
    execFileSync('redis-server', ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

/** The `redis-server` of this machine, on a free port, keeping nothing. */
export async function realRedis(): Promise<TestRedis> {
  const port = await freePort();
  let child: ChildProcess;
  const start = async () => {
    child = spawn('redis-server', ['--port', `${port}`, '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no'], {
      stdio: ['ignore', 'pipe', 'ignore'],
      cwd: '/tmp',
    });
    let said = '';
    for await (const text of child.stdout ?? []) {
      said += String(text);
      if (/ready to accept connections/i.test(said)) break;
    }
  };
  await start();
  return {
    url: `redis://127.0.0.1:${port}`,
    start,
    stop: async () => {
      const gone = once(child, 'exit');
      child.kill('SIGKILL');
      await gone;
    },
  };
}

/** Takes connections and never says a word, or none but what a client asks first. */
export async function silentServer(
  from: 'the start' | 'after the handshake' = 'the start',
): Promise<{ url: string; stop(): Promise<void> }> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket.on('error', () => undefined));
    socket.on('data', (data) => {
      if (from === 'the start') return;
      // The requests are arrays of words: `*1 $4 info`, `*4 $6 client …`.
      for (const [, word] of String(data).matchAll(/\*\d+\r\n\$\d+\r\n(\w+)/g)) {
        if (word === 'info') socket.write('$9\r\nloading:0\r\n');
        if (word === 'client') socket.write('+OK\r\n');
      }
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `redis://127.0.0.1:${(server.address() as AddressInfo).port}`,
    stop: async () => {
      const closed = once(server, 'close');
      server.close();
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const closed = once(server, 'close');
  server.close();
  await closed;
  return port;
}
