import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Clock } from '../../clock.ts';
import { messageOf } from '../../errors.ts';
import { send } from './answer.ts';
import { type RecordedRequest, recordOf } from './record.ts';
import { type Refusal, refusalOf, refuse } from './refusals.ts';
import { seeded } from './slices.ts';
import type { Chunking } from './stream.ts';
import type { Brain, ChatRequest, Fault, Reply } from './types.ts';
import { validate } from './validator.ts';

export interface OpenAiSimulatorOptions {
  clock: Clock;
  brain: Brain;
  /** Asked for each request, counted from 1, before the brain is. */
  faults?: (request: ChatRequest, n: number) => Fault | undefined;
  chunking?: Chunking;
  /** For replies that name none. Milliseconds on the clock. */
  latency?: { firstTokenMs?: number; perTokenMs?: number };
  /** The one key that is accepted; any key where absent. */
  apiKey?: string;
}

export interface OpenAiSimulator {
  /** The base for a client: `http://127.0.0.1:PORT/v1`. */
  url: string;
  port: number;
  requests: RecordedRequest[];
  /** What brains threw, and refusals of requests that were not valid. */
  complaints: string[];
  close(): Promise<void>;
}

/** Starts a server of streaming Chat Completions on loopback. What it answers is its brain's; how it streams and fails is its own. */
export async function startOpenAiSimulator(options: OpenAiSimulatorOptions): Promise<OpenAiSimulator> {
  const { clock, brain, chunking = {}, latency = {} } = options;
  const requests: RecordedRequest[] = [];
  const complaints: string[] = [];
  const random = seeded(chunking.seed ?? 1);

  const server = createServer((request, response) => {
    handle(request, response).catch((thrown: unknown) => {
      complaints.push(messageOf(thrown));
      response.destroy();
    });
  });

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await bodyOf(request);
    const at = clock.now();
    if (request.method === 'GET' && request.url === '/v1/models')
      return json(response, 200, { object: 'list', data: [] });
    if (request.method !== 'POST' || request.url !== '/v1/chat/completions')
      return turnAway(response, refuse(404, `Invalid URL (${request.method} ${request.url})`));
    const refusal = unauthorized(request, options.apiKey) ?? validate(parsed(body));
    if (refusal) {
      if (refusal.status === 400) complaints.push(refusal.body.error.message);
      return turnAway(response, refusal);
    }
    const record = recordOf(JSON.parse(body) as ChatRequest, request, response, clock, at);
    requests.push(record);
    const reply = replyTo(record);
    record.reply = reply;
    const refused = reply.fault && refusalOf(reply.fault);
    if (refused) {
      record.outcome = 'refused';
      return turnAway(response, refused);
    }
    const timing = { firstTokenMs: 0, perTokenMs: 0, ...latency, ...reply };
    await send(response, { record, reply, timing, chunking, random, clock, n: requests.length });
  }

  function replyTo(record: RecordedRequest): Reply {
    const fault = options.faults?.(record.body, requests.length);
    if (fault && refusalOf(fault)) return { fault };
    try {
      const reply = brain(record.body, { callId: record.callId });
      return fault ? { ...reply, fault } : reply;
    } catch (thrown) {
      complaints.push(messageOf(thrown));
      return { fault: { kind: 'server-error' } };
    }
  }

  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/v1`,
    port,
    requests,
    complaints,
    close() {
      return new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      });
    },
  };
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}

function unauthorized(request: IncomingMessage, key: string | undefined): Refusal | undefined {
  const given = /^Bearer (\S+)$/.exec(request.headers.authorization ?? '')?.[1];
  const isRight = given !== undefined && (key === undefined || given === key);
  return isRight ? undefined : refusalOf({ kind: 'unauthorized' });
}

function turnAway(response: ServerResponse, refusal: Refusal): void {
  for (const [name, value] of Object.entries(refusal.headers)) response.setHeader(name, value);
  json(response, refusal.status, refusal.body);
}

function json(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json', 'x-request-id': 'req_simulated' });
  response.end(JSON.stringify(body));
}
