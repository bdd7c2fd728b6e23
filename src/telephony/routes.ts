import type { Metrics } from '../metrics.ts';
import type { MediaStreamOptions } from './media-stream.ts';
import { listenToStream } from './media-stream.ts';
import type { HttpReply, HttpRequest, ServerHandlers } from './server.ts';
import { SIGNATURE_HEADER, upgradeSignature } from './signature.ts';
import type { Webhook } from './signed.ts';

/** The state of everything the product depends on, by name. */
export type Readiness = Record<string, string>;

export interface RouteOptions {
  webhooks: Record<string, Webhook>;
  stream: MediaStreamOptions;
  metrics: Metrics;
  authToken: string | undefined;
  mediaUrl(): string;
  /** Whether calls can be taken, and how each dependency is. Never rejects. */
  readiness(): Promise<{ ready: boolean; dependencies: Readiness }>;
}

const json = (status: number, value: unknown): HttpReply => ({
  status,
  headers: { 'content-type': 'application/json' },
  body: `${JSON.stringify(value)}\n`,
});
const text = (status: number, body: string, type = 'text/plain; charset=utf-8'): HttpReply => ({
  status,
  headers: { 'content-type': type },
  body,
});

/** The whole surface of the server: what is asked over HTTP, and who may open a media stream. */
export function createRoutes(options: RouteOptions): ServerHandlers {
  const gets: Record<string, () => Promise<HttpReply> | HttpReply> = {
    '/healthz': () => text(200, 'ok\n'),
    '/readyz': async () => {
      const { ready, dependencies } = await options.readiness();
      return json(ready ? 200 : 503, { status: ready ? 'ready' : 'not ready', dependencies });
    },
    '/metrics': async () => {
      const { registry } = options.metrics;
      return text(200, await registry.metrics(), registry.contentType);
    },
  };

  return {
    http(request: HttpRequest): Promise<HttpReply> | HttpReply {
      const webhook = options.webhooks[request.path];
      if (webhook) return webhook(request);
      const get = gets[request.path];
      if (!get) return text(404, 'not found\n');
      if (request.method === 'GET' || request.method === 'HEAD') return get();
      return { ...text(405, 'expected GET\n'), headers: { allow: 'GET, HEAD' } };
    },
    upgrade(request) {
      if (request.path !== '/media') return text(404, 'not found\n');
      if (!options.authToken) return 'accept';
      const signature = request.headers[SIGNATURE_HEADER];
      const verdict = upgradeSignature({ authToken: options.authToken, mediaUrl: options.mediaUrl() }, signature);
      return verdict === 'wrong' ? text(403, 'expected a valid signature of the carrier\n') : 'accept';
    },
    open: (socket) => listenToStream(socket, options.stream),
  };
}
