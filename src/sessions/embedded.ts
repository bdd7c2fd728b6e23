import { type AddressInfo, createServer, type Socket } from 'node:net';
import { OutsideError } from '../errors.ts';

/** A server of Redis' protocol in this process. It keeps nothing when the process ends. */
export interface EmbeddedRedis {
  url: string;
  close(): Promise<void>;
}

/**
 * Starts `js-redis-server` on loopback. Its own `listen` would take every interface, so only its sessions are used.
 * @throws {OutsideError} redis/no_embedded_redis when the package is missing: it is a development dependency
 */
export async function startEmbeddedRedis(port = 0): Promise<EmbeddedRedis> {
  const { attachSession, createRedisCommandExecutor, RedisServerState, SocketConnectionTransport } =
    await loadPackage();
  const state = new RedisServerState({ databaseCount: 16 });
  const executor = createRedisCommandExecutor();
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
    socket.on('error', () => undefined); // a peer that breaks off is gone, nothing more
    attachSession(new SocketConnectionTransport(socket), { state, executor }).done.catch(() => undefined);
  });
  await new Promise<void>((listening, failed) => {
    server.once('error', failed);
    server.listen(port, '127.0.0.1', listening);
  });
  // It is here for us; it must not keep the process alive.
  server.unref();
  return {
    url: `redis://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise((closed) => {
        server.close(() => {
          state.close();
          closed();
        });
        for (const socket of sockets) socket.destroy();
      }),
  };
}

async function loadPackage() {
  try {
    return await import('js-redis-server/core');
  } catch (cause) {
    throw new OutsideError(
      'redis',
      'no_embedded_redis',
      'embedded Redis: expected the package js-redis-server, found none; install the development dependencies, or set REDIS_URL',
      { retryable: false, cause },
    );
  }
}
