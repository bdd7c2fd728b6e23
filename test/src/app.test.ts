import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { expect } from 'chai';
import { startApp } from '../../src/app.ts';
import { systemClock } from '../../src/clock.ts';
import { ConfigError, readConfig } from '../../src/config.ts';
import { createLog, silentLog } from '../../src/log.ts';
import { emptyDatabase } from '../kit/database.ts';

describe('startApp', () => {
  it('starts no stand-in for a Redis in production', async () => {
    const lines: string[] = [];
    const config = readConfig({
      NODE_ENV: 'production',
      PORT: '0',
      HOST: '127.0.0.1',
      DATABASE_URL: await emptyDatabase(),
      DEEPGRAM_API_KEY: 'key',
      OPENAI_API_KEY: 'key',
      TWILIO_ACCOUNT_SID: `AC${'0'.repeat(32)}`,
      TWILIO_AUTH_TOKEN: 'token',
      TWILIO_PHONE_NUMBER: '+12125550100',
    });
    const log = createLog('warn', { write: (line: string) => void lines.push(JSON.parse(line).msg) });
    const app = await startApp({ config, log, clock: systemClock });
    await app.close();
    expect(lines).to.deep.equal(['no REDIS_URL: sessions are kept in the memory of this process only']);
  });

  it('closes what it has opened when something else cannot be had', async () => {
    // A session store that is slower to open than the database is to fail.
    const open = new Set<Socket>();
    const slow = createServer((socket) => {
      open.add(socket.on('error', () => undefined).resume());
      socket.on('close', () => open.delete(socket));
    });
    await once(slow.listen(0, '127.0.0.1'), 'listening');
    const config = readConfig({
      PORT: '0',
      DATABASE_URL: 'postgres://nobody@127.0.0.1:9/none',
      REDIS_URL: `redis://127.0.0.1:${(slow.address() as AddressInfo).port}`,
      DEEPGRAM_API_KEY: 'key',
      OPENAI_API_KEY: 'key',
    });
    const error = await startApp({ config, log: silentLog, clock: systemClock }).catch((thrown: unknown) => thrown);
    const closed = once(slow, 'close');
    slow.close();
    // It closes when nobody is connected any more.
    await closed;
    expect(error).to.be.instanceOf(ConfigError);
    expect(error).to.have.property('message', 'DATABASE_URL: PostgreSQL: expected an answer, got ECONNREFUSED');
  });
});
