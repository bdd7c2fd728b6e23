import { connect } from 'node:net';
import { expect } from 'chai';
import type { Sent, Socket } from '../../../src/telephony/server.ts';
import { aPeer, Diary, HANDSHAKE, LIMITS, serversOf } from '../../kit/telephony-server.ts';

for (const kind of ['uws', 'ws'] as const)
  describe(`slow peers and the end, over ${kind}`, () => {
    const start = serversOf(kind);

    it('keeps at most the limit for a peer that does not read, and says when there is room again', async () => {
      const { port, diary, socket } = await start();
      const peer = await aPeer(port);
      peer.ws.pause();
      const ours = await socket();
      const message = (n: number) => String(n).padEnd(32 * 1024, '.');
      const answers: Sent[] = [];
      // The kernel's buffers take some megabytes first.
      while (answers.length < 4_000 && answers.at(-1) !== 'dropped') answers.push(ours.send(message(answers.length)));
      const taken = answers.length - 1;
      expect([...new Set(answers)]).to.deep.equal(['sent', 'buffered', 'dropped']);
      expect(ours.buffered()).to.be.within(1, LIMITS.maxBufferedBytes);

      const before = process.memoryUsage().rss;
      const more = new Set<Sent>();
      for (let n = 0; n < 4_000; n++) more.add(ours.send(message(n)));
      expect([...more]).to.deep.equal(['dropped']);
      expect(ours.buffered()).to.be.at.most(LIMITS.maxBufferedBytes);
      expect(process.memoryUsage().rss - before).to.be.below(40_000_000); // of 128 MB

      const last = peer.diary.until((e) => 'heard' in e && e.heard.startsWith(`${taken - 1}.`));
      const drained = diary.until((e) => 'drained' in e);
      peer.ws.resume();
      await Promise.all([drained, last]);
      expect([ours.buffered(), ours.send('room again')]).to.deep.equal([0, 'sent']);
      await peer.diary.until((e) => 'heard' in e && e.heard === 'room again');
      const heard = peer.diary.entries.map((e) => ('heard' in e ? Number.parseInt(e.heard, 10) : e));
      expect(heard).to.deep.equal([...Array.from({ length: taken }, (_, n) => n), Number.NaN]);
      expect(diary.entries.filter((e) => 'drained' in e)).to.deep.equal([{ drained: true, left: 0 }]);
    });

    it('says that there is room when all has been taken, not before', async () => {
      const { port, diary, socket } = await start({}, { maxBufferedBytes: 16 * 1024 * 1024 });
      const peer = await aPeer(port);
      peer.ws.pause();
      const ours = await socket();
      const message = '.'.repeat(256 * 1024);
      for (let n = 0; n < 400 && ours.send(message) !== 'dropped'; n++);
      expect(ours.buffered()).to.be.above(15 * 1024 * 1024);
      peer.ws.resume();
      await diary.until((e) => 'drained' in e);
      expect(diary.entries.slice(1)).to.deep.equal([{ drained: true, left: 0 }]);
    });

    it('takes a single message larger than the limit when nothing else waits', async () => {
      const { port, socket } = await start({}, { maxBufferedBytes: 1_000 });
      const peer = await aPeer(port);
      expect((await socket()).send('x'.repeat(2_000))).to.equal('sent');
      expect(await peer.diary.until(() => true)).to.deep.equal({ heard: 'x'.repeat(2_000) });
    });

    it('close() tells every peer and every listener 1001, also one that does not read, and resolves', async () => {
      const sockets: Socket[] = [];
      const told = new Diary<number>();
      const { port, server } = await start({
        open(socket) {
          sockets.push(socket);
          return { message() {}, drain() {}, close: (code) => told.write(code) };
        },
      });
      const [reads, talks, stuck] = [await aPeer(port), await aPeer(port), await aPeer(port)];
      stuck.ws.pause();
      const nonstop = setInterval(() => talks.ws.readyState === talks.ws.OPEN && talks.ws.send('x'.repeat(300)), 1);
      const began = performance.now();
      await server.close();
      clearInterval(nonstop);
      expect(performance.now() - began).to.be.below(2_000);
      for (const { diary } of [reads, talks])
        expect(await diary.until((e) => 'closed' in e)).to.deep.equal({ closed: 1001, reason: 'going away' });
      expect(told.entries).to.deep.equal([1001, 1001, 1001]);
      stuck.ws.terminate();
    });

    it('takes no upgrade while it closes, not even on a connection that is there', async () => {
      const { port, server } = await start({ http: () => ({ status: 200, body: 'here' }) });
      await aPeer(port); // makes close() wait
      const early = connect(port, '127.0.0.1');
      const answers = new Diary<string>();
      early.on('data', (data) => answers.write(data.toString()));
      early.on('error', () => {});
      const ended = new Promise((resolve) => early.once('close', resolve));
      early.write('GET / HTTP/1.1\r\nhost: x\r\n\r\n');
      await answers.until((text) => text.includes('here'));
      const closed = server.close();
      early.write(`GET / HTTP/1.1\r\nhost: x\r\n${HANDSHAKE}\r\n`);
      await Promise.all([closed, ended]);
      expect(answers.entries.join('').match(/HTTP\/1\.1 \d+/g)).to.be.deep.oneOf([
        ['HTTP/1.1 200', 'HTTP/1.1 503'],
        ['HTTP/1.1 200'],
      ]);
    });
  });
