import { expect } from 'chai';
import { Appointment } from '../../../entities/appointment.ts';
import type { Customer } from '../../../entities/customer.ts';
import { SlotHold } from '../../../entities/slot-hold.ts';
import type { Vehicle } from '../../../entities/vehicle.ts';
import type { Grant, ToolErrorCode } from '../../../machines/ports/tools.ts';
import { systemClock } from '../../../src/clock.ts';
import { openDatabase } from '../../../src/crm/database.ts';
import { createVehicle } from '../../../src/crm/vehicles.ts';
import { silentLog } from '../../../src/log.ts';
import { ACall } from '../../kit/a-call.ts';
import { type Answer, type Desk, type DeskCall, MARIAS_NUMBER, NOW, useDesk } from '../../kit/tools-desk.ts';

const SLOT = '2026-12-01T09:30:00-05:00';
const MINUTE = 60_000;

/** Somebody on the line, with a car of their own. */
interface Caller {
  call: DeskCall;
  books(mode: Grant['mode'], start?: string, service?: string): Promise<Answer>;
}

describe('a slot that was proposed', () => {
  let desk: Desk;
  let callers: Caller[];
  useDesk((fresh) => {
    desk = fresh;
  });

  const callerWith = (owner: Customer, vehicle: Vehicle, call: DeskCall): Caller => ({
    call,
    books: (mode, start_time = SLOT, service_type = 'oil_change') =>
      call.asks(
        'book_appointment',
        { customer_id: owner.customerId, vehicle_id: vehicle.vehicleId, service_type, start_time },
        { mode, customerId: owner.customerId },
      ),
  });
  const caller = async (options = {}): Promise<Caller> => {
    const car = { year: 2020, make: 'Kia', model: 'Soul' };
    const vehicle = await createVehicle(desk.base.dataSource, desk.base.change(), desk.joe.customerId, car);
    if (!vehicle) throw new Error('expected a vehicle, got none');
    return callerWith(desk.joe, vehicle, desk.open(MARIAS_NUMBER, options));
  };
  const maria = () => callerWith(desk.maria, desk.civic, desk.open(MARIAS_NUMBER));
  /** The key of what this call has asked for last. */
  const keyIn = ({ facts }: DeskCall) => {
    const last = facts.findLast((fact) => fact.type === 'tools.checked');
    return (last?.type === 'tools.checked' && last.call.changeKey) || '';
  };
  const asked = async (answers: Promise<Answer>[]) =>
    (await Promise.all(answers)).map(({ result }): ToolErrorCode | 'done' => result.error ?? 'done');
  const listed = async ({ call }: Caller) => {
    const { result } = await call.asks('get_available_slots', { date: '2026-12-01', service_type: 'oil_change' });
    return result.message;
  };
  const holds = () => desk.base.dataSource.manager.find(SlotHold, { order: { bay: 'ASC' } });
  const later = (ms: number) => desk.clock.goTo(new Date(desk.clock.now() + ms));

  beforeEach(async () => {
    callers = await Promise.all([1, 2, 3, 4].map(() => caller()));
  });

  it('is held in a bay of its own for two minutes', async () => {
    const { call, books } = maria();
    await books('propose');
    const [hold] = await holds();
    expect(hold).to.deep.include({
      callId: call.callId,
      startTime: new Date(SLOT),
      endTime: new Date('2026-12-01T10:00:00-05:00'),
      bay: 1,
      expiresAt: new Date(NOW.getTime() + 2 * MINUTE),
    });
  });

  it('is not offered to others when every bay is held, and is to those who hold it', async () => {
    for (const { books } of callers) await books('propose');
    const other = await caller();
    const [holder] = callers;
    if (!holder) throw new Error('expected a caller, got none');
    expect([await listed(other), await listed(holder)]).to.deep.equal([
      '19 free times on this day.',
      '20 free times on this day.',
    ]);
    const { result } = await other.books('propose');
    expect(result).to.deep.equal({
      success: false,
      error: 'slot_unavailable',
      message: 'This time is no longer free. Offer one of the alternatives.',
      data: {
        alternatives: ['08:30', '09:00', '10:00'].map((time) => ({ start_time: `2026-12-01T${time}:00-05:00` })),
      },
    });
    expect((await other.books('commit')).result.error).to.equal('slot_unavailable');
    expect(await asked(callers.map(({ books }) => books('commit')))).to.deep.equal(['done', 'done', 'done', 'done']);
    expect(await holds()).to.deep.equal([]);
  });

  it('is not held by a mere listing', async () => {
    await listed(maria());
    expect(await holds()).to.deep.equal([]);
  });

  it('is anybody’s again when the caller hangs up', async () => {
    for (const { books } of callers) await books('propose');
    const [gone] = callers;
    gone?.call.tools.stop();
    await gone?.call.tools.idle();
    expect((await maria().books('propose')).result.error).to.equal('confirmation_required');
  });

  it('is anybody’s again when nobody has spoken of it for two minutes', async () => {
    for (const { books } of callers) await books('propose');
    later(2 * MINUTE - 1);
    const other = maria();
    expect((await other.books('propose')).result.error).to.equal('slot_unavailable');
    later(1);
    expect(await asked([other.books('commit')])).to.deep.equal(['done']);
    // Whoever hesitated gets it as long as a bay is left.
    const answers = await asked(callers.map(({ books }) => books('commit')));
    expect(answers.sort()).to.deep.equal(['done', 'done', 'done', 'slot_unavailable']);
  });

  it('is booked late by those who held it while others propose it, and nobody waits for nobody', async () => {
    for (const { books } of callers) await books('propose');
    later(2 * MINUTE);
    const others = await Promise.all(callers.map(() => caller()));
    const answers = await asked([
      ...callers.map(({ books }) => books('commit')),
      ...others.map(({ books }) => books('propose')),
    ]);
    const got = answers.filter((answer) => answer === 'done' || answer === 'confirmation_required');
    expect([got.length, answers.filter((answer) => answer === 'slot_unavailable').length]).to.deep.equal([4, 4]);
  });

  it('stays held while it is talked about', async () => {
    for (const { books } of callers) await books('propose');
    later(MINUTE);
    for (const { call, books } of callers.slice(0, 2)) {
      await books('propose');
      await call.tools.idle();
    }
    for (const each of callers.slice(2)) {
      await listed(each);
      await each.call.tools.idle();
    }
    later(MINUTE);
    const expiresAt = new Date(NOW.getTime() + 3 * MINUTE);
    expect((await holds()).map((hold) => hold.expiresAt)).to.deep.equal(Array(4).fill(expiresAt));
    expect((await maria().books('propose')).result.error).to.equal('slot_unavailable');
  });

  it('is not brought back by talking once it has expired', async () => {
    const { call, books } = maria();
    await books('propose');
    later(2 * MINUTE);
    await call.asks('get_available_slots', { date: '2026-12-01', service_type: 'oil_change' });
    await call.tools.idle();
    expect((await holds()).map(({ expiresAt }) => expiresAt)).to.deep.equal([new Date(desk.clock.now())]);
    const [next] = callers;
    await next?.books('propose');
    expect((await holds()).map(({ callId }) => callId)).to.deep.equal([next?.call.callId]);
  });

  it('gives way to the next proposal of the call', async () => {
    const { books } = maria();
    await books('propose');
    await books('propose', '2026-12-01T11:00', 'brake_service');
    expect((await holds()).map(({ startTime, endTime }) => [startTime, endTime])).to.deep.equal([
      [new Date('2026-12-01T11:00:00-05:00'), new Date('2026-12-01T12:30:00-05:00')],
    ]);
  });

  it('stays held when another change is withdrawn', async () => {
    const { call, books } = maria();
    await books('propose');
    call.tools.command({ type: 'withdraw', changeKey: 'another' });
    await call.tools.idle();
    expect(await holds()).to.have.length(1);
  });

  it('stays held while the caller makes up their mind, and not while they speak of another change', async () => {
    const { call, books } = maria();
    await books('propose');
    const until = async (changeKey: string) => {
      later(MINUTE);
      call.tools.command({ type: 'renew', changeKey });
      await call.tools.idle();
      return (await holds()).map(({ expiresAt }) => (expiresAt.getTime() - NOW.getTime()) / MINUTE);
    };
    expect([await until('another'), await until(keyIn(call)), await until(keyIn(call))]).to.deep.equal([[2], [2], [2]]);
  });

  describe('in a call', () => {
    const aCall = async () => {
      const { call } = maria();
      const knows = {
        customerId: desk.maria.customerId,
        firstName: 'Maria',
        vehicleIds: [desk.civic.vehicleId],
        appointmentIds: [],
      };
      const phone = new ACall({
        from: MARIAS_NUMBER,
        knows,
        tools: (onFact) => {
          call.hears(onFact);
          return call.tools;
        },
      });
      const booking = { vehicle_id: desk.civic.vehicleId, service_type: 'oil_change', start_time: SLOT, notes: null };
      phone.answered().says('Tuesday at half past nine, please');
      phone.replies('', ['book_appointment', { ...booking, customer_id: desk.maria.customerId, confirmed: false }]);
      await call.tools.idle();
      phone.hearsAll();
      const expiry = async () => {
        await call.tools.idle();
        return (await holds()).map(({ expiresAt }) => (expiresAt.getTime() - NOW.getTime()) / MINUTE);
      };
      return { phone, expiry };
    };

    it('is held on by every word about it, and anybody’s again with a no', async () => {
      const { phone, expiry } = await aCall();
      const seen = [await expiry()];
      later(MINUTE);
      phone.says('Let me look at my calendar');
      seen.push(await expiry());
      phone.replies('Shall I book it?').hearsAll().says('No, keep it free');
      seen.push(await expiry());
      expect(seen).to.deep.equal([[2], [3], []]);
    });
  });

  const endings: [what: string, end: (maria: Caller) => Promise<unknown>][] = [
    ['another proposal was refused', ({ books }) => books('propose', '2026-12-06T10:00')],
    [
      'a cancellation was proposed',
      async ({ call }) => {
        const { appointmentId } = await desk.booked('2026-12-03T09:30');
        const args = { appointment_id: appointmentId, reason: 'other' };
        return call.asks('cancel_appointment', args, { mode: 'propose' });
      },
    ],
    ['the caller asked for a person', ({ call }) => call.asks('transfer_to_human', {})],
    [
      'the conversation withdrew it',
      async ({ call }) => call.tools.command({ type: 'withdraw', changeKey: keyIn(call) }),
    ],
    [
      'its booking failed',
      async ({ call, books }) => {
        await desk.booked(SLOT);
        await books('commit');
        return call.tools.idle();
      },
    ],
  ];
  for (const [what, end] of endings)
    it(`is anybody’s again when ${what}`, async () => {
      const caller = maria();
      await caller.books('propose');
      expect(await holds()).to.have.length(1);
      await end(caller);
      await caller.call.tools.idle();
      expect(await holds()).to.deep.equal([]);
    });

  it('is held for a move, too, next to the appointment that is moved', async () => {
    const { appointmentId } = await desk.booked('2026-12-01T09:30');
    const { call } = maria();
    const move = (mode: Grant['mode'], new_start_time: string) =>
      call.asks('reschedule_appointment', { appointment_id: appointmentId, new_start_time }, { mode });
    await move('propose', '2026-12-01T14:00');
    expect((await holds()).map(({ startTime, bay }) => [startTime.toISOString(), bay])).to.deep.equal([
      ['2026-12-01T19:00:00.000Z', 1],
    ]);
    for (const { books } of callers.slice(0, 3)) await books('commit', '2026-12-01T14:00');
    expect((await caller().then(({ books }) => books('commit', '2026-12-01T14:00'))).result.error).to.equal(
      'slot_unavailable',
    );
    expect((await move('commit', '2026-12-01T14:00')).result.success).to.equal(true);
    expect(await holds()).to.deep.equal([]);
  });

  it('is sold to exactly as many of fifty callers as there are bays, who come through two servers, and the others hear of other times at once', async () => {
    const second = await openDatabase({ url: desk.base.url, dataDir: '', log: silentLog, clock: systemClock });
    try {
      const fifty = await Promise.all(
        Array.from({ length: 50 }, (_, i) => caller(i % 2 ? { database: { dataSource: second.dataSource } } : {})),
      );
      const proposed = await Promise.all(fifty.map(({ books }) => books('propose')));
      const count = (error: ToolErrorCode) => proposed.filter(({ result }) => result.error === error).length;
      expect([count('confirmation_required'), count('slot_unavailable')]).to.deep.equal([4, 46]);
      const told = proposed.filter(({ result }) => result.error === 'slot_unavailable');
      const offers = told.map(({ result }) => result.data?.alternatives);
      expect(offers.map((times) => Array.isArray(times) && times.length)).to.deep.equal(Array(46).fill(3));
      // All of them say yes, also those who were told of other times.
      const done = await asked(fifty.map(({ books }) => books('commit')));
      const winners = proposed.map(({ result }) =>
        result.data && 'read_back' in result.data ? 'done' : 'slot_unavailable',
      );
      expect(done).to.deep.equal(winners);
      const booked = await desk.base.dataSource.manager.find(Appointment, { order: { bay: 'ASC' } });
      expect(booked.map(({ bay, startTime }) => [bay, startTime])).to.deep.equal(
        [1, 2, 3, 4].map((bay) => [bay, new Date(SLOT)]),
      );
    } finally {
      await second.close();
    }
  });

  it('is sold to exactly as many as there are bays, also to fifty who were never proposed it', async () => {
    const fifty = await Promise.all(Array.from({ length: 50 }, () => caller()));
    const done = await asked(fifty.map(({ books }) => books('commit')));
    expect(done.filter((answer) => answer === 'done')).to.have.length(4);
    expect(done.filter((answer) => answer === 'slot_unavailable')).to.have.length(46);
  });
});
