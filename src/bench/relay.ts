import { Agent } from 'node:http';
import { systemClock } from '../clock.ts';
import { silentLog } from '../log.ts';
import { loadCreateServer } from '../telephony/load-server.ts';
import { connectStream } from '../telephony/twiml.ts';
import type { RelayReady, RelaySettings } from './messages.ts';
import { relayCall } from './relay-call.ts';

/**
 * The least that any server in our place has to do: the same sockets, the same bytes, and no thought. It is what the bench
 * measures the product against.
 */
const settings = JSON.parse(process.argv[2] ?? 'null') as RelaySettings;
const LIMITS = { maxMessageBytes: 65_536, maxBufferedBytes: 1 << 20, maxBodyBytes: 1 << 18, bodyTimeoutMs: 5_000 };
const agent = new Agent({ keepAlive: true, noDelay: true, scheduling: 'lifo' });
const address = { port: 0 };

const createServer = await loadCreateServer('uws', silentLog, { clock: systemClock });
const server = createServer(
  {
    http({ path }) {
      if (path !== '/voice') return { status: 404 };
      const mediaUrl = `ws://127.0.0.1:${address.port}/media`;
      const body = connectStream({ mediaUrl, token: 'none', resumeUrl: `http://127.0.0.1:${address.port}/over` });
      return { status: 200, headers: { 'content-type': 'text/xml' }, body };
    },
    upgrade: () => 'accept',
    open: (socket) => relayCall(socket, { ...settings, agent }),
  },
  LIMITS,
);
address.port = await server.listen('127.0.0.1', 0);
process.stdout.write(`${JSON.stringify({ url: `http://127.0.0.1:${address.port}` } satisfies RelayReady)}\n`);
