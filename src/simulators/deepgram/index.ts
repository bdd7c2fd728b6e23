export { results } from './messages.ts';
export { type DeepgramSimulator, type DeepgramSimulatorOptions, startDeepgramSimulator } from './server.ts';
export { heardText, heardWords, joined, noise, scriptedSpeech, silence } from './sound.ts';
