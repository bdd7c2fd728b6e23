import { createHmac } from 'node:crypto';
import { expect } from 'chai';
import { fieldOf, parseForm } from '../../../src/telephony/form.ts';
import { streamUrl, upgradeSignature, webhookIsSigned } from '../../../src/telephony/signature.ts';

const sign = (text: string) => createHmac('sha1', '12345').update(text).digest('base64');

describe("a webhook's signature", () => {
  // The vector of twilio-node's own tests.
  const webhook = {
    authToken: '12345',
    publicUrl: 'https://mycompany.com',
    path: '/myapp.php',
    query: 'foo=1&bar=2',
    params: parseForm(
      'CallSid=CA1234567890ABCDE&Caller=%2B14158675309&Digits=1234&From=%2B14158675309&To=%2B18005551212',
    ),
    signature: 'RSOYDt4T1cUTdK1PDd93/VVr8B8=',
  };

  it('is right for this address and these parameters', () => {
    expect(webhookIsSigned(webhook)).to.equal(true);
  });

  for (const [what, change] of Object.entries({
    'another parameter value': { params: { ...webhook.params, Digits: '1235' } },
    'one parameter more': { params: { ...webhook.params, Extra: '1' } },
    'one parameter less': { params: parseForm('CallSid=CA1234567890ABCDE') },
    'another path': { path: '/myapp.phq' },
    'another query': { query: 'foo=1&bar=3' },
    'no query': { query: '' },
    'another host': { publicUrl: 'https://mycompany.org' },
    'another scheme': { publicUrl: 'http://mycompany.com' },
    'another auth token': { authToken: '12346' },
    'another signature': { signature: 'RSOYDt4T1cUTdK1PDd93/VVr8B9=' },
    'half a signature': { signature: 'RSOYDt4T1cUTdK1PDd' },
    'an empty signature': { signature: '' },
    'no signature': { signature: undefined },
    'a path that is none': { path: '@evil.example/' },
    'a path that makes no address': { path: ':x/' },
  }))
    it(`is wrong with ${what}`, () => {
      expect(webhookIsSigned({ ...webhook, ...change })).to.equal(false);
    });

  it('covers every value of a repeated parameter, each once, in order', () => {
    const params = parseForm('Media=b&Media=a&Media=b&Other=x');
    const signature = sign('https://mycompany.com/twilio/voiceMediaaMediabOtherx');
    const repeated = { ...webhook, path: '/twilio/voice', query: '', params, signature };
    expect(webhookIsSigned(repeated)).to.equal(true);
    expect(webhookIsSigned({ ...repeated, params: parseForm('Media=b&Other=x') })).to.equal(false);
  });

  it('covers parameters outside ASCII', () => {
    const params = parseForm('CallerName=Zo%C3%AB+M%C3%BCller');
    const signature = sign('https://mycompany.com/twilio/voiceCallerNameZoë Müller');
    expect(webhookIsSigned({ ...webhook, path: '/twilio/voice', query: '', params, signature })).to.equal(true);
  });
});

describe("an upgrade's signature", () => {
  const signed = { authToken: '12345', mediaUrl: 'wss://example.com/twilio/media' };
  const header = 'Ko8aymfVk0cCegaxVKH0ZCvSyf4=';

  it('is over the wss address and nothing else', () => {
    expect([
      upgradeSignature(signed, header),
      upgradeSignature({ ...signed, mediaUrl: 'wss://example.com/media' }, header),
      upgradeSignature({ ...signed, authToken: 'other' }, header),
      upgradeSignature(signed, sign('https://example.com/twilio/media')),
      upgradeSignature(signed, 'x'),
    ]).to.deep.equal(['valid', 'wrong', 'wrong', 'wrong', 'wrong']);
  });

  it('may be absent', () => {
    expect([upgradeSignature(signed, undefined), upgradeSignature(signed, '')]).to.deep.equal(['absent', 'absent']);
  });

  it('is taken over ws and over http where the public address is plain', () => {
    const plain = { authToken: '12345', mediaUrl: 'ws://localhost:3000/media' };
    expect([
      upgradeSignature(plain, sign('ws://localhost:3000/media')),
      upgradeSignature(plain, sign('http://localhost:3000/media')),
      upgradeSignature(plain, sign('wss://localhost:3000/media')),
    ]).to.deep.equal(['valid', 'valid', 'wrong']);
  });
});

describe("a stream's address", () => {
  it('is that of the server, for WebSockets', () => {
    expect([streamUrl('https://example.com'), streamUrl('http://localhost:3000')]).to.deep.equal([
      'wss://example.com/media',
      'ws://localhost:3000/media',
    ]);
  });
});

describe('a form', () => {
  it('is read with all values of a repeated name', () => {
    expect(parseForm('From=%2B1555&Name=Zo%C3%AB+M&A=1&A=2&Empty=&Bare&__proto__=x&bad=%zz')).to.deep.equal(
      Object.fromEntries([
        ['From', '+1555'],
        ['Name', 'Zoë M'],
        ['A', ['1', '2']],
        ['Empty', ''],
        ['Bare', ''],
        ['__proto__', 'x'],
        ['bad', '%zz'],
      ]),
    );
    expect(parseForm('')).to.deep.equal({});
  });

  it('gives the first value of a field', () => {
    const form = parseForm('A=1&A=2&B=3');
    expect([fieldOf(form, 'A'), fieldOf(form, 'B'), fieldOf(form, 'C'), fieldOf(form, 'toString')]).to.deep.equal([
      '1',
      '3',
      undefined,
      undefined,
    ]);
  });
});
