import { z } from 'zod';

const E164 = /^\+[1-9]\d{6,14}$/;

const flag = z.enum(['0', '1']).optional();
const url = z
  .url({ protocol: /^https?$/, error: 'expected an http or https address' })
  .transform((u) => u.replace(/\/+$/, ''));
const wholeNumber = (least: number, most: number) =>
  z
    .string()
    .regex(/^\d+$/, 'expected a whole number')
    .transform(Number)
    .pipe(z.number().min(least, `expected at least ${least}`).max(most, `expected at most ${most}`));
const phone = z.string().regex(E164, 'expected a phone number in E.164 form, such as +15550100123');
const zone = z.string().refine((name) => {
  try {
    new Intl.DateTimeFormat('en-US', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}, 'expected an IANA time zone, such as America/New_York');

/** `1=calendar,2=calendar`: the bays that have a calendar of their own. */
const bayCalendars = z
  .string()
  .regex(
    /^[1-9]\d*=[^=,\s]+(\s*,\s*[1-9]\d*=[^=,\s]+)*$/,
    'expected bay=calendar pairs, such as 1=id@group.calendar.google.com,2=…',
  )
  .transform((text) => text.split(',').map((pair) => pair.trim().split('=')))
  .refine((pairs) => new Set(pairs.map(([bay]) => bay)).size === pairs.length, 'expected each bay once')
  .transform((pairs): ReadonlyMap<number, string> => new Map(pairs.map(([bay, id = '']) => [Number(bay), id])));

/** `*`, or numbers; empty means none. */
const allowList = z
  .string()
  .transform((text) => text.split(',').map((number) => number.trim()))
  .pipe(
    z.array(
      z.union([z.literal('*'), phone], 'expected phone numbers in E.164 form with commas between them, or * for all'),
    ),
  );

const schema = z.object({
  NODE_ENV: z.string().optional(),
  PORT: wholeNumber(0, 65_535).default(3000),
  HOST: z.string().default('0.0.0.0'),
  ALLOW_UNSIGNED: flag,
  PUBLIC_URL: url.optional(),
  MEDIA_URL: url.optional(),
  MAX_CALLS: wholeNumber(1, 100_000).default(200),
  MAX_CALL_MINUTES: wholeNumber(1, 240).default(30),
  DATABASE_URL: z
    .string()
    .regex(/^postgres(ql)?:\/\//, 'expected a postgres:// address')
    .optional(),
  REDIS_URL: z
    .string()
    .regex(/^rediss?:\/\//, 'expected a redis:// address')
    .optional(),
  DATA_DIR: z.string().default('./.data'),
  TWILIO_ACCOUNT_SID: z
    .string()
    .regex(/^AC\w+$/, 'expected an account SID, which begins with AC')
    .optional(),
  TWILIO_AUTH_TOKEN: z.string().optional(),
  TWILIO_PHONE_NUMBER: phone.optional(),
  TWILIO_API_URL: url.default('https://api.twilio.com'),
  DEEPGRAM_API_KEY: z.string().optional(),
  DEEPGRAM_URL: url.default('https://api.deepgram.com'),
  STT_MODEL: z
    .string()
    .refine(
      (model) => !model.startsWith('flux'),
      'expected a model of v1/listen, such as nova-3 (Flux is not supported)',
    )
    .default('nova-3'),
  TTS_MODEL: z.string().default('aura-2-asteria-en'),
  OPENAI_API_KEY: z.string().optional(),
  OPENAI_BASE_URL: url.default('https://api.openai.com/v1'),
  OPENAI_MODEL: z.string().default('gpt-4o'),
  GOOGLE_CALENDAR_ID: z.string().optional(),
  GOOGLE_CALENDAR_BAYS: bayCalendars.default(new Map()),
  GOOGLE_CLIENT_ID: z.string().optional(),
  GOOGLE_CLIENT_SECRET: z.string().optional(),
  GOOGLE_REFRESH_TOKEN: z.string().optional(),
  GOOGLE_APPLICATION_CREDENTIALS: z.string().optional(),
  GOOGLE_API_URL: url.default('https://www.googleapis.com').transform((u) => u.replace(/\/calendar\/v3$/, '')),
  // Without a path it is the base of the endpoint that Google serves as /token.
  GOOGLE_TOKEN_URL: url
    .default('https://oauth2.googleapis.com/token')
    .transform((u) => (new URL(u).pathname === '/' ? `${u}/token` : u)),
  VPIC_URL: url.default('https://vpic.nhtsa.dot.gov/api'),
  SHOP_TIMEZONE: zone.default('America/New_York'),
  TRANSFER_NUMBER: phone.optional(),
  OUTBOUND_ALLOWLIST: allowList.default([]),
  CONSOLE_TOKEN: z.string().optional(),
  MEDIA_SERVER: z.enum(['uws', 'ws'], 'expected uws or ws').default('uws'),
  LOG_LEVEL: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']).default('info'),
  DRAIN_SECONDS: wholeNumber(0, 3600).default(300),
});

/** The names of all that is read. */
export const VARIABLES: readonly string[] = Object.keys(schema.shape);

export type Config = Readonly<z.output<typeof schema> & { production: boolean; bindHost: string }>;

/** A bad or missing environment value: its message is one line that names the variable. */
export class ConfigError extends Error {}

/**
 * Reads the environment once. An empty value counts as unset.
 * @throws {ConfigError} one line naming the first bad or missing variable, what was expected and what came
 */
export function readConfig(env: Readonly<Record<string, string | undefined>>): Config {
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined && value !== ''));
  const parsed = schema.safeParse(given);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    const name = String(issue?.path[0] ?? 'environment');
    const came = SECRET.test(name) ? 'another value' : JSON.stringify(given[name]);
    throw new ConfigError(`${name}: ${issue?.message ?? 'is not valid'}, got ${came}`);
  }
  const values = parsed.data;
  const production = values.NODE_ENV === 'production';
  if (production) {
    for (const name of NEEDED_IN_PRODUCTION)
      if (values[name] === undefined)
        throw new ConfigError(`${name}: expected a value, got none (with NODE_ENV=production no stand-in is started)`);
  }
  checkGoogle(values);
  // Without a token nobody can prove to be the carrier, so only this machine may ask, unless the operator says otherwise.
  const bindHost = values.TWILIO_AUTH_TOKEN || values.ALLOW_UNSIGNED === '1' ? values.HOST : '127.0.0.1';
  return Object.freeze({ ...values, production, bindHost });
}

const OAUTH = ['GOOGLE_CLIENT_ID', 'GOOGLE_CLIENT_SECRET', 'GOOGLE_REFRESH_TOKEN'] as const;

/** A calendar needs somebody to be asked as; what is said of one needs a calendar. */
function checkGoogle(values: z.output<typeof schema>): void {
  if (values.GOOGLE_CALENDAR_ID === undefined) {
    if (values.GOOGLE_CALENDAR_BAYS.size > 0)
      throw new ConfigError('GOOGLE_CALENDAR_ID: expected a value, got none (GOOGLE_CALENDAR_BAYS has one)');
    return;
  }
  const missing = OAUTH.find((name) => values[name] === undefined);
  if (missing === undefined || values.GOOGLE_APPLICATION_CREDENTIALS !== undefined) return;
  throw new ConfigError(
    `${missing}: expected a value, got none (GOOGLE_CALENDAR_ID needs ${OAUTH.join(', ')}, or GOOGLE_APPLICATION_CREDENTIALS)`,
  );
}

const SECRET = /TOKEN|KEY|SECRET|URL/;
const NEEDED_IN_PRODUCTION = ['DATABASE_URL', 'DEEPGRAM_API_KEY', 'OPENAI_API_KEY', 'TWILIO_AUTH_TOKEN'] as const;
