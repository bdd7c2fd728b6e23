import { expect } from 'chai';
import twilio from 'twilio';
import { parseTwiml, TwimlError } from '../../../src/simulators/carrier/index.ts';

describe('TwiML, read by the simulated carrier', () => {
  it('is what the helper library writes', () => {
    const response = new twilio.twiml.VoiceResponse();
    response.connect().stream({ url: 'wss://example.com/media' }).parameter({ name: 'token', value: `a"<&'ü>` });
    response.redirect({ method: 'POST' }, 'https://example.com/twilio/resume');
    expect(parseTwiml(response.toString())).to.deep.equal({
      name: 'Response',
      attributes: {},
      text: '',
      children: [
        {
          name: 'Connect',
          attributes: {},
          text: '',
          children: [
            {
              name: 'Stream',
              attributes: { url: 'wss://example.com/media' },
              text: '',
              children: [
                { name: 'Parameter', attributes: { name: 'token', value: `a"<&'ü>` }, text: '', children: [] },
              ],
            },
          ],
        },
        {
          name: 'Redirect',
          attributes: { method: 'POST' },
          text: 'https://example.com/twilio/resume',
          children: [],
        },
      ],
    });
  });

  it('may have comments, references and white space', () => {
    const xml = `<?xml version="1.0"?>\n<!-- hm -->\n<Response>\n  <Say voice='alice'>caf&#233; &#x26; &lt;b&gt;</Say>\n</Response >\n`;
    expect(parseTwiml(xml).children).to.deep.equal([
      { name: 'Say', attributes: { voice: 'alice' }, text: 'café & <b>', children: [] },
    ]);
  });

  const bad: [string, string][] = [
    ['is empty', ''],
    ['is no XML', 'hello'],
    ['is another root', '<Answer/>'],
    ['has two roots', '<Response/><Response/>'],
    ['does not close', '<Response><Say>hi</Response>'],
    ['ends in the middle', '<Response><Say>'],
    ['has a bare ampersand', '<Response><Say>you & me</Say></Response>'],
    ['has an unquoted attribute', '<Response><Pause length=1/></Response>'],
    ['has an attribute twice', '<Response><Pause length="1" length="2"/></Response>'],
  ];
  for (const [what, xml] of bad)
    it(`is refused when it ${what}`, () => {
      expect(() => parseTwiml(xml)).to.throw(TwimlError);
    });
});
