import { Agent as HttpAgent, request as httpRequest } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import { Readable } from 'node:stream';

export interface KeepAliveFetch {
  fetch(input: string | URL | Request, init?: RequestInit): Promise<Response>;
  /** Whether a connection is open and waiting for a request. */
  isWarm(): boolean;
  close(): void;
}

/** Statuses whose responses have no body, and which `Response` refuses to be given one for. */
const WITHOUT_BODY = new Set([204, 205, 304]);

/**
 * `fetch` over connections that stay open between the turns of a call. The one that Node brings closes them after four idle
 * seconds, so that nearly every turn would begin with a new TLS handshake. Bodies are texts; there are no redirects.
 */
export function createKeepAliveFetch(): KeepAliveFetch {
  const options = { keepAlive: true, noDelay: true, scheduling: 'lifo' } as const;
  const http = new HttpAgent(options);
  const https = new HttpsAgent(options);
  return {
    fetch(input, init = {}) {
      return new Promise((resolve, reject) => {
        const url = new URL(input instanceof Request ? input.url : input);
        const secure = url.protocol === 'https:';
        const sent = (secure ? httpsRequest : httpRequest)(url, {
          method: init.method ?? 'GET',
          headers: Object.fromEntries(new Headers(init.headers)),
          agent: secure ? https : http,
          signal: init.signal ?? undefined,
        });
        sent.on('error', reject);
        sent.on('response', (answer) => {
          const status = answer.statusCode ?? 0;
          const headers = new Headers();
          for (const [name, values] of Object.entries(answer.headersDistinct))
            for (const value of values ?? []) headers.append(name, value);
          if (WITHOUT_BODY.has(status)) answer.resume();
          const body = WITHOUT_BODY.has(status) ? null : (Readable.toWeb(answer) as ReadableStream<Uint8Array>);
          resolve(new Response(body, { status, headers }));
        });
        sent.end(typeof init.body === 'string' ? init.body : undefined);
      });
    },
    isWarm: () => [http, https].some((agent) => Object.keys(agent.freeSockets).length > 0),
    close() {
      http.destroy();
      https.destroy();
    },
  };
}
