import { readFileSync } from 'node:fs';
import { z } from 'zod';

/** As whom we speak to Google: a person who has once agreed, or a service account that the calendars are shared with. */
export type Credentials =
  | { kind: 'oauth'; clientId: string; clientSecret: string; refreshToken: string }
  | { kind: 'service-account'; email: string; privateKey: string; keyId: string | undefined };

const keyFile = z.object({
  type: z.literal('service_account'),
  client_email: z.string().min(1),
  private_key: z.string().includes('PRIVATE KEY'),
  private_key_id: z.string().optional(),
});

/**
 * Reads the key file of a service account, as Google's console hands it out.
 * @throws {Error} what was expected, without a word of what is in the file
 */
export function readServiceAccount(path: string): Credentials {
  let content: unknown;
  try {
    content = JSON.parse(readFileSync(path, 'utf8'));
  } catch (thrown) {
    const { code } = thrown as { code?: unknown };
    throw new Error(`expected a key file in JSON, got ${typeof code === 'string' ? code : 'something else'}`);
  }
  const read = keyFile.safeParse(content);
  if (!read.success)
    throw new Error(
      `expected the key file of a service account, got one without a usable ${String(read.error.issues[0]?.path[0])}`,
    );
  const { client_email: email, private_key: privateKey, private_key_id: keyId } = read.data;
  return { kind: 'service-account', email, privateKey, keyId };
}
