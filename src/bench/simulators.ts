import { startEmbeddedRedis } from '../sessions/embedded.ts';
import { type DeepgramSimulator, startDeepgramSimulator } from '../simulators/deepgram/index.ts';
import { type OpenAiSimulator, startOpenAiSimulator } from '../simulators/openai/server.ts';
import { startVpicSimulator } from '../simulators/vpic/server.ts';
import { answerParent, settingsFromParent } from './ask.ts';
import type { Mark } from './marks.ts';
import type { SimulatorsApi, SimulatorsReady, SimulatorsSettings } from './messages.ts';
import { brainFor, keyIn, LATENCIES, tokenAfterSentence } from './script.ts';
import { sharedClock } from './shared-clock.ts';
import { createVoiceMarks } from './voice-marks.ts';

/** A process of the bench: everybody that the server talks to, save the carrier and the database. */
const { clockOffset, apiKey, openDay, lettersPerSecond } = settingsFromParent<SimulatorsSettings>();
const clock = sharedClock(clockOffset);
const marks: Mark[] = [];
const voiceMarks = createVoiceMarks(clock, (mark) => marks.push(mark));

const deepgram: DeepgramSimulator = await startDeepgramSimulator({
  clock,
  apiKey,
  tts: { firstByteMs: LATENCIES.ttsFirstByte, charactersPerSecond: lettersPerSecond },
  onSent(connection, what) {
    if (connection.kind === 'speak') voiceMarks.sent(connection, what);
    else if ('speech_final' in what && what.speech_final === true) final(what);
  },
});
const openai: OpenAiSimulator = await startOpenAiSimulator({
  clock,
  apiKey,
  brain: brainFor(openDay),
  latency: { firstTokenMs: LATENCIES.llmFirstToken, perTokenMs: LATENCIES.llmPerToken },
});
const vpic = await startVpicSimulator({ clock });
const redis = await startEmbeddedRedis();

function final(results: object): void {
  const at = clock.now();
  const key = keyIn(JSON.stringify(results));
  if (key !== null) marks.push({ key, what: 'final', at });
}

/** The moments of each request, taken from its record once it is over. */
function modelMarks(): Mark[] {
  return openai.requests.flatMap(({ at, body, reply, writtenAt }): Mark[] => {
    const key = keyIn(body.messages.findLast(({ role }) => role === 'user')?.content ?? '');
    const end = writtenAt.at(-1);
    if (key === null || reply === undefined || end === undefined) return [];
    const token = tokenAfterSentence(reply.text ?? '');
    const told: Mark =
      token === null ? { key, what: 'called', at: end } : { key, what: 'sentence', at: writtenAt[token] ?? end };
    return [{ key, what: 'asked', at }, told];
  });
}

const api: SimulatorsApi = {
  seen: async () => ({
    marks: [...marks, ...modelMarks()],
    problems: [...openai.complaints, ...deepgram.connections.flatMap(({ problems }) => problems)],
  }),
};
answerParent(api, {
  speechUrl: deepgram.url,
  modelUrl: openai.url,
  vpicUrl: vpic.url,
  redisUrl: redis.url,
} satisfies SimulatorsReady);
