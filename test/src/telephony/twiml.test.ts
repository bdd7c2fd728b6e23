import { expect } from 'chai';
import { apologyOrTransfer, connectStream, dial, hangUp, say, whisper } from '../../../src/telephony/twiml.ts';

const HEAD = '<?xml version="1.0" encoding="UTF-8"?>';

describe('TwiML', () => {
  it('connects a stream with its token, and then asks where to go on', () => {
    const twiml = connectStream({
      mediaUrl: 'wss://example.com/media',
      token: 'a.b&c',
      resumeUrl: 'https://example.com/twilio/resume',
    });
    expect(twiml).to.equal(
      `${HEAD}<Response><Connect><Stream url="wss://example.com/media"><Parameter name="token" value="a.b&amp;c"/></Stream></Connect><Redirect method="POST">https://example.com/twilio/resume</Redirect></Response>`,
    );
  });

  it('hangs up', () => {
    expect(hangUp()).to.equal(`${HEAD}<Response><Hangup/></Response>`);
  });

  it('says something and hangs up', () => {
    expect(say('Sorry, "Sam" & co <closed>')).to.equal(
      `${HEAD}<Response><Say>Sorry, "Sam" &amp; co &lt;closed&gt;</Say><Hangup/></Response>`,
    );
  });

  it('leaves out what XML cannot hold', () => {
    expect(say('a\u0000b\u001bc\ud800d 🚗')).to.equal(
      `${HEAD}<Response><Say>a b c\ufffdd 🚗</Say><Hangup/></Response>`,
    );
  });

  it('dials a person', () => {
    expect(dial('+15550100123')).to.equal(`${HEAD}<Response><Dial>+15550100123</Dial></Response>`);
  });

  it('dials a person, and asks where to go on afterwards', () => {
    expect(dial('+15550100123', { actionUrl: 'https://example.com/twilio/resume' })).to.equal(
      `${HEAD}<Response><Dial action="https://example.com/twilio/resume" method="POST">+15550100123</Dial></Response>`,
    );
  });

  it('dials a person who is told something before the two are connected', () => {
    const actionUrl = 'https://example.com/twilio/resume';
    const whisperUrl = 'https://example.com/twilio/whisper?call=CA1';
    expect(dial('+15550100123', { actionUrl, whisperUrl })).to.equal(
      `${HEAD}<Response><Dial action="${actionUrl}" method="POST"><Number url="${whisperUrl}" method="POST">+15550100123</Number></Dial></Response>`,
    );
  });

  it('tells who has picked up, or connects at once where there is nothing to tell', () => {
    expect([whisper('It is "Sam" & co.'), whisper(null)]).to.deep.equal([
      `${HEAD}<Response><Say>It is "Sam" &amp; co.</Say></Response>`,
      `${HEAD}<Response/>`,
    ]);
  });

  it('transfers where there is a person, and apologizes where there is none', () => {
    expect([apologyOrTransfer('+15550100123', 'Sorry.'), apologyOrTransfer(undefined, 'Sorry.')]).to.deep.equal([
      `${HEAD}<Response><Dial>+15550100123</Dial></Response>`,
      `${HEAD}<Response><Say>Sorry.</Say><Hangup/></Response>`,
    ]);
  });
});
