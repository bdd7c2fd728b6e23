import type { Voice } from './flite.ts';
import type { Heard } from './moonshine.ts';

/** What each worker is asked and answers. All of it is plain data: it is copied from thread to thread. */
export interface TranscribeRequest {
  /** 8 kHz, −1…1. */
  sound: Float32Array;
  keyterms: readonly string[];
  /** A final, which is worth a second look where the first was doubtful. */
  final: boolean;
}
export type TranscribeReply = Heard;

/** `forget` is for the end of a stream: the network's memory of it goes. */
export type VadRequest = { stream: string; sound: Float32Array } | { stream: string; forget: true };
/** One probability a window. */
export type VadReply = number[];

export interface SayRequest {
  text: string;
  voice: Voice;
  encoding: Encoding;
  rate: 8000 | 16000;
}
export type Encoding = 'mulaw' | 'linear16';
export type SayReply = Uint8Array;

export type Envelope<Request> = { id: number; request: Request };
export type Answer<Reply> =
  | { ready: true }
  | { failed: string }
  | { id: number; reply: Reply }
  | { id: number; error: string };
