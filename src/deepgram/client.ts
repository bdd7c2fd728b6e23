import { DeepgramClient } from '@deepgram/sdk';
import { createTransport, type TransportOptions } from './transport.ts';

/** Where a server of Deepgram's protocol is, and the key to it. */
export interface DeepgramAccess {
  /** Base address, `http` or `https`; the sockets are opened at `ws` or `wss`. */
  url: string;
  /** Local speech needs none. */
  apiKey?: string;
}

/** A client of the SDK for one socket of ours: the SDK knows the protocol, the transport and the reconnecting are our own. */
export function deepgramClient({ url, apiKey }: DeepgramAccess, transport: TransportOptions): DeepgramClient {
  return new DeepgramClient({
    apiKey: apiKey ?? 'none',
    baseUrl: url.replace(/^http/, 'ws'),
    reconnect: false,
    transportFactory: (address, headers) => createTransport(address, headers, transport),
  });
}
