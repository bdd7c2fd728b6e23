import { createVerify } from 'node:crypto';
import type { Clock } from '../../clock.ts';
import type { Json } from './types.ts';

const LIFE_SECONDS = 3_599;
const JWT_BEARER = 'urn:ietf:params:oauth:grant-type:jwt-bearer';

/** Who may have a token: by OAuth's refresh token, by a service account's signature, or both. */
export interface KnownClients {
  oauth?: { clientId: string; clientSecret: string; refreshToken: string };
  /** `publicKey` as PEM. */
  serviceAccount?: { email: string; publicKey: string };
}

export interface TokenAnswer {
  status: number;
  body: Json;
}

/** The token endpoint (developers.google.com/identity/protocols/oauth2) and the tokens that it has given. */
export function createTokens(known: KnownClients, clock: Clock, audience: () => string) {
  const expiry = new Map<string, number>();

  const give = (): TokenAnswer => {
    const token = `ya29.simulated-${expiry.size + 1}`;
    expiry.set(token, clock.now() + LIFE_SECONDS * 1_000);
    const scope = 'https://www.googleapis.com/auth/calendar';
    return { status: 200, body: { access_token: token, expires_in: LIFE_SECONDS, scope, token_type: 'Bearer' } };
  };

  const signedRight = (assertion: string): boolean => {
    const [head = '', claims = '', signature = ''] = assertion.split('.');
    const { serviceAccount } = known;
    if (!serviceAccount) return false;
    const verify = createVerify('RSA-SHA256').update(`${head}.${claims}`);
    if (!verify.verify(serviceAccount.publicKey, signature, 'base64url')) return false;
    const { iss, aud, scope, iat, exp } = JSON.parse(Buffer.from(claims, 'base64url').toString()) as Json;
    const now = clock.now() / 1_000;
    if (iss !== serviceAccount.email || aud !== audience() || typeof scope !== 'string') return false;
    return typeof iat === 'number' && typeof exp === 'number' && exp > now && exp - iat <= 3_600 && iat <= now + 300;
  };

  return {
    answer(form: Json): TokenAnswer {
      if (form.grant_type === JWT_BEARER)
        return signedRight(String(form.assertion)) ? give() : refuse(400, 'invalid_grant', 'Invalid JWT Signature.');
      if (form.grant_type !== 'refresh_token')
        return refuse(400, 'unsupported_grant_type', `Invalid grant_type: ${String(form.grant_type)}`);
      const { oauth } = known;
      if (form.client_id !== oauth?.clientId || form.client_secret !== oauth?.clientSecret)
        return refuse(401, 'invalid_client', 'The OAuth client was not found.');
      return form.refresh_token === oauth?.refreshToken ? give() : invalidGrant();
    },
    accepts(authorization: string | undefined): boolean {
      const token = /^Bearer (\S+)$/.exec(authorization ?? '')?.[1] ?? '';
      return (expiry.get(token) ?? 0) > clock.now();
    },
    /** Every token that was given is worth nothing from now on. */
    revokeAll(): void {
      for (const token of expiry.keys()) expiry.set(token, 0);
    },
  };
}

export function invalidGrant(): TokenAnswer {
  return refuse(400, 'invalid_grant', 'Token has been expired or revoked.');
}

function refuse(status: number, error: string, description: string): TokenAnswer {
  return { status, body: { error, error_description: description } };
}
