import { parentPort } from 'node:worker_threads';
import type { Answer, Envelope } from './worker-messages.ts';

/**
 * The worker's side of a link: loads what it needs, says that it is ready, and answers one request after the other. When
 * loading fails it says why and ends.
 */
export function serve<Request, Reply>(load: () => Promise<(request: Request) => Promise<Reply>>): void {
  const port = parentPort;
  if (!port) throw new Error('expected to run in a worker thread, got the main thread');
  const tell = (answer: Answer<Reply>) => port.postMessage(answer);
  const loading = load();
  let work: Promise<void> = loading.then(
    () => tell({ ready: true }),
    (reason) => {
      tell({ failed: messageOf(reason) });
      port.close();
    },
  );
  port.on('message', ({ id, request }: Envelope<Request>) => {
    work = work.then(async () => {
      try {
        const answer = await loading;
        tell({ id, reply: await answer(request) });
      } catch (reason) {
        tell({ id, error: messageOf(reason) });
      }
    });
  });
}

function messageOf(reason: unknown): string {
  return reason instanceof Error ? reason.message : String(reason);
}
