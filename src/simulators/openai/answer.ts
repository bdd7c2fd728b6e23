import type { ServerResponse } from 'node:http';
import type { Clock } from '../../clock.ts';
import type { RecordedRequest } from './record.ts';
import { slices } from './slices.ts';
import { type Chunking, type Script, scriptOf } from './stream.ts';
import type { Fault, Reply } from './types.ts';

export interface Answer {
  record: Pick<RecordedRequest, 'body' | 'outcome' | 'writtenAt'>;
  reply: Reply;
  timing: { firstTokenMs: number; perTokenMs: number };
  chunking: Chunking;
  random: () => number;
  clock: Clock;
  /** The how-manieth request this is: it goes into ids. */
  n: number;
}

/** Streams a reply, or breaks off as its fault says. Settles when all that will be sent has been, or the client has left. */
export async function send(response: ServerResponse, answer: Answer): Promise<void> {
  const { record, reply, timing, clock, random, n } = answer;
  const { fault } = reply;
  const script = scriptFor(answer);
  if (fault?.kind === 'hang') return;
  await sleep(clock, timing.firstTokenMs);
  if (fault?.kind === 'reset' && !fault.afterTokens) return reset(response, record);
  if (response.destroyed) return;
  response.writeHead(200, {
    'content-type': 'text/event-stream; charset=utf-8',
    'x-request-id': `req_${n}`,
    'openai-processing-ms': String(timing.firstTokenMs),
  });
  const write = (text: string) => writeOut(response, text, answer.chunking, random);
  write(script.opening);
  for (const [i, token] of script.tokens.entries()) {
    if (isDue(fault, i)) break;
    if (i > 0) await sleep(clock, timing.perTokenMs);
    if (response.destroyed) return;
    if (answer.chunking.pings && i % 3 === 0) write(': ping\n\n');
    record.writtenAt.push(clock.now());
    write(token);
  }
  if (breaksOff(response, answer, write)) return;
  record.writtenAt.push(clock.now());
  write(script.finish);
  if (script.usage !== null && fault?.kind !== 'no-usage') write(script.usage);
  if (fault?.kind !== 'no-done') write(script.done);
  response.end();
}

const WITHIN = ['stall', 'reset', 'error-event', 'error-data', 'cut'];

function isDue(fault: Fault | undefined, sent: number): boolean {
  return fault !== undefined && WITHIN.includes(fault.kind) && sent >= (fault.afterTokens ?? 1);
}

/** The faults in the middle of a stream. True when the answer ends with one. */
function breaksOff(response: ServerResponse, { reply, record }: Answer, write: (text: string) => void): boolean {
  const error = JSON.stringify({
    error: {
      message: 'The server had an error while processing your request.',
      type: 'server_error',
      param: null,
      code: null,
    },
  });
  switch (reply.fault?.kind) {
    case 'stall':
      return true;
    case 'reset':
      reset(response, record);
      return true;
    case 'error-event':
    case 'error-data':
      write(`${reply.fault.kind === 'error-event' ? 'event: error\n' : ''}data: ${error}\n\n`);
      record.outcome = 'broken';
      response.end();
      return true;
    case 'cut':
      record.outcome = 'broken';
      response.end();
      return true;
    default:
      return false;
  }
}

function reset(response: ServerResponse, record: Answer['record']): void {
  record.outcome = 'broken';
  // What is written goes out first, so that the client has read the beginning when the reset comes.
  setImmediate(() => response.socket?.resetAndDestroy());
}

function scriptFor({ reply, record: { body }, chunking, random, clock, n }: Answer): Script {
  const promptTokens = Math.ceil(JSON.stringify(body.messages).length / 4);
  return scriptOf(
    reply,
    {
      id: `chatcmpl-${n}`,
      created: Math.floor(clock.now() / 1000),
      model: body.model,
      includeUsage: body.stream_options?.include_usage === true,
      obfuscate: body.stream_options?.include_obfuscation !== false,
      callId: (i) => `call_${n}_${i}`,
      promptTokens,
      // As the real one does: from 1,024 tokens, in steps of 128. Here every prefix has been seen before.
      cachedTokens: promptTokens < 1_024 ? 0 : Math.floor(promptTokens / 128) * 128,
    },
    random,
    chunking,
  );
}

function writeOut(response: ServerResponse, text: string, { mostBytes }: Chunking, random: () => number): void {
  const bytes = Buffer.from(text);
  for (const part of mostBytes === undefined ? [bytes] : slices(bytes, mostBytes, random)) response.write(part);
}

function sleep(clock: Clock, ms: number): Promise<void> {
  return ms <= 0 ? Promise.resolve() : new Promise((resolve) => clock.setTimeout(() => resolve(), ms));
}
