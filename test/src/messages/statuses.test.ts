import { expect } from 'chai';
import { MESSAGE_STATUSES, type MessageStatus } from '../../../entities/vocabulary.ts';
import { secondsToNextTry } from '../../../src/messages/refusals.ts';
import { statusesBefore, statusOf } from '../../../src/messages/statuses.ts';

describe('how far a text has come', () => {
  it('is told in the carrier’s words', () => {
    const words = [
      'accepted',
      'queued',
      'sending',
      'sent',
      'delivered',
      'read',
      'undelivered',
      'failed',
      'canceled',
      'x',
    ];
    expect(words.map(statusOf)).to.deep.equal([
      'queued',
      'queued',
      'queued',
      'sent',
      'delivered',
      'delivered',
      'undelivered',
      'failed',
      'failed',
      null,
    ]);
  });

  it('only ever goes on, and what it came to stays', () => {
    const before = Object.fromEntries(MESSAGE_STATUSES.map((status) => [status, statusesBefore(status)]));
    const onTheWay: MessageStatus[] = ['sending', 'queued', 'sent'];
    expect(before).to.deep.equal({
      sending: [],
      queued: ['sending'],
      sent: ['sending', 'queued'],
      delivered: onTheWay,
      undelivered: onTheWay,
      failed: onTheWay,
    });
  });

  it('is nowhere when there were too many requests: it is sent again, later and later, six times in all', () => {
    const waits = (code: string) => [1, 2, 3, 4, 5, 6].map((tries) => secondsToNextTry(code, tries));
    expect(waits('20429')).to.deep.equal([5, 10, 20, 40, 80, null]);
    expect(waits('http_429')).to.deep.equal([5, 10, 20, 40, 80, null]);
    const others = ['21610', '21211', '21614', 'timeout', 'unreachable', '20500', 'http_503'];
    expect(others.filter((code) => secondsToNextTry(code, 1) !== null)).to.deep.equal([]);
  });
});
