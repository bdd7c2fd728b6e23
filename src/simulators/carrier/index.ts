export type { CarrierCall } from './call.ts';
export { type Carrier, startCarrier } from './carrier.ts';
export type { DiaryEntry } from './diary.ts';
export type { CallOptions } from './options.ts';
export { parseTwiml, TwimlError } from './twiml.ts';
