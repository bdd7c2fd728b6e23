import type { Clock } from './clock.ts';
import type { Config } from './config.ts';
import type { Logger } from './log.ts';

/** A service on this machine that takes the place of one that there is no key for. */
interface StandIn {
  url: string;
  close(): Promise<void>;
}

export interface StandIns {
  /** Where Deepgram's protocol is spoken, when it is spoken here. */
  speech: StandIn | null;
  /** Where Chat Completions are spoken, when they are spoken here. */
  model: StandIn | null;
  close(): Promise<void>;
}

/**
 * Starts what the environment gives no key for. They need development packages and are loaded only here; with
 * NODE_ENV=production a missing key has ended the start before this.
 */
export async function startStandIns(config: Config, clock: Clock, log: Logger): Promise<StandIns> {
  const [speech, model] = await Promise.all([
    config.DEEPGRAM_API_KEY === undefined ? localSpeech(clock, log) : null,
    config.OPENAI_API_KEY === undefined ? simulatedModel(clock, log) : null,
  ]);
  return {
    speech,
    model,
    async close() {
      await Promise.all([speech?.close(), model?.close()]);
    },
  };
}

async function localSpeech(clock: Clock, log: Logger): Promise<StandIn> {
  log.info('no DEEPGRAM_API_KEY: speech is recognized and made on this machine');
  const { startLocalSpeech } = await import('./simulators/local-speech/server.ts');
  const speech = await startLocalSpeech({ clock, log });
  await speech.ready();
  return speech;
}

async function simulatedModel(clock: Clock, log: Logger): Promise<StandIn> {
  log.info('no OPENAI_API_KEY: a simulated model that follows rules answers');
  const { startOpenAiSimulator } = await import('./simulators/openai/server.ts');
  const { rules } = await import('./simulators/openai/rules/brain.ts');
  return startOpenAiSimulator({ clock, brain: rules });
}
