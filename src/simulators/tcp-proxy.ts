import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** A way to a server that can be cut, stalled and mended. */
export interface TcpProxy {
  /** The server's address, by way of the proxy. */
  url: string;
  /** What was connected breaks, what comes is refused. */
  cut(): Promise<void>;
  /** Everything stays connected and is accepted, and nothing is passed on: what was sent arrives when it is mended. */
  stall(): void;
  mend(): Promise<void>;
  close(): Promise<void>;
}

export async function aProxyTo(address: string): Promise<TcpProxy> {
  const target = new URL(address);
  const open = new Set<Socket>();
  let isStalled = false;
  const server = createServer((near) => {
    const far = connect(Number(target.port), target.hostname);
    for (const [socket, other] of [
      [near, far],
      [far, near],
    ] as const) {
      open.add(socket);
      socket.on('error', () => undefined);
      socket.on('close', () => {
        open.delete(socket);
        other.destroy();
      });
      socket.pipe(other);
      if (isStalled) socket.pause();
    }
  });
  const listen = async (port: number) => {
    await once(server.listen(port, '127.0.0.1'), 'listening');
    return (server.address() as AddressInfo).port;
  };
  const port = await listen(0);
  const cut = async () => {
    const closed = once(server, 'close');
    server.close();
    for (const socket of open) socket.resetAndDestroy();
    await closed;
  };
  const url = new URL(address);
  url.host = `127.0.0.1:${port}`;
  return {
    url: url.href,
    cut,
    stall() {
      isStalled = true;
      for (const socket of open) socket.pause();
    },
    async mend() {
      isStalled = false;
      for (const socket of open) socket.resume();
      if (!server.listening) await listen(port);
    },
    close: async () => {
      if (server.listening) await cut();
    },
  };
}
