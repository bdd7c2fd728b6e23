import { expect } from 'chai';
import type { Customer } from '../../../entities/customer.ts';
import { OutboundCall } from '../../../entities/outbound-call.ts';
import type { Dialed, Outbound } from '../../../src/outbound/outbound.ts';
import { CALL, createRounds } from '../../../src/outbound/rounds.ts';
import {
  aLog,
  at,
  type OutreachDesk,
  settles,
  shopTime,
  useOutreachDesk,
  WrittenJobs,
} from '../../kit/outreach-desk.ts';

const MINUTE = 60_000;

describe('the calls of the day', () => {
  let desk: OutreachDesk;
  let jobs: WrittenJobs;
  let servers: ReturnType<typeof createRounds>[];
  useOutreachDesk('2026-12-01T08:00', (given) => {
    desk = given;
    jobs = new WrittenJobs();
    servers = [];
  });
  afterEach(() => Promise.all(servers.map((server) => server.close())));

  /** A server that wakes up at this time of the shop; what it places is told to `place`. */
  function server(time: string, place: Outbound['place'] = async () => ({ outcome: 'repeated' }), allowList = ['*']) {
    const { base, clock } = desk;
    clock.advance(at(time).getTime() - clock.now());
    const { log, said } = aLog(clock);
    const { shopId } = base.shop;
    const rounds = createRounds({
      db: base.dataSource,
      shopId,
      shopTime,
      allowList,
      jobs,
      place,
      clock,
      newId: base.newId,
      log,
    });
    servers.push(rounds);
    rounds.start();
    return {
      rounds,
      said,
      /** Resolves with the time at which the calls of a day were chosen. */
      chose: async () => (await said.until(({ message }) => message === 'outbound.roundChosen')).at,
      async passes(ms: number) {
        clock.advance(ms);
        await settles();
      },
      /** The same, for what happens every ten seconds. */
      async passesSlowly(ms: number) {
        for (let passed = 0; passed < ms; passed += 10_000) await this.passes(10_000);
      },
    };
  }
  const held = async () =>
    (await desk.rows('SELECT held_on::text FROM outbound_rounds ORDER BY held_on')).map((row) => row.held_on);
  const job = (appointment: { appointmentId: string; startTime: Date }, scenario = 'reminder') => ({
    queue: CALL,
    data: {
      scenario,
      appointmentId: appointment.appointmentId,
      forTime: appointment.startTime.toISOString(),
      attempt: 1,
    },
    afterSeconds: 0,
  });

  for (const [day, offset] of [
    ['2026-12-01', '-05:00'],
    ['2027-07-01', '-04:00'],
    // The clocks go forward on this day, and back on that one.
    ['2027-03-14', '-04:00'],
    ['2027-11-07', '-05:00'],
  ] as const)
    it(`are chosen at nine by the shop’s clocks on ${day}`, async () => {
      const one = server(`${day}T08:58`);
      await one.passes(MINUTE);
      await one.passes(MINUTE - 1);
      expect(await held()).to.deep.equal([]);
      await one.passes(1);
      expect(await one.chose()).to.equal(`${day}T09:00:00${offset}`);
      expect(await held()).to.deep.equal([day]);
    });

  it('are chosen later in the day where no server was up at nine, and not when it is too late to call', async () => {
    const ann = await desk.customer();
    const tomorrow = await desk.appointment(ann, '2026-12-02T10:00');
    const late = server('2026-12-01T11:30');
    expect(await late.chose()).to.equal('2026-12-01T11:30:00-05:00');
    expect(jobs.added).to.deep.equal([job(tomorrow)]);
    await late.rounds.close();
    const night = server('2026-12-02T20:00');
    await night.passes(MINUTE);
    expect(await held()).to.deep.equal(['2026-12-01']);
    for (let left = 13 * 60 - 2; left > 0; left--) await night.passes(MINUTE);
    await night.passesSlowly(MINUTE);
    expect(await night.chose()).to.equal('2026-12-03T09:00:00-05:00');
  });

  it('are chosen once a day by all servers together, however often they start', async () => {
    await desk.appointment(await desk.customer(), '2026-12-02T10:00');
    const both = [server('2026-12-01T08:59'), server('2026-12-01T08:59')];
    await settles();
    await both[0]?.passesSlowly(MINUTE);
    await Promise.race(both.map((one) => one.chose()));
    await Promise.all(servers.map((one) => one.close()));
    const again = server('2026-12-01T12:00');
    await again.rounds.close();
    expect([await held(), jobs.added.length]).to.deep.equal([['2026-12-01'], 1]);
    expect([...both, again].flatMap(({ said }) => said.entries.map(({ message }) => message))).to.deep.equal([
      'outbound.roundChosen',
    ]);
  });

  it('are chosen a minute later where that failed, none of them lost and none twice', async () => {
    const ann = await desk.appointment(await desk.customer(), '2026-12-02T10:00');
    jobs.broken = 1;
    const one = server('2026-12-01T09:30');
    await one.said.until(({ message }) => message === 'outbound.roundNotChosen');
    expect([await held(), jobs.added]).to.deep.equal([[], []]);
    await settles();
    await one.passes(MINUTE);
    expect(await one.chose()).to.equal('2026-12-01T09:31:00-05:00');
    expect(jobs.added).to.deep.equal([job(ann)]);
  });

  it('go to who comes tomorrow and who was here three days ago, has agreed, and may be called', async () => {
    const [ann, bob, cid, dee] = [
      await desk.customer(),
      await desk.customer(),
      await desk.customer(),
      await desk.customer(),
    ];
    const silent = await desk.customer({ reminderConsent: null });
    const unwilling = await desk.customer({ reminderConsent: false });
    const elsewhere = await desk.customer();
    const second = await desk.appointment(bob, '2026-12-02T11:00');
    const first = await desk.appointment(ann, '2026-12-02T08:00');
    await desk.appointment(ann, '2026-12-02T15:00');
    const visit = await desk.appointment(cid, '2026-11-28T10:00', { status: 'completed' });
    // Reminded today, and not called once more about the last visit.
    await desk.appointment(bob, '2026-11-28T11:00', { status: 'completed' });
    await desk.appointment(dee, '2026-12-03T10:00');
    for (const customer of [silent, unwilling, elsewhere]) await desk.appointment(customer, '2026-12-02T09:00');
    const allowList = [ann, bob, cid, dee, silent, unwilling].map(({ phoneNumber }) => phoneNumber);
    await server('2026-12-01T09:00', undefined, allowList).chose();
    expect(jobs.added).to.deep.equal([job(first), job(second), job(visit, 'follow-up')]);
  });

  describe('one of them', () => {
    let ann: Customer;
    beforeEach(async () => {
      ann = await desk.customer();
    });
    /** A server at noon that says of every call what became of it, and of what it placed. */
    const atNoon = (dialed: Dialed['outcome'] = 'placed', time = '2026-12-01T12:00') => {
      const placed: Parameters<Outbound['place']>[0][] = [];
      const one = server(time, async (wanted) => {
        placed.push(wanted);
        return { outcome: dialed, callId: 'call', callSid: 'CA1', code: '21211' } as Dialed;
      });
      return { ...one, placed };
    };

    for (const outcome of ['placed', 'refused'] as const)
      it(`is ${outcome} two seconds before the next one`, async () => {
        const appointment = await desk.appointment(ann, '2026-12-02T10:00');
        const one = atNoon(outcome);
        await one.chose();
        let isDone = false;
        const done = jobs.do(CALL, job(appointment).data).then(() => {
          isDone = true;
        });
        while (one.placed.length === 0) await settles();
        await one.passes(1_999);
        expect(isDone).to.equal(false);
        await one.passes(1);
        await done;
        expect(
          one.placed.map(({ appointment: { appointmentId }, customer: { customerId }, ...rest }) => ({
            appointmentId,
            customerId,
            ...rest,
          })),
        ).to.deep.equal([
          {
            appointmentId: appointment.appointmentId,
            customerId: ann.customerId,
            scenario: 'reminder',
            to: ann.phoneNumber,
            attempt: 1,
            idempotencyKey: null,
          },
        ]);
      });

    it('does not keep the next one waiting when another server has placed it', async () => {
      const appointment = await desk.appointment(ann, '2026-12-02T10:00');
      const one = atNoon('repeated');
      await one.chose();
      await jobs.do(CALL, job(appointment).data);
      expect(one.placed.length).to.equal(1);
    });

    for (const [what, change] of [
      ['consent was taken back', `UPDATE customers SET reminder_consent = false`],
      ['it was confirmed', `UPDATE appointments SET status = 'confirmed'`],
      [
        'it was cancelled',
        `UPDATE appointments SET status = 'cancelled', cancelled_at = now(), cancel_reason = 'other'`,
      ],
      [
        'it was moved by an hour',
        `UPDATE appointments SET start_time = start_time + interval '1 hour', end_time = end_time + interval '1 hour'`,
      ],
    ] as const)
      it(`is not placed any more when ${what} meanwhile`, async () => {
        const appointment = await desk.appointment(ann, '2026-12-02T10:00');
        const one = atNoon();
        await one.chose();
        await desk.rows(change);
        await jobs.do(CALL, job(appointment).data);
        expect(one.placed).to.deep.equal([]);
      });

    it('is not placed at night, or on another day than that for which it was chosen', async () => {
      const appointment = await desk.appointment(ann, '2026-12-02T10:00');
      const night = atNoon('placed', '2026-12-01T20:00');
      await jobs.do(CALL, job(appointment).data);
      const next = atNoon('placed', '2026-12-02T09:30');
      await jobs.do(CALL, job(appointment).data);
      expect([...night.placed, ...next.placed]).to.deep.equal([]);
    });

    it('is tried again when nobody answered, unless somebody had asked for it or it is over for today', async () => {
      const appointment = await desk.appointment(ann, '2026-12-02T10:00');
      const { rounds } = atNoon();
      const call = (attempt: number | null) =>
        Object.assign(new OutboundCall(), {
          scenario: 'reminder',
          appointmentId: appointment.appointmentId,
          forTime: appointment.startTime,
          attempt,
        });
      jobs.added.length = 0;
      await rounds.unanswered(desk.base.dataSource, call(null), 'busy');
      await rounds.unanswered(desk.base.dataSource, call(3), 'busy');
      await rounds.unanswered(desk.base.dataSource, call(1), 'failed');
      expect(jobs.added).to.deep.equal([]);
      await rounds.unanswered(desk.base.dataSource, call(1), 'busy');
      await rounds.unanswered(desk.base.dataSource, call(2), 'no_answer');
      const again = (attempt: number, afterSeconds: number) => {
        const first = job(appointment);
        return { ...first, data: { ...first.data, attempt }, afterSeconds };
      };
      expect(jobs.added).to.deep.equal([again(2, 900), again(3, 3_600)]);
    });
  });
});
