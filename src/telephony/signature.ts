import { validateRequest } from 'twilio/lib/webhooks/webhooks.js';
import type { Form } from './form.ts';

/** The header that carries a signature, on webhooks and on upgrades. */
export const SIGNATURE_HEADER = 'x-twilio-signature';

interface Webhook {
  authToken: string;
  /** The configured address that Twilio calls, without a slash at its end. Never one made from what a request says of itself. */
  publicUrl: string;
  path: string;
  query: string;
  params: Form;
  signature: string | undefined;
}

/**
 * Whether a webhook carries the carrier's signature of exactly this address and these parameters.
 * https://www.twilio.com/docs/usage/webhooks/webhooks-security
 */
export function webhookIsSigned({ authToken, publicUrl, path, query, params, signature }: Webhook): boolean {
  // A path that does not begin with a slash could change the host that it is put behind.
  if (!signature || !path.startsWith('/')) return false;
  const url = query === '' ? `${publicUrl}${path}` : `${publicUrl}${path}?${query}`;
  return validateRequest(authToken, signature, url, { ...params });
}

/**
 * What the signature of a stream's upgrade is worth. It covers the stream's address as the TwiML has it, and no
 * parameters. Over plain HTTP, which is for one machine only, the `http` form is taken as well.
 * @param mediaUrl the stream's address in the TwiML: `wss://…` or `ws://…`
 */
export function upgradeSignature(
  { authToken, mediaUrl }: { authToken: string; mediaUrl: string },
  signature: string | undefined,
): 'valid' | 'absent' | 'wrong' {
  if (!signature) return 'absent';
  const urls = mediaUrl.startsWith('ws://') ? [mediaUrl, mediaUrl.replace(/^ws/, 'http')] : [mediaUrl];
  return urls.some((url) => validateRequest(authToken, signature, url, {})) ? 'valid' : 'wrong';
}

/** The address of media streams on the server at `baseUrl`: `http` becomes `ws`, `https` becomes `wss`. */
export function streamUrl(baseUrl: string): string {
  return `${baseUrl.replace(/^http/, 'ws')}/media`;
}
