import { expect } from 'chai';
import { plainAddress } from '../../../src/telephony/peer-address.ts';

describe("a peer's address", () => {
  for (const [given, plain] of [
    ['127.0.0.1', '127.0.0.1'],
    ['::ffff:10.1.2.3', '10.1.2.3'],
    ['0000:0000:0000:0000:0000:ffff:0a01:02fe', '10.1.2.254'],
    ['0000:0000:0000:0000:0000:0000:0000:0001', '::1'],
    ['2001:0db8:0000:0000:0000:0000:0000:00ff', '2001:db8::ff'],
    ['fe80::1%eth0', 'fe80::1'],
    ['', ''],
    ['not:an:address', 'not:an:address'],
  ])
    it(`is ${plain || 'empty'} when the socket says ${given || 'nothing'}`, () => {
      expect(plainAddress(given ?? '')).to.equal(plain);
    });
});
