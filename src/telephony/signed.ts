import type { Config } from '../config.ts';
import { type Form, fieldOf, parseForm } from './form.ts';
import type { HttpReply, HttpRequest } from './server.ts';
import { SIGNATURE_HEADER, webhookIsSigned } from './signature.ts';

export type Webhook = (request: HttpRequest) => Promise<HttpReply> | HttpReply;

/** A form of the carrier's that has been checked; `query` is that of the address it was sent to, which is ours and signed too. */
type Handle = (form: Form, query: URLSearchParams) => Promise<HttpReply> | HttpReply;

interface SignedOptions {
  config: Pick<Config, 'TWILIO_AUTH_TOKEN'>;
  publicUrl(): string;
}

export const plain = (status: number, body: string): HttpReply => ({
  status,
  headers: { 'content-type': 'text/plain; charset=utf-8' },
  body: `${body}\n`,
});

export const twiml = (body: string): HttpReply => ({
  status: 200,
  headers: { 'content-type': 'text/xml; charset=utf-8' },
  body,
});

/** Webhooks that only the carrier may ask: refused with 403 when a token is configured and the signature is not the carrier's. */
export function createSigned({ config, publicUrl }: SignedOptions) {
  return {
    /** @param name a field that must be there: what the webhook is about */
    about(name: string, handle: (value: string, ...rest: Parameters<Handle>) => ReturnType<Handle>): Webhook {
      return (request) => {
        if (request.method !== 'POST') return { ...plain(405, 'expected POST'), headers: { allow: 'POST' } };
        const form = parseForm(request.body);
        const authToken = config.TWILIO_AUTH_TOKEN;
        if (authToken) {
          const signature = request.headers[SIGNATURE_HEADER];
          const { path, query } = request;
          if (!webhookIsSigned({ authToken, publicUrl: publicUrl(), path, query, params: form, signature }))
            return plain(403, 'expected a valid signature of the carrier');
        }
        const value = fieldOf(form, name);
        if (!value) return plain(400, `${name}: expected a value, got none`);
        return handle(value, form, new URLSearchParams(request.query));
      };
    },
  };
}

export type Signed = ReturnType<typeof createSigned>;
