import { expect } from 'chai';
import { callerNumber } from '../../../src/telephony/caller-id.ts';

describe('caller ID', () => {
  for (const from of ['+15550100123', '+442071838750', '+26669668712', '+4915112345678'])
    it(`is the number ${from}`, () => {
      expect(callerNumber(from)).to.equal(from);
    });

  for (const from of [
    undefined,
    '',
    'anonymous',
    'Anonymous',
    'Restricted',
    'unknown',
    'unavailable',
    'private',
    'blocked',
    '+266696687',
    '+86282452253',
    '+8656696',
    '+2562533',
    '+7378742833',
    'client:alice',
    'sip:+15550100123@example.com',
    '15550100123',
    '+05550100123',
    '+1555',
    '+1234567890123456',
    '+1555010012x',
    '+15550100123\n+15550100124',
  ])
    it(`is nobody's when it says ${JSON.stringify(from)}`, () => {
      expect(callerNumber(from)).to.equal(null);
    });
});
