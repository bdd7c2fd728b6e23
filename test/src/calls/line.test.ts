import { expect } from 'chai';
import type { LineCommand, TransferWord } from '../../../machines/ports/line.ts';
import { type CarrierControl, closeStream, leaveLine } from '../../../src/calls/line.ts';
import type { LiveCall } from '../../../src/calls/live-call.ts';
import { OutsideError } from '../../../src/errors.ts';
import { silentLog } from '../../../src/log.ts';

const COLLEAGUE = '+12125550188';

describe('leaving the line', () => {
  /** A call with a stream, and a REST API that writes a diary and takes commands or not. */
  const aLine = (given: { rest?: 'works' | 'fails' | 'none'; streams?: boolean } = {}) => {
    const { rest = 'works', streams = true } = given;
    const diary: string[] = [];
    const call = {
      callId: 'call-1',
      callSid: 'CA1',
      fate: { next: 'go-on' },
      stream: streams ? { close: (code: number, reason: string) => void diary.push(`close ${code} ${reason}`) } : null,
    } as LiveCall;
    const command = async (what: string) => {
      diary.push(what);
      if (rest === 'fails') throw new OutsideError('twilio', 'http_500', 'no', { retryable: true });
    };
    const control: CarrierControl = {
      hangUp: (callSid) => command(`rest: hang up ${callSid}`),
      dial: (callSid, { number, whisper }) => command(`rest: dial ${callSid} ${number}: ${whisper}`),
    };
    const leave = async (to: LineCommand, transferNumber?: string) => {
      const fateChanged = ({ fate }: LiveCall) => void diary.push(`fate: ${JSON.stringify(fate)}`);
      const offered = (_: unknown, { reason }: TransferWord) => void diary.push(`word: ${reason}`);
      leaveLine(call, to, {
        control: rest === 'none' ? null : control,
        transferNumber,
        transfers: { offered },
        whisper: ({ name }) => `${name} is there`,
        log: silentLog,
        countError: (code) => void diary.push(`error: ${code}`),
        fateChanged,
      });
      await new Promise((resolve) => setImmediate(resolve));
      return diary;
    };
    return { call, leave };
  };

  it('hangs up by REST, after the fate is written down; the carrier closes the stream', async () => {
    const diary = await aLine().leave({ type: 'hangUp' });
    expect(diary).to.deep.equal(['fate: {"next":"hang-up"}', 'rest: hang up CA1']);
  });

  it('hands over by REST, with a word for the colleague', async () => {
    const gist = { name: 'Maria', identity: 'unknown', topic: 'opening', reason: null, lastWords: null } as const;
    const word = { reason: 'asked for a person', briefing: 'Caller: Maria.', gist, customerId: null };
    const diary = await aLine().leave({ type: 'dial', number: COLLEAGUE, word });
    expect(diary).to.deep.equal([
      `fate: {"next":"dial","number":"${COLLEAGUE}","whisper":"Maria is there"}`,
      'word: asked for a person',
      `rest: dial CA1 ${COLLEAGUE}: Maria is there`,
    ]);
  });

  it('leaves the stream alone that came after the one it left, when REST says too late that it failed', async () => {
    const { call, leave } = aLine({ rest: 'fails' });
    const leaving = leave({ type: 'hangUp' });
    call.stream = { close: () => expect.fail('expected the new stream to stay') };
    expect((await leaving).at(-1)).to.equal('close 1000 done');
  });

  for (const rest of ['fails', 'none'] as const)
    it(`closes the stream when REST ${rest === 'fails' ? 'fails' : 'is not there'}: the carrier asks, and the fate is known`, async () => {
      const { call, leave } = aLine({ rest });
      const diary = await leave({ type: 'hangUp' });
      const tried = rest === 'fails' ? ['rest: hang up CA1', 'error: http_500'] : [];
      expect(diary).to.deep.equal(['fate: {"next":"hang-up"}', ...tried, 'close 1000 done']);
      expect(call.fate).to.deep.equal({ next: 'hang-up' });
    });

  it('leaves a call without a voice to a person, or to an apology of the carrier', async () => {
    const lost: LineCommand = { type: 'leaveToCarrier', reason: 'tts_lost' };
    expect(await aLine().leave(lost, COLLEAGUE)).to.deep.equal([
      `fate: {"next":"dial","number":"${COLLEAGUE}","whisper":null}`,
      `rest: dial CA1 ${COLLEAGUE}: null`,
    ]);
    expect(await aLine().leave(lost)).to.deep.equal(['fate: {"next":"apologize"}', 'close 1000 done']);
  });

  it('only writes the fate down while there is no stream: the carrier has yet to come', async () => {
    expect(await aLine({ streams: false }).leave({ type: 'hangUp' })).to.deep.equal(['fate: {"next":"hang-up"}']);
  });

  it('closes no stream that is not there', () => {
    const { call } = aLine({ streams: false });
    expect(() => closeStream(call)).not.to.throw();
  });
});
