import { type Clock, systemClock } from '../clock.ts';
import { messageOf } from '../errors.ts';
import type { Logger } from '../log.ts';
import type { CreateServer } from './server.ts';
import type { Uws } from './uws-server.ts';

/**
 * The adapter that the configuration asks for. Where the binary of uWebSockets.js does not load (another libc, a newer
 * Node), it is ws, with one line of warning.
 */
export async function loadCreateServer(
  kind: 'uws' | 'ws',
  log: Logger,
  options: { clock?: Clock; importUws?: () => Promise<{ default: Uws }> } = {},
): Promise<CreateServer> {
  const clock = options.clock ?? systemClock;
  const uws = kind === 'uws' ? await loadUws(log, options.importUws ?? importUws) : null;
  if (uws) {
    const { uwsServer } = await import('./uws-server.ts');
    return uwsServer(uws, { log, clock });
  }
  const { wsServer } = await import('./ws-server.ts');
  return wsServer({ log, clock });
}

async function importUws(): Promise<{ default: Uws }> {
  return import('uWebSockets.js');
}

async function loadUws(log: Logger, load: () => Promise<{ default: Uws }>): Promise<Uws | null> {
  try {
    return (await load()).default;
  } catch (thrown) {
    const [reason] = messageOf(thrown).split('\n');
    log.warn({ reason }, 'uWebSockets.js does not load on this machine: listening with ws instead');
    return null;
  }
}
