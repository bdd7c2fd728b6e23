import { expect } from 'chai';
import type { HttpReply } from '../../src/telephony/server.ts';
import { ask } from '../kit/telephony-server.ts';
import {
  anOrdinaryCall,
  aWire,
  closeOf,
  ended,
  hears,
  logOf,
  mediaMessage,
  REPLY,
  startMessage,
  tokenOf,
  voiceFields,
  type Wire,
} from '../kit/wire.ts';

const WEBHOOKS = ['/twilio/voice', '/twilio/resume', '/twilio/status'] as const;
const REFUSED = { closed: 1008, reason: 'expected a token of this call' };
const plain = ({ status, body }: HttpReply) => [status, body];

for (const kind of ['uws', 'ws'] as const)
  describe(`bad input over ${kind}`, () => {
    let wire: Wire;
    before(async () => {
      wire = await aWire({ env: { MEDIA_SERVER: kind } });
    });
    after(() => wire.close());

    /** How often messages were ignored for this reason while `act` ran. */
    async function ignoredDuring(reason: string, act: () => Promise<unknown>): Promise<number> {
      const line = `carrier_messages_ignored_total{reason="${reason}"}`;
      const before = await wire.metric(line);
      await act();
      return (await wire.metric(line)) - before;
    }
    const freed = async (callSid: string) => {
      await wire.post('/twilio/status', { CallSid: callSid, CallStatus: 'completed' });
      return ended(wire, callSid);
    };

    describe('webhooks', () => {
      for (const path of WEBHOOKS) {
        it(`refuses ${path} without a signature, and with a wrong one`, async () => {
          const fields = voiceFields(wire.newSid());
          for (const sign of ['none', 'wrong'] as const)
            expect(plain(await wire.post(path, fields, sign))).to.deep.equal([
              403,
              'expected a valid signature of the carrier\n',
            ]);
          expect(wire.stage.app.active()).to.equal(0);
        });

        it(`refuses ${path} without CallSid, and anything but POST`, async () => {
          expect(plain(await wire.post(path, { From: '+12125550177' }))).to.deep.equal([
            400,
            'CallSid: expected a value, got none\n',
          ]);
          const got = await wire.get(path);
          expect([got.status, got.headers?.allow]).to.deep.equal([405, 'POST']);
        });
      }

      it('refuses a signature of another call, and takes one that covers a query', async () => {
        const headers = {
          'content-type': 'application/x-www-form-urlencoded',
          'x-twilio-signature': wire.sign('/twilio/voice', {}),
        };
        const body = new URLSearchParams(voiceFields(wire.newSid())).toString();
        const { app } = wire.stage;
        const stolen = await ask(app.port, { method: 'POST', path: '/twilio/voice', headers, body });
        expect([stolen.status, app.active()]).to.deep.equal([403, 0]);
        const callSid = wire.newSid();
        expect((await wire.post('/twilio/voice?shop=1', voiceFields(callSid))).status).to.equal(200);
        expect(await freed(callSid)).to.equal('canceled');
      });

      it('answers a webhook that is repeated with the same pending token, and takes one call', async () => {
        const { callSid, token } = await wire.ring();
        const again = await wire.ring(callSid);
        expect([again.token, wire.stage.app.active()]).to.deep.equal([token, 1]);
        expect(await freed(callSid)).to.equal('canceled');
      });

      it('never knows a caller by a number that is withheld or none, and creates nobody', async () => {
        const { app } = wire.stage;
        const count = async () =>
          (await app.database.dataSource.query('SELECT count(*)::int AS n FROM customers'))[0].n;
        const before = await count();
        for (const from of ['anonymous', 'Restricted', '+266696687', '', 'sip:maria@example.com', '+1']) {
          const { callSid } = await wire.ring(wire.newSid(), { From: from });
          await freed(callSid);
          const { from_number, customer_id } = await logOf(wire, callSid);
          expect({ from_number, customer_id }, from).to.deep.equal({ from_number: null, customer_id: null });
        }
        expect(await count()).to.equal(before);
      });

      it('frees a call whose stream never came by its final status, in any order, repeated or not', async () => {
        for (const order of [
          ['completed'],
          ['completed', 'in-progress', 'ringing', 'completed'],
          ['no-answer', 'queued'],
        ]) {
          const { callSid } = await wire.ring();
          for (const CallStatus of order)
            expect((await wire.post('/twilio/status', { CallSid: callSid, CallStatus })).status).to.equal(204);
          expect([await ended(wire, callSid), wire.stage.app.active()], order.join()).to.deep.equal(['canceled', 0]);
        }
      });

      it('keeps a call through statuses that are not final, and takes those of unknown calls', async () => {
        const { callSid } = await wire.ring();
        for (const CallStatus of ['queued', 'initiated', 'ringing', 'in-progress', 'answered', 'nonsense', ''])
          await wire.post('/twilio/status', { CallSid: callSid, CallStatus });
        expect(wire.stage.app.active()).to.equal(1);
        const unknown = await wire.post('/twilio/status', { CallSid: wire.newSid(), CallStatus: 'completed' });
        expect([unknown.status, wire.stage.app.active()]).to.deep.equal([204, 1]);
        await freed(callSid);
      });

      it('frees a call that nobody speaks of again once its token has expired', async () => {
        const { callSid } = await wire.ring();
        await wire.passes(66_000);
        expect([await ended(wire, callSid), wire.stage.app.active()]).to.deep.equal(['canceled', 0]);
      });
    });

    describe('who may open a stream', () => {
      it('refuses an upgrade with a wrong signature; without one the token decides', async () => {
        const wrong = await wire.peer('wrong');
        expect(wrong.diary.entries).to.deep.equal([
          { refused: 403, body: 'expected a valid signature of the carrier\n' },
        ]);
        const { callSid, token } = await wire.ring();
        const absent = await wire.peer('none');
        absent.ws.send(startMessage(callSid, token));
        await hears(absent, 'media');
        absent.ws.close();
        await freed(callSid);
      });

      it('refuses a start without a token, with a wrong one, and with one of another call', async () => {
        const mine = await wire.ring();
        const other = await wire.ring();
        for (const token of [null, '', 'nonsense', `${mine.token.slice(0, -1)}~`, other.token])
          expect(await closeOf(await wire.starts(mine.callSid, token)), String(token)).to.deep.equal(REFUSED);
        expect(await closeOf(await wire.starts(wire.newSid(), mine.token))).to.deep.equal(REFUSED);
        // None of it has spent the right one.
        const right = await wire.starts(mine.callSid, mine.token);
        await hears(right, 'media');
        right.ws.close();
        await freed(mine.callSid);
        await freed(other.callSid);
      });

      it('takes a token once: a second socket is refused, the first goes on', async () => {
        const { callSid, token } = await wire.ring();
        const first = await wire.starts(callSid, token);
        await hears(first, 'media');
        expect(await closeOf(await wire.starts(callSid, token, 'MZ2'))).to.deep.equal(REFUSED);
        expect(first.ws.readyState).to.equal(first.ws.OPEN);
        await freed(callSid);
        expect(await closeOf(first)).to.deep.equal({ closed: 1000, reason: 'done' });
      });

      it('lets one of two sockets in that come at once with the same token', async () => {
        const { callSid, token } = await wire.ring();
        const peers = await Promise.all([wire.starts(callSid, token, 'MZ1'), wire.starts(callSid, token, 'MZ2')]);
        const out = await Promise.race(peers.map(async (peer) => ({ peer, close: await closeOf(peer) })));
        expect(out.close).to.deep.equal(REFUSED);
        const [inside] = peers.filter((peer) => peer !== out.peer);
        if (inside) await hears(inside, 'media');
        await freed(callSid);
      });

      it('refuses a token that has expired', async () => {
        const { callSid, token } = await wire.ring();
        wire.clock.jump(60_100);
        expect(await closeOf(await wire.starts(callSid, token))).to.deep.equal(REFUSED);
        await freed(callSid);
      });

      it('closes a socket that says no start within 5 s, whatever else it says', async () => {
        const peer = await wire.peer();
        peer.ws.send('{"event":"connected"}');
        peer.ws.send(mediaMessage(0));
        wire.clock.jump(4_000);
        expect(peer.ws.readyState).to.equal(peer.ws.OPEN);
        wire.clock.jump(1_100);
        expect(await closeOf(peer)).to.deep.equal({ closed: 1008, reason: 'expected start' });
      });

      it('has media addresses nowhere else', async () => {
        expect((await wire.get('/media')).status).to.equal(404);
        expect((await wire.get('/media/x')).status).to.equal(404);
      });
    });

    describe('what comes on a stream', () => {
      /** A stream that is let in, and hears its greeting. */
      async function aStream(): Promise<{ callSid: string; peer: Awaited<ReturnType<Wire['peer']>> }> {
        const { callSid, token } = await wire.ring();
        const peer = await wire.starts(callSid, token);
        await hears(peer, 'media');
        return { callSid, peer };
      }
      /** Everything that was sent before this has been handled. */
      const settled = async (peer: Awaited<ReturnType<Wire['peer']>>) => {
        const pong = new Promise((resolve) => peer.ws.once('pong', resolve));
        peer.ws.ping();
        await pong;
      };

      const BAD: [reason: string, message: string | Buffer][] = [
        ['not_json', '{"event":'],
        ['not_json', Buffer.from([0, 1, 2])],
        ['not_an_object', '[1]'],
        ['missing_event', '{}'],
        ['unknown_event', '{"event":"video"}'],
        ['unknown_event', '{"event":"__proto__"}'],
        ['missing_stream_sid', '{"event":"media","media":{"timestamp":"1","payload":"/w=="}}'],
        ['missing_media', '{"event":"media","streamSid":"MZ1"}'],
        ['missing_timestamp', '{"event":"media","streamSid":"MZ1","media":{"payload":"/w=="}}'],
        ['bad_timestamp', '{"event":"media","streamSid":"MZ1","media":{"timestamp":"soon","payload":"/w=="}}'],
        ['missing_payload', '{"event":"media","streamSid":"MZ1","media":{"timestamp":"1"}}'],
        ['empty_payload', '{"event":"media","streamSid":"MZ1","media":{"timestamp":"1","payload":""}}'],
        ['payload_not_base64', '{"event":"media","streamSid":"MZ1","media":{"timestamp":"1","payload":"not sound"}}'],
        ['missing_mark_name', '{"event":"mark","streamSid":"MZ1"}'],
        ['missing_digit', '{"event":"dtmf","streamSid":"MZ1"}'],
        ['other_stream', mediaMessage(0, Buffer.alloc(160), 'MZ9')],
        ['other_stream', '{"event":"mark","streamSid":"MZ9","mark":{"name":"x"}}'],
        ['second_start', startMessage('CA1', 'x')],
      ];

      it('counts what it cannot understand, and goes on', async () => {
        const { callSid, peer } = await aStream();
        for (const [reason, message] of BAD)
          expect(
            await ignoredDuring(reason, async () => {
              peer.ws.send(message);
              await settled(peer);
            }),
            `${reason} ${message}`,
          ).to.equal(1);
        expect([peer.ws.readyState, wire.stage.app.active()]).to.deep.equal([peer.ws.OPEN, 1]);
        await freed(callSid);
      });

      it('counts media before start, and takes the start that comes after it', async () => {
        const { callSid, token } = await wire.ring();
        const peer = await wire.peer();
        const ignored = await ignoredDuring('before_start', async () => {
          peer.ws.send(mediaMessage(0));
          peer.ws.send('{"event":"mark","streamSid":"MZ1","mark":{"name":"x"}}');
          peer.ws.send(startMessage(callSid, token));
          await hears(peer, 'media');
        });
        expect(ignored).to.equal(2);
        await freed(callSid);
      });

      it('closes with 1008 after 50 of them, and the call may come back', async () => {
        const { callSid, peer } = await aStream();
        for (let n = 0; n < 49; n++) peer.ws.send('nonsense');
        await settled(peer);
        expect(peer.ws.readyState).to.equal(peer.ws.OPEN);
        peer.ws.send('nonsense');
        expect(await closeOf(peer)).to.deep.equal({ closed: 1008, reason: 'too many malformed messages' });
        const back = await wire.starts(callSid, tokenOf(await wire.post('/twilio/resume', { CallSid: callSid })));
        await hears(back, 'media');
        await freed(callSid);
      });

      it('closes with 1008 after 50 before a start, too', async () => {
        const peer = await wire.peer();
        for (let n = 0; n < 60; n++) peer.ws.send(mediaMessage(n));
        expect(await closeOf(peer)).to.deep.equal({ closed: 1008, reason: 'too many malformed messages' });
      });

      for (const [size, bytes] of [
        ['64 KiB and one byte', 64 * 1024 + 1],
        ['1 MiB', 1024 * 1024],
      ] as const)
        it(`closes with 1009 on a message of ${size}`, async () => {
          const { callSid, peer } = await aStream();
          const frame = '{"event":"media","streamSid":"MZ1","media":{"timestamp":"1","payload":""}}';
          peer.ws.send(frame.replace('""', `"${'A'.repeat(bytes - frame.length)}"`));
          expect((await closeOf(peer)).closed).to.equal(1009);
          expect(await freed(callSid)).to.equal('caller_hung_up');
        });

      it('takes a message of just 64 KiB', async () => {
        const { callSid, peer } = await aStream();
        peer.ws.send(mediaMessage(5_000, Buffer.alloc(48_000, 0xff)).padEnd(64 * 1024, ' '));
        await settled(peer);
        expect(peer.ws.readyState).to.equal(peer.ws.OPEN);
        await freed(callSid);
      });

      it('waits for the carrier after a stop without a hang-up, and forgets the call when nothing comes', async () => {
        const { callSid, peer } = await aStream();
        peer.ws.send('{"event":"stop","streamSid":"MZ1","stop":{"accountSid":"AC1","callSid":"CA1"}}');
        peer.ws.send(mediaMessage(9_000));
        expect(await closeOf(peer)).to.deep.equal({ closed: 1000, reason: 'stopped' });
        expect(wire.stage.app.active()).to.equal(1);
        wire.clock.jump(10_100);
        expect([await ended(wire, callSid), wire.stage.app.active()]).to.deep.equal(['caller_hung_up', 0]);
      });

      it('waits for the carrier after a drop without a stop, and forgets the call when nothing comes', async () => {
        const { callSid, peer } = await aStream();
        peer.ws.terminate();
        const { callId } = await wire.notes.until((note) => note.note === 'began' && note.callSid === callSid);
        await wire.notes.until((n) => n.note === 'event' && n.callId === callId && n.event.type === 'line.closed');
        wire.clock.jump(10_100);
        expect([await ended(wire, callSid), wire.stage.app.active()]).to.deep.equal(['dropped', 0]);
      });

      it('carries on over a newer stream of the same call, and lets the older one go', async () => {
        const { callSid, peer } = await aStream();
        const token = tokenOf(await wire.post('/twilio/resume', { CallSid: callSid }));
        const newer = await wire.starts(callSid, token, 'MZ2');
        expect(await closeOf(peer)).to.deep.equal({ closed: 1000, reason: 'replaced' });
        // What was not heard on the first is heard on the second, whole: the older one's end took nothing from it.
        await hears(newer, 'mark');
        const { callId } = await wire.notes.until((note) => note.note === 'began' && note.callSid === callSid);
        const heard = wire.notes.until(
          (n) => n.note === 'event' && n.callId === callId && n.event.type === 'voice.finished',
        );
        newer.ws.on('message', (data) => {
          const { event, mark } = JSON.parse(data.toString());
          if (event === 'mark') newer.ws.send(JSON.stringify({ event, streamSid: 'MZ2', mark }));
        });
        await heard;
        await freed(callSid);
      });
    });

    describe('what is asked over HTTP', () => {
      it('is alive, and names what it depends on', async () => {
        expect(plain(await wire.get('/healthz'))).to.deep.equal([200, 'ok\n']);
        const { status, body } = await wire.get('/readyz');
        const { status: state, dependencies } = JSON.parse(body ?? '');
        expect([status, state]).to.deep.equal([200, 'ready']);
        expect(dependencies).to.deep.include({
          postgres: 'up',
          redis: 'up',
          speech: 'configured',
          model: 'configured',
          carrier: 'configured',
          server: 'taking calls',
        });
      });

      it('answers 404 to what it has not, and 405 to what is not asked like this', async () => {
        for (const path of [
          '/nothing',
          '/twilio',
          '/twilio/voice/',
          '//twilio/voice',
          '/readyz/x',
          '/__proto__',
          '/constructor',
        ])
          expect((await wire.get(path)).status, path).to.equal(404);
        for (const path of ['/healthz', '/readyz', '/metrics']) {
          const { status, headers } = await wire.get(path, 'POST');
          expect([status, headers?.allow], path).to.deep.equal([405, 'GET, HEAD']);
        }
      });

      it('takes a body that is no form for a request without parameters', async () => {
        expect((await wire.post('/twilio/voice', { '%%%': '\u0000' })).status).to.equal(400);
      });
    });

    describe('after all of this', () => {
      it('takes an ordinary call', async () => {
        expect(wire.stage.app.active()).to.equal(0);
        expect(await anOrdinaryCall(wire)).to.deep.equal({ heard: REPLY, problems: [] });
        expect(await wire.metric('call_active')).to.equal(0);
      });
    });
  });
