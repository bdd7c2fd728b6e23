import { expect } from 'chai';
import { clearMessage, decodeFrame, markMessage, mediaMessage } from '../../../src/telephony/frames.ts';

const SID = 'MZ0123456789abcdef0123456789abcdef';
const START = {
  event: 'start',
  sequenceNumber: '1',
  start: {
    accountSid: 'AC1',
    streamSid: SID,
    callSid: 'CA1',
    tracks: ['inbound'],
    mediaFormat: { encoding: 'audio/x-mulaw', sampleRate: 8000, channels: 1 },
    customParameters: { token: 'abc', lang: 'en' },
  },
  streamSid: SID,
};
const media = (fields: object) => ({
  event: 'media',
  sequenceNumber: '3',
  media: { track: 'inbound', chunk: '1', timestamp: '5', payload: '/////w==', ...fields },
  streamSid: SID,
});
const decoded = (message: unknown) => decodeFrame(JSON.stringify(message));

describe("a carrier's frame", () => {
  it('connected', () => {
    expect(decoded({ event: 'connected', protocol: 'Call', version: '1.0.0' })).to.deep.equal({ event: 'connected' });
  });

  it('start tells stream, call, account and the parameters of the TwiML', () => {
    expect(decoded(START)).to.deep.equal({
      event: 'start',
      streamSid: SID,
      callSid: 'CA1',
      accountSid: 'AC1',
      parameters: { token: 'abc', lang: 'en' },
    });
  });

  it('start may lack parameters and media format, and name the stream outside only', () => {
    expect(decoded({ event: 'start', start: { accountSid: 'AC1', callSid: 'CA1' }, streamSid: SID })).to.deep.equal({
      event: 'start',
      streamSid: SID,
      callSid: 'CA1',
      accountSid: 'AC1',
      parameters: {},
    });
  });

  it('start may name the stream inside only', () => {
    const frame = decoded({ ...START, streamSid: undefined });
    expect('streamSid' in frame && frame.streamSid).to.equal(SID);
  });

  for (const timestamp of ['5', 5, '0', 0, '86400000'])
    it(`media carries sound, with the timestamp ${JSON.stringify(timestamp)}`, () => {
      expect(decoded(media({ timestamp }))).to.deep.equal({
        event: 'media',
        streamSid: SID,
        timestamp: Number(timestamp),
        sound: Buffer.from([255, 255, 255, 255]),
      });
    });

  it('media carries a frame of any size, byte for byte', () => {
    for (const size of [1, 2, 3, 160, 161, 8_000]) {
      const sound = Buffer.from(Array.from({ length: size }, (_, n) => (n * 37) & 255));
      const frame = decoded(media({ payload: sound.toString('base64') }));
      expect(frame.event === 'media' && frame.sound.equals(sound), `${size} bytes`).to.equal(true);
    }
  });

  it('media is the same in whatever order its fields come, and as odd', () => {
    const variants = [
      {},
      { payload: '/////w==', timestamp: '86400000' },
      { payload: '////' },
      { payload: '/w=' },
      { payload: 'AAA' },
      { payload: 'AA==AA==' },
      { payload: '=' },
      { payload: '' },
      { payload: '\u00e9' },
      { payload: undefined },
      { timestamp: '-5' },
      { timestamp: '5.5' },
      { timestamp: '' },
      { timestamp: '1'.repeat(16) },
      { timestamp: undefined },
      { chunk: 'x' },
      { track: 'outbound' },
    ];
    const usual = variants.map((fields) => decoded(media(fields)));
    const reversed = variants.map((fields) => {
      const { event, media: sound, ...rest } = media(fields);
      return decoded({ ...rest, media: Object.fromEntries(Object.entries(sound).reverse()), event });
    });
    expect(usual).to.deep.equal(reversed);
    expect(usual.filter(({ event }) => event === 'malformed')).to.have.length(12);
  });

  it('mark, dtmf and stop', () => {
    expect([
      decoded({ event: 'mark', sequenceNumber: '4', streamSid: SID, mark: { name: 'g1:u2' } }),
      decoded({ event: 'dtmf', streamSid: SID, sequenceNumber: '5', dtmf: { track: 'inbound_track', digit: '#' } }),
      decoded({ event: 'dtmf', streamSid: SID, dtmf: { digit: 7 } }),
      decoded({ event: 'stop', sequenceNumber: '5', stop: { accountSid: 'AC1', callSid: 'CA1' }, streamSid: SID }),
    ]).to.deep.equal([
      { event: 'mark', streamSid: SID, name: 'g1:u2' },
      { event: 'dtmf', digit: '#' },
      { event: 'dtmf', digit: '7' },
      { event: 'stop' },
    ]);
  });

  for (const [reason, text] of Object.entries({
    not_json: ['', '{', 'hello', '{"event":"media",}', '\u0000'],
    not_an_object: ['null', '1', '"media"', '[]', '[{"event":"stop"}]'],
    missing_event: ['{}'],
    unknown_event: ['hangup', 'constructor', '__proto__', 'Media', '', null, 3, {}].map((event) =>
      JSON.stringify({ event }),
    ),
    missing_start: [{ event: 'start' }, { event: 'start', start: [] }],
    missing_stream_sid: [
      { ...START, streamSid: undefined, start: { ...START.start, streamSid: undefined } },
      { ...media({}), streamSid: undefined },
      { ...media({}), streamSid: 5 },
      { ...media({}), streamSid: '' },
      { event: 'mark', mark: { name: 'x' } },
    ],
    missing_call_sid: [{ ...START, start: { ...START.start, callSid: undefined } }],
    missing_account_sid: [{ ...START, start: { ...START.start, accountSid: 5 } }],
    bad_parameters: ['token', null, ['a'], { token: 5 }, { token: { $ne: '' } }].map((customParameters) => ({
      ...START,
      start: { ...START.start, customParameters },
    })),
    unsupported_media_format: [
      null,
      { encoding: 'audio/l16', sampleRate: 8000, channels: 1 },
      { encoding: 'audio/x-mulaw', sampleRate: 16000, channels: 1 },
      { encoding: 'audio/x-mulaw', sampleRate: 8000, channels: 2 },
    ].map((mediaFormat) => ({ ...START, start: { ...START.start, mediaFormat } })),
    missing_media: [
      { event: 'media', streamSid: SID },
      { event: 'media', streamSid: SID, media: null },
    ],
    missing_timestamp: [media({ timestamp: undefined })],
    bad_timestamp: ['', '-1', '5.5', '1e3', ' 5', 'soon', -1, 5.5, null, [5], '1234567890123456'].map((timestamp) =>
      media({ timestamp }),
    ),
    missing_payload: [media({ payload: undefined })],
    empty_payload: [media({ payload: '' })],
    payload_not_base64: ['!!!!', 'AAA', 'AA=A', 'AAA-', 'AA A', '====', 'A===', 'AAAA\n', 5, null].map((payload) =>
      media({ payload }),
    ),
    missing_mark_name: [
      { event: 'mark', streamSid: SID },
      { event: 'mark', streamSid: SID, mark: {} },
      { event: 'mark', streamSid: SID, mark: { name: 3 } },
    ],
    missing_digit: [{ event: 'dtmf' }, { event: 'dtmf', dtmf: {} }],
    bad_digit: ['12', '', 'x', null].map((digit) => ({ event: 'dtmf', dtmf: { digit } })),
  } satisfies Record<string, unknown[]>))
    it(`is malformed: ${reason}`, () => {
      for (const each of text) {
        const raw = typeof each === 'string' ? each : JSON.stringify(each);
        expect(decodeFrame(raw), raw).to.deep.equal({ event: 'malformed', reason });
      }
    });

  it('never throws, whatever is cut off or changed', () => {
    const whole = JSON.stringify(START);
    const other = JSON.stringify(media({}));
    for (const text of [whole, other])
      for (let at = 0; at <= text.length; at++) {
        decodeFrame(text.slice(0, at));
        for (const put of ['null', '"', '{}', '[', '5', '\\'])
          decodeFrame(text.slice(0, at) + put + text.slice(at + 1));
      }
  });
});

describe('a message to the carrier', () => {
  it('has the form that the carrier knows', () => {
    expect([
      mediaMessage(SID, Buffer.from([255, 255, 255, 255])),
      markMessage(SID, 'turn-3:chunk-7'),
      clearMessage(SID),
    ]).to.deep.equal([
      `{"event":"media","streamSid":"${SID}","media":{"payload":"/////w=="}}`,
      `{"event":"mark","streamSid":"${SID}","mark":{"name":"turn-3:chunk-7"}}`,
      `{"event":"clear","streamSid":"${SID}"}`,
    ]);
  });

  it('stays JSON whatever the stream is called', () => {
    const odd = 'MZ"},\n"x":"é';
    for (const text of [mediaMessage(odd, Buffer.from('a')), markMessage(odd, odd), clearMessage(odd)])
      expect(JSON.parse(text).streamSid).to.equal(odd);
  });
});
