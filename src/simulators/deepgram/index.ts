export type { DeepgramConnection } from './connection.ts';
export type { Fault, Faults, ServiceKind } from './faults.ts';
export { type ResultsOptions, results, type SpokenWord } from './messages.ts';
export type { SttScript } from './recogniser.ts';
export { type DeepgramSimulator, type DeepgramSimulatorOptions, startDeepgramSimulator } from './server.ts';
export {
  type HeardWord,
  heardText,
  heardWords,
  joined,
  leastMs,
  noise,
  type SpeechOptions,
  scriptedSpeech,
  silence,
  type UtteranceScript,
} from './sound.ts';
export type { TtsScript } from './synthesis.ts';
