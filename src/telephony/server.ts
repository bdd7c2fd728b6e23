/**
 * The port between the product and whatever listens on the network: plain HTTP and WebSockets, nothing of Twilio.
 * Two adapters stand behind it (uWebSockets.js, and ws on node:http), and one set of contract tests over both.
 */
export interface HttpRequest {
  method: string;
  /** Path without the query string. */
  path: string;
  query: string;
  /** Names in lower case. */
  headers: Readonly<Record<string, string>>;
  body: string;
  /** The peer's address as the socket has it. */
  remoteAddress: string;
}

export interface HttpReply {
  status: number;
  headers?: Readonly<Record<string, string>>;
  body?: string;
}

/** What became of a message: `dropped` means that the peer reads too slowly and the message was not taken. */
export type Sent = 'sent' | 'buffered' | 'dropped';

export interface Socket {
  send(text: string): Sent;
  /** Bytes handed over and not yet taken by the network. */
  buffered(): number;
  close(code: number, reason: string): void;
  readonly remoteAddress: string;
}

/** How one socket is listened to. `message` gets bytes that are only valid during the call. */
export interface SocketListener {
  message(data: Buffer, isBinary: boolean): void;
  drain(): void;
  /** Told once, whoever closed. 1006 when there was no close frame, 1009 when a message was too large. */
  close(code: number, reason: string): void;
}

export interface ServerHandlers {
  /** Never rejects to the network: whatever it throws becomes a 500 without details. */
  http(request: HttpRequest): Promise<HttpReply> | HttpReply;
  /** Decides on an upgrade, synchronously. A reply refuses it. */
  upgrade(request: HttpRequest): 'accept' | HttpReply;
  open(socket: Socket): SocketListener;
}

export interface ServerLimits {
  /** Larger messages close the socket with 1009. */
  maxMessageBytes: number;
  /** Bytes that may wait for a slow peer before `send` answers `dropped`. */
  maxBufferedBytes: number;
  /** Larger bodies are answered 413. */
  maxBodyBytes: number;
  /** A body that takes longer is answered 408. */
  bodyTimeoutMs: number;
}

export interface TelephonyServer {
  /** Resolves with the port. Rejects when the address is taken. */
  listen(host: string, port: number): Promise<number>;
  /** Stops accepting, closes what is open (1001), resolves when all is gone. */
  close(): Promise<void>;
}

export type CreateServer = (handlers: ServerHandlers, limits: ServerLimits) => TelephonyServer;
