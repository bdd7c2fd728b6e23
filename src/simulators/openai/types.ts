/** A chat request as it comes off the wire: the part of it that the simulated model looks at. */
export interface ChatRequest {
  model: string;
  messages: ChatMessage[];
  stream?: boolean;
  stream_options?: { include_usage?: boolean; include_obfuscation?: boolean };
  tools?: { type: string; function: { name: string; parameters?: unknown; strict?: boolean | null } }[];
  tool_choice?: 'none' | 'auto' | 'required' | { type: 'function'; function: { name: string } };
}

export interface ChatMessage {
  role: string;
  content?: string | null;
  tool_calls?: { id: string; type: string; function: { name: string; arguments: string } }[];
  tool_call_id?: string;
}

/** What a brain answers. All of it is plain data, so that a script can be a YAML file. */
export interface Reply {
  text?: string;
  /** Arguments given as text go out as they are, JSON or not. */
  calls?: { name: string; arguments: Record<string, unknown> | string }[];
  /** Milliseconds on the simulator's clock; the simulator's own latency where absent. */
  firstTokenMs?: number;
  perTokenMs?: number;
  /** With `length`, what comes last is cut in its middle. */
  finish?: 'stop' | 'tool_calls' | 'length' | 'content_filter';
  /** Sent as a refusal instead of text. */
  refusal?: string;
  fault?: Fault;
}

export interface Fault {
  kind: FaultKind;
  /** For the faults within a stream: how many pieces come before it. */
  afterTokens?: number;
  /** For `rate-limit` and `overloaded`: told in `Retry-After` (whole seconds) or else in `retry-after-ms`. */
  retryAfterMs?: number;
}

type FaultKind = RefusalKind | StreamFaultKind;

/** Answered with a status and an error body instead of a stream. */
export type RefusalKind =
  | 'bad-request'
  | 'unauthorized'
  | 'not-found'
  | 'rate-limit'
  | 'insufficient-quota'
  | 'server-error'
  | 'overloaded';

type StreamFaultKind =
  /** Nothing comes at all, not even headers. */
  | 'hang'
  /** The stream begins and then says no more. */
  | 'stall'
  /** The connection is torn down (TCP reset). */
  | 'reset'
  /** An error in the middle of the stream: as an event of that name, or as data only. */
  | 'error-event'
  | 'error-data'
  /** The stream ends early, without a reason to finish. */
  | 'cut'
  /** All comes, but no `[DONE]`, or no count of tokens. */
  | 'no-done'
  | 'no-usage';

/** Who asks: read from the `X-Client-Request-Id` header (`callId/reply`); the id is empty where there is none. */
interface Asker {
  callId: string;
}

/** Answers a request. Throwing is a complaint: it is recorded, and answered with status 500. */
export type Brain = (request: ChatRequest, asker: Asker) => Reply;
