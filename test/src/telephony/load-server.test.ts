import { expect } from 'chai';
import { createLog, silentLog } from '../../../src/log.ts';
import { loadCreateServer } from '../../../src/telephony/load-server.ts';
import { ask, LIMITS } from '../../kit/telephony-server.ts';

const handlers = {
  http: () => ({ status: 200, body: 'here' }),
  upgrade: () => 'accept' as const,
  open: () => ({ message() {}, drain() {}, close() {} }),
};

describe('choosing an adapter', () => {
  it('listens with ws, and says so in one line, where uWebSockets.js does not load', async () => {
    const lines: string[] = [];
    const log = createLog('info', { write: (line) => void lines.push(line) });
    const importUws = () => Promise.reject(new Error('GLIBC_2.38 not found\nand much more'));
    const server = (await loadCreateServer('uws', log, { importUws }))(handlers, LIMITS);
    const port = await server.listen('127.0.0.1', 0);
    const reply = await ask(port);
    await server.close();
    expect([reply.body, 'uwebsockets' in (reply.headers ?? {})]).to.deep.equal(['here', false]);
    expect(lines.map((line) => ({ ...JSON.parse(line), time: 0 }))).to.deep.equal([
      {
        level: 40,
        time: 0,
        reason: 'GLIBC_2.38 not found',
        msg: 'uWebSockets.js does not load on this machine: listening with ws instead',
      },
    ]);
  });

  for (const [kind, isUws] of [
    ['uws', true],
    ['ws', false],
  ] as const)
    it(`listens with ${kind} when asked to`, async () => {
      const server = (await loadCreateServer(kind, silentLog))(handlers, LIMITS);
      const port = await server.listen('127.0.0.1', 0);
      const reply = await ask(port);
      await server.close();
      expect('uwebsockets' in (reply.headers ?? {})).to.equal(isUws);
    });
});
