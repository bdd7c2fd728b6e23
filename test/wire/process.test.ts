import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { networkInterfaces } from 'node:os';
import { expect } from 'chai';
import { systemClock } from '../../src/clock.ts';
import { type Carrier, startCarrier } from '../../src/simulators/carrier/index.ts';
import { type DeepgramSimulator, scriptedSpeech, startDeepgramSimulator } from '../../src/simulators/deepgram/index.ts';
import { type OpenAiSimulator, startOpenAiSimulator } from '../../src/simulators/openai/server.ts';
import { emptyDatabase, run } from '../kit/database.ts';
import { processes, type ServerProcess } from '../kit/process.ts';
import { ask } from '../kit/telephony-server.ts';
import { hours, STRANGER } from '../kit/wire.ts';

const ACCOUNT = `AC${'1'.repeat(32)}`;
const TOKEN = 'the-carriers-token';
const COLLEAGUE = '+12125550188';

describe('the server as a process', function () {
  this.timeout(40_000);
  const start = processes();
  let deepgram: DeepgramSimulator;
  let openai: OpenAiSimulator;
  let carrier: Carrier;
  let env: Record<string, string>;

  before(async () => {
    deepgram = await startDeepgramSimulator({ clock: systemClock });
    openai = await startOpenAiSimulator({ clock: systemClock, brain: hours });
    carrier = await startCarrier({ clock: systemClock, accountSid: ACCOUNT, authToken: TOKEN });
    env = {
      DATABASE_URL: await emptyDatabase(),
      DEEPGRAM_API_KEY: 'key',
      DEEPGRAM_URL: deepgram.url,
      OPENAI_API_KEY: 'key',
      OPENAI_BASE_URL: openai.url,
      TWILIO_ACCOUNT_SID: ACCOUNT,
      TWILIO_AUTH_TOKEN: TOKEN,
      TWILIO_API_URL: carrier.restUrl,
    };
  });
  after(() => Promise.all([deepgram.close(), openai.close(), carrier.close()]));

  const calls = async (port: number) => {
    const url = `http://localhost:${port}/twilio`;
    const call = await carrier.call({
      webhookUrl: `${url}/voice`,
      statusUrl: `${url}/status`,
      from: STRANGER,
      to: '+12125550100',
    });
    await call.waitFor(({ type }) => type === 'voice.started');
    return call;
  };
  const readiness = async (port: number) => (await ask(port, { path: '/readyz' })).status;
  const signalled = (server: ServerProcess) => {
    server.child.kill('SIGTERM');
    return performance.now();
  };
  const isClean = ({ code, stderr }: { code: number | null; stderr: string }) => [code, stderr];

  describe('with an environment that it cannot use', () => {
    const BAD: [Record<string, string>, string][] = [
      [{ PORT: 'http' }, 'PORT: expected a whole number, got "http"\n'],
      [
        { TWILIO_PHONE_NUMBER: '555-0100' },
        'TWILIO_PHONE_NUMBER: expected a phone number in E.164 form, such as +15550100123, got "555-0100"\n',
      ],
      [
        { NODE_ENV: 'production', OPENAI_API_KEY: '' },
        'OPENAI_API_KEY: expected a value, got none (with NODE_ENV=production no stand-in is started)\n',
      ],
    ];
    it('writes exactly one line, which names the variable, and exits 1', async () => {
      const ends = await Promise.all(BAD.map(([bad]) => start({ ...env, ...bad }).ended));
      expect(ends).to.deep.equal(BAD.map(([, stderr]) => ({ code: 1, stdout: '', stderr })));
    });

    const taken = createServer();
    before(async () => {
      await once(taken.listen(0, '127.0.0.1'), 'listening');
    });
    after(() => taken.close());
    it('says in one line that its port is taken, or that its database cannot be had, and exits 1 soon', async () => {
      const { port } = taken.address() as AddressInfo;
      const nobody = 'postgres://nobody:secret@127.0.0.1:9/none';
      const begun = performance.now();
      const ends = await Promise.all([
        start({ ...env, PORT: String(port), LOG_LEVEL: 'silent' }).ended,
        start({ ...env, PORT: String(port), LOG_LEVEL: 'silent', MEDIA_SERVER: 'ws' }).ended,
        start({ ...env, DATABASE_URL: nobody, LOG_LEVEL: 'silent' }).ended,
      ]);
      const portTaken = `PORT: expected to listen on 127.0.0.1:${port}, but the address cannot be had\n`;
      expect(ends).to.deep.equal([
        { code: 1, stdout: '', stderr: portTaken },
        { code: 1, stdout: '', stderr: portTaken },
        { code: 1, stdout: '', stderr: 'DATABASE_URL: PostgreSQL: expected an answer, got ECONNREFUSED\n' },
      ]);
      expect(performance.now() - begun).to.be.below(15_000);
    });
  });

  it('starts beside another on an empty database, and exits 0 at once when it is idle', async () => {
    const unsigned = { ...env, TWILIO_AUTH_TOKEN: undefined, HOST: '0.0.0.0', DATABASE_URL: await emptyDatabase() };
    const [loopback, open] = [start(unsigned), start({ ...unsigned, ALLOW_UNSIGNED: '1' })];
    const ports = await Promise.all([loopback.port(), open.port()]);
    expect([await loopback.line(/^listening/), await open.line(/^listening/)]).to.deep.equal([
      `listening on http://127.0.0.1:${ports[0]}`,
      `listening on http://0.0.0.0:${ports[1]}`,
    ]);
    expect(await run(unsigned.DATABASE_URL, 'SELECT count(*)::int AS shops FROM shops')).to.deep.equal([{ shops: 1 }]);
    const outside = Object.values(networkInterfaces())
      .flat()
      .find((each) => each && !each.internal && each.family === 'IPv4');
    if (outside) {
      const reach = (port: number) =>
        ask(port, { path: '/healthz' }, outside.address).then(
          ({ status }) => status,
          (error: { code: string }) => error.code,
        );
      expect([await reach(ports[0]), await reach(ports[1])]).to.deep.equal(['ECONNREFUSED', 200]);
    }
    // Everything else on its standard output is JSON.
    const others = loopback
      .stdout()
      .split('\n')
      .filter((line) => line !== '' && !line.startsWith('listening'));
    for (const line of others) expect(JSON.parse(line)).to.have.property('msg');
    const since = [signalled(loopback), signalled(open)];
    expect([isClean(await loopback.ended), isClean(await open.ended)]).to.deep.equal([
      [0, ''],
      [0, ''],
    ]);
    expect(performance.now() - Math.min(...since)).to.be.below(3_000);
  });

  it('takes no more calls after SIGTERM, lets the running one end, and exits 0', async () => {
    const server = start({ ...env, TRANSFER_NUMBER: COLLEAGUE, DRAIN_SECONDS: '60' });
    const port = await server.port();
    const call = await calls(port);
    expect(await readiness(port)).to.equal(200);
    signalled(server);
    await server.line(/going down/);
    expect(await readiness(port)).to.equal(503);
    const other = await carrier.call({
      webhookUrl: `http://localhost:${port}/twilio/voice`,
      from: STRANGER,
      to: '+12125550100',
    });
    expect(await other.ended).to.deep.include({ verbs: ['Dial'], transferredTo: COLLEAGUE });
    const since = call.diary.length;
    await call.speak(scriptedSpeech('until when are you open today', { wordsPerSecond: 5 }));
    // The running call is answered as before.
    await call.waitFor(({ type }) => type === 'voice.started', undefined, since);
    expect(openai.requests.map(({ body }) => body.messages.at(-1)?.content)).to.deep.equal([
      'until when are you open today',
    ]);
    await call.hangUp();
    const at = performance.now();
    expect(isClean(await server.ended)).to.deep.equal([0, '']);
    expect(performance.now() - at).to.be.below(3_000);
  });

  it('exits 0 when DRAIN_SECONDS are over although a call has not ended, and writes down how it ended', async () => {
    const server = start({ ...env, DRAIN_SECONDS: '1' });
    const port = await server.port();
    const call = await calls(port);
    const at = signalled(server);
    await server.line(/going down/);
    const other = await carrier.call({
      webhookUrl: `http://localhost:${port}/twilio/voice`,
      from: STRANGER,
      to: '+12125550100',
    });
    expect(isClean(await server.ended)).to.deep.equal([0, '']);
    expect(performance.now() - at).to.be.within(1_000, 5_000);
    await Promise.all([call.hangUp(), other.hangUp()]);
    expect(other.diary.flatMap((entry) => (entry.type === 'said' ? [entry.text] : []))).to.deep.equal([
      'We are sorry, we cannot take your call right now. Please call again in a few minutes.',
    ]);
    const rows = await run(env.DATABASE_URL ?? '', `SELECT outcome FROM call_logs WHERE call_sid = '${call.callSid}'`);
    expect(rows).to.deep.equal([{ outcome: 'failed' }]);
  });
});
