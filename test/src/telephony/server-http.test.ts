import { connect } from 'node:net';
import { expect } from 'chai';
import type { HttpReply, HttpRequest } from '../../../src/telephony/server.ts';
import { aServer, ask, Diary, rawly, serversOf } from '../../kit/telephony-server.ts';

for (const kind of ['uws', 'ws'] as const)
  describe(`plain HTTP over ${kind}`, () => {
    const start = serversOf(kind);

    it('hands method, path, query, headers, body and address to the handler', async () => {
      const seen: HttpRequest[] = [];
      const { port } = await start({
        http(request) {
          seen.push(request);
          return { status: 200 };
        },
      });
      await ask(port, {
        method: 'POST',
        path: '/twilio/voice%20x?a=1&b=%2B1&a=2',
        headers: { 'Content-Type': 'text/plain', 'X-Twilio-Signature': 'abc=', 'X-Twice': ['one', 'two'] },
        body: 'From=%2B1&Name=Zoë',
      });
      const [request] = seen;
      const { host, connection, ...headers } = request?.headers ?? {};
      expect(host).to.equal(`127.0.0.1:${port}`);
      expect(connection).to.be.oneOf(['close', 'keep-alive']);
      expect({ ...request, headers }).to.deep.equal({
        method: 'POST',
        path: '/twilio/voice%20x',
        query: 'a=1&b=%2B1&a=2',
        headers: {
          'content-type': 'text/plain',
          'x-twilio-signature': 'abc=',
          'x-twice': 'one, two',
          'content-length': '19',
        },
        body: 'From=%2B1&Name=Zoë',
        remoteAddress: '127.0.0.1',
      });
    });

    it('hands over what is missing as empty: the query, the body', async () => {
      const seen: string[] = [];
      const { port } = await start({
        http({ method, path, query, body }) {
          seen.push(method, path, query, body);
          return { status: 200 };
        },
      });
      await ask(port, { path: '/healthz' });
      expect(seen).to.deep.equal(['GET', '/healthz', '', '']);
    });

    it('hands an empty query over where there is none', async () => {
      const seen: string[] = [];
      const { port } = await start({
        http({ query }) {
          seen.push(query);
          return { status: 200 };
        },
      });
      await ask(port, { path: '/healthz' });
      expect(seen).to.deep.equal(['']);
    });

    it('sends the reply of the handler, made at once or later', async () => {
      const { port } = await start({
        async http({ path }) {
          if (path === '/later') await new Promise((resolve) => setImmediate(resolve));
          return { status: 201, headers: { 'content-type': 'text/xml' }, body: `<Says>${path} é</Says>` };
        },
      });
      for (const path of ['/now', '/later']) {
        const reply = await ask(port, { path });
        expect([reply.status, reply.headers?.['content-type'], reply.body]).to.deep.equal([
          201,
          'text/xml',
          `<Says>${path} é</Says>`,
        ]);
      }
    });

    it('knows no routes: what is not found is for the handler to say', async () => {
      const { port } = await start({ http: ({ path }) => ({ status: 404, body: `no ${path}` }) });
      expect((await ask(port, { path: '/nowhere/at/all' })).body).to.equal('no /nowhere/at/all');
    });

    it('answers HEAD without a body and with its length', async () => {
      const { port } = await start({ http: () => ({ status: 200, body: 'twelve bytes' }) });
      const reply = await ask(port, { method: 'HEAD' });
      expect([reply.status, reply.headers?.['content-length'], reply.body]).to.deep.equal([200, '12', '']);
    });

    it('takes a body that comes in pieces without a length', async () => {
      const { port } = await start({ http: ({ body }) => ({ status: 200, body }) });
      const head = 'POST / HTTP/1.1\r\nhost: x\r\nconnection: close\r\ntransfer-encoding: chunked\r\n\r\n';
      const answer = await rawly(port, `${head}3\r\nabc\r\n4\r\ndefg\r\n0\r\n\r\n`);
      expect(answer.split('\r\n\r\n')[1]).to.equal('abcdefg');
    });

    it('answers 413 to a body beyond the limit, announced or not, and does not call the handler', async () => {
      const seen: string[] = [];
      const { port } = await start({
        http(request) {
          seen.push(request.path);
          return { status: 200 };
        },
      });
      const large = 'x'.repeat(64 * 1024 + 1);
      const announced = await rawly(port, 'POST /a HTTP/1.1\r\nhost: x\r\ncontent-length: 65537\r\n\r\n');
      const chunk = `${large.length.toString(16)}\r\n${large}\r\n0\r\n\r\n`;
      const pieces = await rawly(port, `POST /b HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\n${chunk}`);
      const fits = await ask(port, { method: 'POST', path: '/c', body: large.slice(1) });
      expect([announced.slice(0, 12), pieces.slice(0, 12), fits.status, seen]).to.deep.equal([
        'HTTP/1.1 413',
        'HTTP/1.1 413',
        200,
        ['/c'],
      ]);
    });

    it('answers 408 to a body that does not come', async () => {
      const { port } = await start({}, { bodyTimeoutMs: 30 });
      const answer = await rawly(port, 'POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 10\r\n\r\nabc');
      expect(answer.slice(0, 12)).to.equal('HTTP/1.1 408');
    });

    it('answers 500 without details when the handler throws, now or later, and goes on', async () => {
      const { port } = await start({
        async http({ path }) {
          if (path === '/later') await new Promise((resolve) => setImmediate(resolve));
          if (path !== '/fine') throw new Error('a secret');
          return { status: 200, body: 'fine' };
        },
      });
      const replies = [];
      for (const path of ['/now', '/later', '/fine']) {
        const { status, body } = await ask(port, { path });
        replies.push({ status, body });
      }
      expect(replies).to.deep.equal([
        { status: 500, body: 'Internal Server Error\n' },
        { status: 500, body: 'Internal Server Error\n' },
        { status: 200, body: 'fine' },
      ]);
    });

    it('does not mind a peer that leaves before its answer, or in the middle of its body', async () => {
      const asked = new Diary<{ answer: (reply: HttpReply) => void }>();
      const { port } = await start({
        http: ({ path }) =>
          path === '/slow' ? new Promise((answer) => asked.write({ answer })) : { status: 200, body: 'alive' },
      });
      const impatient = connect(port, '127.0.0.1');
      impatient.write('GET /slow HTTP/1.1\r\nhost: x\r\n\r\n');
      const { answer } = await asked.until(() => true);
      impatient.resetAndDestroy();
      const halfway = connect(port, '127.0.0.1');
      await new Promise<void>((resolve) =>
        halfway.write('POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 10\r\n\r\nabc', () => resolve()),
      );
      halfway.resetAndDestroy();
      expect((await ask(port)).body).to.equal('alive');
      answer({ status: 200, body: 'too late' });
      expect((await ask(port)).body).to.equal('alive');
    });

    it('refuses to listen on an address that is taken, also on one that was asked for by number', async () => {
      const listen = async (port: number) => {
        const { server } = await aServer(kind, {}, {}, port);
        return server;
      };
      const { port, server } = await start();
      await server.close();
      const first = await listen(port);
      const second = await listen(port).catch((error: unknown) => error);
      await first.close();
      expect(second).to.be.instanceOf(Error);
    });

    it('finishes what it is answering before close() resolves, and then takes nothing more', async () => {
      const asked = new Diary<{ answer: (reply: HttpReply) => void }>();
      const { port, server } = await start({ http: () => new Promise((answer) => asked.write({ answer })) });
      const reply = ask(port);
      const { answer } = await asked.until(() => true);
      const closed = server.close();
      answer({ status: 200, body: 'just in time' });
      expect((await reply).body).to.equal('just in time');
      await closed;
      const refused = await ask(port).catch((error: NodeJS.ErrnoException) => error.code);
      expect(refused).to.equal('ECONNREFUSED');
    });
  });
