import type { Logger } from '../../log.ts';
import type { Ears } from './listener.ts';
import { FairQueue } from './queue.ts';
import { linkWorker } from './worker-link.ts';
import type { TranscribeReply, TranscribeRequest, VadReply, VadRequest } from './worker-messages.ts';

/**
 * The workers behind `/v1/listen`: one that only tells speech from silence, so that a caller who begins to talk is noticed at
 * once even while another's sentence is being recognized, and those that recognize.
 */
export function startEars(options: {
  workers: number;
  log: Logger;
}): Ears & { ready(): Promise<void>; close(): Promise<void> } {
  const { workers, log } = options;
  const vad = linkWorker<VadRequest, VadReply>('vad-worker', log);
  const hands = Array.from({ length: workers }, () =>
    linkWorker<TranscribeRequest, TranscribeReply>('recognition-worker', log),
  );
  const idle = [...hands];
  return {
    queue: new FairQueue(workers),
    judge: (request) => vad.ask(request),
    async transcribe(request) {
      const hand = idle.shift();
      if (!hand) throw new Error('local speech: expected an idle worker, got none: the queue let too many through');
      try {
        return await hand.ask(request);
      } finally {
        idle.push(hand);
      }
    },
    async ready() {
      await Promise.all([vad, ...hands].map((worker) => worker.ready()));
    },
    async close() {
      await Promise.all([vad, ...hands].map((worker) => worker.close()));
    },
  };
}
