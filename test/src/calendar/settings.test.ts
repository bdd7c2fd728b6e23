import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { calendarSettings } from '../../../src/calendar/settings.ts';
import { ConfigError, readConfig } from '../../../src/config.ts';

const OAUTH = { GOOGLE_CLIENT_ID: 'client', GOOGLE_CLIENT_SECRET: 'hush', GOOGLE_REFRESH_TOKEN: 'refresh' };
const CALENDAR = { GOOGLE_CALENDAR_ID: 'shop@example.com', ...OAUTH };
const KEY = '-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n';

describe('the settings of the calendar', () => {
  let folder: string;
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'callchart-calendar-'));
  });
  after(() => rmSync(folder, { recursive: true }));
  const file = (name: string, content: unknown) => {
    const path = join(folder, name);
    writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
    return path;
  };
  const settings = (env: Record<string, string>) => calendarSettings(readConfig(env), 4);
  const complaint = (env: Record<string, string>) => {
    try {
      settings(env);
      return 'none';
    } catch (error) {
      expect(error).to.be.instanceOf(ConfigError);
      return (error as Error).message;
    }
  };

  it('are none without a calendar, whatever else is there', () => {
    expect(settings({ ...OAUTH, GOOGLE_APPLICATION_CREDENTIALS: '/nowhere' })).to.equal(null);
  });

  it("are Google's own addresses unless told otherwise", () => {
    expect(settings(CALENDAR)).to.deep.equal({
      calendars: { shop: 'shop@example.com', bays: new Map() },
      credentials: { kind: 'oauth', clientId: 'client', clientSecret: 'hush', refreshToken: 'refresh' },
      apiUrl: 'https://www.googleapis.com',
      tokenUrl: 'https://oauth2.googleapis.com/token',
    });
  });

  it('take the base of an address with or without its path', () => {
    const bare = { GOOGLE_API_URL: 'http://127.0.0.1:9/', GOOGLE_TOKEN_URL: 'http://127.0.0.1:9' };
    const full = { GOOGLE_API_URL: 'http://127.0.0.1:9/calendar/v3', GOOGLE_TOKEN_URL: 'http://127.0.0.1:9/token' };
    for (const env of [bare, full])
      expect(settings({ ...CALENDAR, ...env })).to.include({
        apiUrl: 'http://127.0.0.1:9',
        tokenUrl: 'http://127.0.0.1:9/token',
      });
  });

  it('name the bays that have calendars of their own', () => {
    const bays = '1=a@group.calendar.google.com, 3=b@group.calendar.google.com';
    expect(settings({ ...CALENDAR, GOOGLE_CALENDAR_BAYS: bays })?.calendars.bays).to.deep.equal(
      new Map([
        [1, 'a@group.calendar.google.com'],
        [3, 'b@group.calendar.google.com'],
      ]),
    );
  });

  it('take the key file of a service account', () => {
    const path = file('key.json', {
      type: 'service_account',
      client_email: 'desk@project.iam.gserviceaccount.com',
      private_key: KEY,
      private_key_id: 'k1',
    });
    expect(
      settings({ GOOGLE_CALENDAR_ID: 'shop@example.com', GOOGLE_APPLICATION_CREDENTIALS: path })?.credentials,
    ).to.deep.equal({
      kind: 'service-account',
      email: 'desk@project.iam.gserviceaccount.com',
      privateKey: KEY,
      keyId: 'k1',
    });
  });

  const PAIRS = 'GOOGLE_CALENDAR_BAYS: expected bay=calendar pairs, such as 1=id@group.calendar.google.com,2=…, got';
  const bad: [what: string, env: Record<string, string>, expected: string][] = [
    ['bays that are not pairs', { ...CALENDAR, GOOGLE_CALENDAR_BAYS: 'one' }, `${PAIRS} "one"`],
    ['a bay of the number 0', { ...CALENDAR, GOOGLE_CALENDAR_BAYS: '0=a' }, `${PAIRS} "0=a"`],
    ['a bay without a calendar', { ...CALENDAR, GOOGLE_CALENDAR_BAYS: '1=,2=b' }, `${PAIRS} "1=,2=b"`],
    [
      'a bay twice',
      { ...CALENDAR, GOOGLE_CALENDAR_BAYS: '1=a,1=b' },
      'GOOGLE_CALENDAR_BAYS: expected each bay once, got "1=a,1=b"',
    ],
    [
      'a bay that the shop has not',
      { ...CALENDAR, GOOGLE_CALENDAR_BAYS: '7=a' },
      'GOOGLE_CALENDAR_BAYS: expected bays from 1 to 4, got 7',
    ],
    [
      'bays without a shop',
      { GOOGLE_CALENDAR_BAYS: '1=a' },
      'GOOGLE_CALENDAR_ID: expected a value, got none (GOOGLE_CALENDAR_BAYS has one)',
    ],
    [
      'a part of OAuth',
      { ...CALENDAR, GOOGLE_CLIENT_SECRET: '' },
      'GOOGLE_CLIENT_SECRET: expected a value, got none (GOOGLE_CALENDAR_ID needs GOOGLE_CLIENT_ID, GOOGLE_CLIENT_SECRET, GOOGLE_REFRESH_TOKEN, or GOOGLE_APPLICATION_CREDENTIALS)',
    ],
    [
      'an address that is none',
      { ...CALENDAR, GOOGLE_API_URL: 'calendar' },
      'GOOGLE_API_URL: expected an http or https address, got another value',
    ],
  ];
  for (const [what, env, expected] of bad)
    it(`end the start with one line: ${what}`, () => {
      expect(complaint(env)).to.equal(expected);
    });

  it('end the start with one line that does not tell what is in the key file', () => {
    const name = 'GOOGLE_APPLICATION_CREDENTIALS:';
    const given = (path: string) => complaint({ GOOGLE_CALENDAR_ID: 'a', GOOGLE_APPLICATION_CREDENTIALS: path });
    expect([
      given(join(folder, 'nowhere.json')),
      given(file('text.json', 'secret')),
      given(file('person.json', { type: 'authorized_user' })),
      given(file('half.json', { type: 'service_account', client_email: 'a@b' })),
    ]).to.deep.equal([
      `${name} expected a key file in JSON, got ENOENT`,
      `${name} expected a key file in JSON, got something else`,
      `${name} expected the key file of a service account, got one without a usable type`,
      `${name} expected the key file of a service account, got one without a usable private_key`,
    ]);
  });
});
