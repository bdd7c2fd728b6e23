import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import { ConfigError, readConfig, VARIABLES } from '../../src/config.ts';

/** What the start would say; null when it would start. */
function complaint(env: Record<string, string>): string | null {
  try {
    readConfig(env);
    return null;
  } catch (error) {
    expect(error).to.be.instanceOf(ConfigError);
    return (error as Error).message;
  }
}

const PRODUCTION = {
  NODE_ENV: 'production',
  DATABASE_URL: 'postgres://db/callchart',
  DEEPGRAM_API_KEY: 'a',
  OPENAI_API_KEY: 'b',
  TWILIO_AUTH_TOKEN: 'c',
};

describe('configuration', () => {
  it('is shown whole in the example, and with the defaults that there are', () => {
    const text = readFileSync(new URL('../../.env.example', import.meta.url), 'utf8');
    const lines = [...text.matchAll(/^(#?)([A-Z_]+)=(.*)$/gm)].map(([, off, name, value]) => ({ off, name, value }));
    expect(lines.map(({ name }) => name).sort()).to.deep.equal([...VARIABLES].sort());
    const given = lines.filter(({ off }) => off === '').map(({ name, value }) => [name, value]);
    expect({ ...readConfig(Object.fromEntries(given)) }).to.deep.equal({ ...readConfig({}) });
  });

  it('has a default for everything', () => {
    const config = readConfig({});
    expect(Object.isFrozen(config)).to.equal(true);
    expect(config).to.deep.include({
      PORT: 3000,
      HOST: '0.0.0.0',
      bindHost: '127.0.0.1',
      production: false,
      MAX_CALLS: 200,
      MAX_CALL_MINUTES: 30,
      DATA_DIR: './.data',
      TWILIO_API_URL: 'https://api.twilio.com',
      DEEPGRAM_URL: 'https://api.deepgram.com',
      STT_MODEL: 'nova-3',
      TTS_MODEL: 'aura-2-asteria-en',
      OPENAI_BASE_URL: 'https://api.openai.com/v1',
      OPENAI_MODEL: 'gpt-4o',
      VPIC_URL: 'https://vpic.nhtsa.dot.gov/api',
      SHOP_TIMEZONE: 'America/New_York',
      MEDIA_SERVER: 'uws',
      LOG_LEVEL: 'info',
      DRAIN_SECONDS: 300,
    });
  });

  it('takes an empty value for none', () => {
    expect(readConfig({ PORT: '', TRANSFER_NUMBER: '', DATABASE_URL: '' })).to.deep.equal(readConfig({}));
  });

  it('takes the slash off the end of an address', () => {
    expect(readConfig({ PUBLIC_URL: 'https://phone.example.com/' }).PUBLIC_URL).to.equal('https://phone.example.com');
  });

  const BAD: [name: string, value: string, expected: string][] = [
    ['PORT', 'http', 'PORT: expected a whole number, got "http"'],
    ['PORT', '-1', 'PORT: expected a whole number, got "-1"'],
    ['PORT', '3000.5', 'PORT: expected a whole number, got "3000.5"'],
    ['PORT', '65536', 'PORT: expected at most 65535, got "65536"'],
    ['MAX_CALLS', '0', 'MAX_CALLS: expected at least 1, got "0"'],
    ['MAX_CALLS', 'many', 'MAX_CALLS: expected a whole number, got "many"'],
    ['MAX_CALL_MINUTES', '0', 'MAX_CALL_MINUTES: expected at least 1, got "0"'],
    ['DRAIN_SECONDS', '1h', 'DRAIN_SECONDS: expected a whole number, got "1h"'],
    [
      'SHOP_TIMEZONE',
      'Mars/Olympus',
      'SHOP_TIMEZONE: expected an IANA time zone, such as America/New_York, got "Mars/Olympus"',
    ],
    [
      'LOG_LEVEL',
      'loud',
      'LOG_LEVEL: Invalid option: expected one of "trace"|"debug"|"info"|"warn"|"error"|"fatal"|"silent", got "loud"',
    ],
    ['MEDIA_SERVER', 'http', 'MEDIA_SERVER: expected uws or ws, got "http"'],
    ['ALLOW_UNSIGNED', 'yes', 'ALLOW_UNSIGNED: Invalid option: expected one of "0"|"1", got "yes"'],
    ['TWILIO_ACCOUNT_SID', 'SK1', 'TWILIO_ACCOUNT_SID: expected an account SID, which begins with AC, got "SK1"'],
    ...['TWILIO_PHONE_NUMBER', 'TRANSFER_NUMBER'].map((name): [string, string, string] => [
      name,
      '555-0100',
      `${name}: expected a phone number in E.164 form, such as +15550100123, got "555-0100"`,
    ]),
    // Addresses may hold passwords: they are not repeated.
    ['DATABASE_URL', 'mysql://u:secret@db', 'DATABASE_URL: expected a postgres:// address, got another value'],
    ['REDIS_URL', 'secret', 'REDIS_URL: expected a redis:// address, got another value'],
    ...['PUBLIC_URL', 'MEDIA_URL', 'TWILIO_API_URL', 'DEEPGRAM_URL', 'OPENAI_BASE_URL', 'VPIC_URL'].map(
      (name): [string, string, string] => [
        name,
        'ftp://u:secret@x',
        `${name}: expected an http or https address, got another value`,
      ],
    ),
  ];
  for (const [name, value, expected] of BAD)
    it(`refuses ${name}=${value} in one line that names it`, () => {
      expect(complaint({ [name]: value })).to.equal(expected);
      expect(expected).to.not.include('\n');
    });

  it('wants every key in production, where nothing stands in', () => {
    expect(complaint(PRODUCTION)).to.equal(null);
    for (const name of ['DATABASE_URL', 'DEEPGRAM_API_KEY', 'OPENAI_API_KEY', 'TWILIO_AUTH_TOKEN'])
      expect(complaint({ ...PRODUCTION, [name]: '' })).to.equal(
        `${name}: expected a value, got none (with NODE_ENV=production no stand-in is started)`,
      );
  });

  it('binds to loopback where nobody can prove to be the carrier, unless it is told otherwise', () => {
    const bindHost = (env: Record<string, string>) => readConfig({ HOST: '10.0.0.5', ...env }).bindHost;
    expect([bindHost({}), bindHost({ ALLOW_UNSIGNED: '0' })]).to.deep.equal(['127.0.0.1', '127.0.0.1']);
    expect([bindHost({ ALLOW_UNSIGNED: '1' }), bindHost({ TWILIO_AUTH_TOKEN: 'x' })]).to.deep.equal([
      '10.0.0.5',
      '10.0.0.5',
    ]);
  });
});
