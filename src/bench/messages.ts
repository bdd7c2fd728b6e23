import type { Mark } from './marks.ts';

/** One group of calls. */
export interface Wave {
  /** Names it when it is asked for later. */
  name: string;
  webhookUrl: string;
  /** The relay has none. */
  statusUrl: string | null;
  /** The number of the first call; the others follow. No number is used twice in a bench. */
  firstCall: number;
  calls: number;
  /** Turns of each call; with none, the caller interrupts the greeting with a question and hangs up on the answer. */
  turns: number;
  /** The calls begin within so many ms. */
  spreadMs: number;
  seed: number;
  /** The callers' numbers, taken in turn. */
  from: readonly string[];
}

export interface WaveEnd {
  marks: Mark[];
  /** Of all calls together. */
  callSeconds: number;
  /** Of each call: ms from the start of its stream to the first sound. */
  greetedAfter: number[];
  /** What went wrong: calls that broke off, violations of the carrier's protocol. */
  problems: string[];
}

/** What the parent may ask of each process. Arguments and answers travel as JSON. */
export type CallersApi = {
  /** Answers when every call has come to its last turn, and waits there. */
  begin(wave: Wave): Promise<void>;
  /** Lets the calls say goodbye; answers when all are over. */
  finish(name: string): Promise<WaveEnd>;
};

export type SimulatorsApi = {
  /** All that was seen since the beginning, and what the product did against the protocols. */
  seen(): Promise<{ marks: Mark[]; problems: string[] }>;
};

export interface Usage {
  /** User and system time of the process since its beginning, all threads. */
  cpuMs: number;
  rssBytes: number;
  heapBytes: number;
}

export type ProbeApi = {
  usage(): Promise<Usage>;
  /** Usage after a full garbage collection. */
  collect(): Promise<Usage>;
  startProfile(): Promise<void>;
  stopProfile(file: string): Promise<void>;
};

export interface CallersSettings {
  clockOffset: number;
  accountSid: string;
  authToken: string;
}
export interface SimulatorsSettings {
  clockOffset: number;
  apiKey: string;
  /** `YYYY-MM-DD`: a day on which the shop is open. */
  openDay: string;
  /** How fast the simulated voice speaks. */
  lettersPerSecond: number;
}
export interface RelaySettings {
  speechUrl: string;
  modelUrl: string;
  apiKey: string;
}

/** What each process says of itself when it is ready. */
export type CallersReady = { restUrl: string };
export type SimulatorsReady = { speechUrl: string; modelUrl: string; vpicUrl: string; redisUrl: string };
export type RelayReady = { url: string };
