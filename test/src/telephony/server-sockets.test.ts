import { connect } from 'node:net';
import { expect } from 'chai';
import { aPeer, ask, Diary, HANDSHAKE, LIMITS, serversOf } from '../../kit/telephony-server.ts';

for (const kind of ['uws', 'ws'] as const)
  describe(`WebSockets over ${kind}`, () => {
    const start = serversOf(kind);

    it('asks the handler about an upgrade, with path, query and headers', async () => {
      const seen: unknown[] = [];
      const { port } = await start({
        upgrade({ method, path, query, headers, remoteAddress }) {
          seen.push([method, path, query, headers['x-twilio-signature'], remoteAddress]);
          return 'accept';
        },
      });
      await aPeer(port, '/media?x=1', { 'X-Twilio-Signature': 'abc=' });
      expect(seen).to.deep.equal([['GET', '/media', 'x=1', 'abc=', '127.0.0.1']]);
    });

    it('refuses an upgrade with the status and body that the handler gives', async () => {
      const { port, diary: told } = await start({ upgrade: () => ({ status: 403, body: 'not signed' }) });
      const { diary } = await aPeer(port);
      expect(await diary.until((e) => 'refused' in e)).to.deep.equal({ refused: 403, body: 'not signed' });
      expect(told.entries).to.deep.equal([]);
    });

    it('refuses an upgrade with 500 when the handler throws', async () => {
      const { port } = await start({
        upgrade() {
          throw new Error('a secret');
        },
      });
      const { diary } = await aPeer(port);
      expect(await diary.until((e) => 'refused' in e)).to.deep.equal({
        refused: 500,
        body: 'Internal Server Error\n',
      });
    });

    it('does not mind a peer that is gone before its refusal', async () => {
      const peers = new Diary<'refused'>();
      const { port } = await start({
        http: () => ({ status: 200, body: 'alive' }),
        upgrade() {
          peer.resetAndDestroy();
          peers.write('refused');
          return { status: 403, body: 'x'.repeat(100_000) };
        },
      });
      const peer = connect(port, '127.0.0.1');
      peer.write(`GET / HTTP/1.1\r\nhost: x\r\n${HANDSHAKE}\r\n`);
      await peers.until(() => true);
      expect((await ask(port)).body).to.equal('alive');
    });

    it('carries messages both ways and tells text from binary', async () => {
      const { port, diary, socket } = await start();
      const peer = await aPeer(port);
      peer.ws.send('{"event":"connected"}');
      peer.ws.send(Buffer.from([1, 2, 3]));
      await diary.until((e) => 'heard' in e && e.isBinary);
      expect(diary.entries.slice(1)).to.deep.equal([
        { heard: '{"event":"connected"}', isBinary: false },
        { heard: '\x01\x02\x03', isBinary: true },
      ]);
      expect((await socket()).send('{"event":"clear","é":1}')).to.equal('sent');
      expect(await peer.diary.until(() => true)).to.deep.equal({ heard: '{"event":"clear","é":1}' });
      expect((await socket()).remoteAddress).to.equal('127.0.0.1');
    });

    it('takes the largest message that is allowed', async () => {
      const { port, diary } = await start();
      const { ws } = await aPeer(port);
      ws.send('x'.repeat(LIMITS.maxMessageBytes));
      const entry = await diary.until((e) => 'heard' in e);
      expect('heard' in entry && entry.heard.length).to.equal(LIMITS.maxMessageBytes);
    });

    for (const bytes of [LIMITS.maxMessageBytes + 1, 1_400_000])
      it(`closes with 1009, seen by both sides, on a message of ${bytes} bytes`, async () => {
        const { port, diary } = await start();
        const peer = await aPeer(port);
        peer.ws.send('x'.repeat(bytes));
        const seen = await peer.diary.until((e) => 'closed' in e);
        expect('closed' in seen && seen.closed).to.equal(1009);
        await diary.until((e) => 'closed' in e);
        expect(diary.entries.slice(1)).to.deep.equal([{ closed: 1009, reason: 'message too large' }]);
      });

    it('tells the end of a socket whose message is larger than anything bearable', async () => {
      const { port, diary } = await start();
      const peer = await aPeer(port);
      peer.ws.send('x'.repeat(3 * 1024 * 1024));
      const told = await diary.until((e) => 'closed' in e);
      expect('closed' in told && told.closed).to.equal(1009);
    });

    it('tells the code and reason of a close by the peer', async () => {
      const { port, diary } = await start();
      const peer = await aPeer(port);
      peer.ws.close(4001, 'enough');
      expect(await diary.until((e) => 'closed' in e)).to.deep.equal({ closed: 4001, reason: 'enough' });
    });

    it('tells 1005 of a close frame without a code', async () => {
      const { port, diary } = await start();
      const peer = await aPeer(port);
      peer.ws.close();
      expect(await diary.until((e) => 'closed' in e)).to.deep.equal({ closed: 1005, reason: '' });
    });

    it('tells 1006 of a connection that broke', async () => {
      const { port, diary } = await start();
      const peer = await aPeer(port);
      peer.ws.terminate();
      expect(await diary.until((e) => 'closed' in e)).to.deep.equal({ closed: 1006, reason: '' });
    });

    it('closes with a code and reason of ours, tells it once, and neither sends nor hears after it', async () => {
      const { port, diary, socket } = await start();
      const peer = await aPeer(port);
      const ours = await socket();
      ours.close(1008, 'no start within 5 s');
      const afterwards = [ours.send('late'), ours.buffered(), diary.entries.some((e) => 'closed' in e)];
      ours.close(1000, 'again');
      peer.ws.send('not heard any more');
      expect(await peer.diary.until((e) => 'closed' in e)).to.deep.equal({
        closed: 1008,
        reason: 'no start within 5 s',
      });
      expect(afterwards).to.deep.equal(['dropped', 0, false]);
      expect(diary.entries.slice(1)).to.deep.equal([{ closed: 1008, reason: 'no start within 5 s' }]);
    });

    it('cuts a reason that is too long for a close frame', async () => {
      const { port, socket } = await start();
      const peer = await aPeer(port);
      (await socket()).close(1008, 'é'.repeat(100));
      expect(await peer.diary.until((e) => 'closed' in e)).to.deep.equal({ closed: 1008, reason: 'é'.repeat(61) });
    });

    it('can be closed from within open()', async () => {
      const told = new Diary<{ closed: number }>();
      const { port } = await start({
        open(socket) {
          socket.close(1013, 'full');
          return { message() {}, drain() {}, close: (closed) => told.write({ closed }) };
        },
      });
      const peer = await aPeer(port);
      expect(await peer.diary.until((e) => 'closed' in e)).to.deep.equal({ closed: 1013, reason: 'full' });
      expect(await told.until(() => true)).to.deep.equal({ closed: 1013 });
    });

    it('closes only the socket whose listener throws', async () => {
      const heard = new Diary<string>();
      const { port } = await start({
        open: () => ({
          message(data) {
            if (data.toString() === 'bad') throw new Error('a secret');
            heard.write(data.toString());
          },
          drain() {},
          close() {
            throw new Error('and another');
          },
        }),
      });
      const [one, other] = [await aPeer(port), await aPeer(port)];
      one.ws.send('bad');
      expect(await one.diary.until((e) => 'closed' in e)).to.deep.equal({ closed: 1011, reason: 'internal error' });
      other.ws.send('good');
      expect(await heard.until(() => true)).to.equal('good');
    });
  });
