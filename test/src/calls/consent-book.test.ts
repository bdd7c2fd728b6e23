import { expect } from 'chai';
import type { Customer } from '../../../entities/customer.ts';
import type { Consent } from '../../../machines/ports/consents.ts';
import { createConsentBook } from '../../../src/calls/consent-book.ts';
import { createConsents } from '../../../src/messages/consents.ts';
import { aLog, type OutreachDesk, settles, useOutreachDesk } from '../../kit/outreach-desk.ts';

const NOBODY_SAID = {
  textConsent: null,
  textConsentAt: null,
  textConsentSource: null,
  reminderConsent: null,
  reminderConsentAt: null,
  reminderConsentSource: null,
};
const texts = (given: boolean): Consent => ({ matter: 'texts', given });
const reminders = (given: boolean): Consent => ({ matter: 'reminders', given });

describe('what a caller says of texts and reminder calls', () => {
  let desk: OutreachDesk;
  let ann: Customer;
  let callId: string;
  let told: string[];
  useOutreachDesk('2026-12-01T12:00', (given) => {
    desk = given;
  });
  beforeEach(async () => {
    ann = await desk.customer(NOBODY_SAID);
    callId = desk.base.newId();
    told = [];
  });

  /** A book whose database fails so many times, or for ever. */
  function aBook(failures = 0) {
    const { base, clock } = desk;
    const { log, said } = aLog(clock);
    let left = failures;
    const db = Object.assign(Object.create(base.dataSource), {
      transaction: (...work: never[]) =>
        left-- > 0 ? Promise.reject(new Error('away')) : base.dataSource.transaction(...(work as unknown as [never])),
    });
    const book = createConsentBook({
      db,
      shopId: base.shop.shopId,
      clock,
      newId: base.newId,
      log,
      afterConsent: async (_tx, appointmentId) => {
        told.push(appointmentId);
      },
    });
    return { ...book, log: said };
  }
  const kept = async ({ customerId }: Customer) => {
    const sql = `SELECT text_consent AS texts, text_consent_at AS texts_at, text_consent_source AS texts_by, reminder_consent AS reminders,
       reminder_consent_at AS reminders_at, reminder_consent_source AS reminders_by FROM customers WHERE customer_id = $1`;
    return (await desk.rows(sql, [customerId]))[0];
  };
  const nothing = {
    texts: null,
    texts_at: null,
    texts_by: null,
    reminders: null,
    reminders_at: null,
    reminders_by: null,
  };

  it('is kept with its time and where it was said, and the trace names the call', async () => {
    const book = aBook();
    const at = new Date(desk.clock.now());
    book.said(callId, { customerId: ann.customerId, consents: [texts(true), reminders(false)] });
    desk.clock.advance(1);
    await book.close();
    expect(await kept(ann)).to.deep.equal({
      texts: true,
      texts_at: at,
      texts_by: 'phone',
      reminders: false,
      reminders_at: at,
      reminders_by: 'phone',
    });
    const traced = await desk.rows(
      `SELECT call_id, after FROM change_traces WHERE action = 'update' ORDER BY trace_id`,
    );
    const time = at.toISOString();
    expect(traced).to.deep.equal([
      { call_id: callId, after: { textConsent: true, textConsentAt: time, textConsentSource: 'phone' } },
      { call_id: callId, after: { reminderConsent: false, reminderConsentAt: time, reminderConsentSource: 'phone' } },
    ]);
  });

  it('is taken back for everybody with that number, and given for nobody else', async () => {
    const husband = await desk.customer({ ...NOBODY_SAID, phoneNumber: ann.phoneNumber });
    const other = await desk.customer(NOBODY_SAID);
    const book = aBook();
    book.said(callId, { customerId: ann.customerId, consents: [texts(true), reminders(false)] });
    await book.close();
    expect(await kept(husband)).to.include({ texts: null, reminders: false, reminders_by: 'phone' });
    expect(await kept(other)).to.deep.equal(nothing);
  });

  it('counts as it was said last, in whatever order it is written', async () => {
    const book = aBook(1);
    book.said(callId, { customerId: ann.customerId, consents: [texts(true)] });
    await book.log.until(({ message }) => message === 'consents.notWritten');
    desk.clock.advance(500);
    const { base, clock } = desk;
    const { dataSource: db, newId } = base;
    await createConsents({ db, shopId: base.shop.shopId, clock, newId }).stopped(ann.phoneNumber, 'sms');
    await book.close();
    expect(await kept(ann)).to.include({ texts: false, texts_by: 'sms' });
    expect(told).to.deep.equal([]);
  });

  it('is the last of two words in one call', async () => {
    const book = aBook();
    for (const given of [true, false]) {
      desk.clock.advance(1_000);
      book.said(callId, { customerId: ann.customerId, consents: [texts(given)] });
    }
    await book.close();
    expect(await kept(ann)).to.include({ texts: false, texts_by: 'phone' });
  });

  it('is tried again while it cannot be written, with the time at which it was said, and told of in the log', async () => {
    const book = aBook(2);
    const at = new Date(desk.clock.now());
    book.said(callId, { customerId: ann.customerId, consents: [reminders(false)] });
    for (const [failed, ms] of [1_000, 5_000].entries()) {
      while (book.log.entries.length <= failed) await settles();
      desk.clock.advance(ms);
    }
    await book.close();
    expect(await kept(ann))
      .to.include({ reminders: false, reminders_by: 'phone' })
      .and.deep.include({ reminders_at: at });
    expect(book.log.entries.map(({ message }) => message)).to.deep.equal(Array(2).fill('consents.notWritten'));
  });

  it('has the appointments texted about that were booked in the same call, once they agree', async () => {
    const mine = await desk.appointment(ann, '2026-12-03T10:00', { callId });
    await desk.appointment(ann, '2026-12-03T12:00', { callId: desk.base.newId() });
    await desk.appointment(ann, '2026-12-04T10:00', {
      callId,
      status: 'cancelled',
      cancelReason: 'other',
      cancelledAt: new Date(),
    });
    const book = aBook();
    for (const given of [true, true]) book.said(callId, { customerId: ann.customerId, consents: [texts(given)] });
    book.said(callId, { customerId: ann.customerId, consents: [reminders(true)] });
    await book.close();
    expect(told).to.deep.equal([mine.appointmentId]);
  });

  it('of nobody is nothing', async () => {
    const book = aBook();
    book.said(callId, { customerId: desk.base.newId(), consents: [texts(true), reminders(false)] });
    await book.close();
    expect([await kept(ann), book.log.entries]).to.deep.equal([nothing, []]);
  });
});
