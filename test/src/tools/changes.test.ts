import { expect } from 'chai';
import { Appointment } from '../../../entities/appointment.ts';
import { ChangeTrace } from '../../../entities/change-trace.ts';
import { createVehicle } from '../../../src/crm/vehicles.ts';
import { shopFile } from '../../../src/shop/shop-file.ts';
import { type Answer, type Desk, type DeskCall, MARIAS_NUMBER, NOBODYS, NOW, useDesk } from '../../kit/tools-desk.ts';

const NINE_THIRTY = '2026-12-01T09:30:00-05:00';

/** What an answer says by code, and what was learned. */
const gist = ({ result, learned }: Answer) => ({ error: result.error ?? null, data: result.data, learned });

describe('booking an appointment', () => {
  let desk: Desk;
  let call: DeskCall;
  useDesk((fresh) => {
    desk = fresh;
  });
  const booking = (changes: Record<string, unknown> = {}) => ({
    customer_id: desk.maria.customerId,
    vehicle_id: desk.civic.vehicleId,
    service_type: 'oil_change',
    start_time: NINE_THIRTY,
    notes: 'A noise from the left',
    ...changes,
  });
  const stored = () => desk.base.dataSource.manager.find(Appointment, { order: { startTime: 'ASC', bay: 'ASC' } });

  beforeEach(async () => {
    call = desk.open(MARIAS_NUMBER);
  });

  it('is proposed first, in one sentence that ends in a question, and changes nothing', async () => {
    const answer = await call.asks('book_appointment', booking(), { mode: 'propose' });
    const substance = 'I have you down for an oil change for your 2019 Honda Civic on Tuesday, December 1st at 9:30 AM';
    const text = `${substance}, shall I book it?`;
    const { customerId, vehicleId } = { ...desk.maria, ...desk.civic };
    expect(gist(answer)).to.deep.equal({
      error: 'confirmation_required',
      data: { read_back: text },
      learned: [
        {
          about: 'proposed',
          changeKey: `book_appointment ${customerId} ${vehicleId} oil_change 2026-12-01T14:30:00.000Z`,
          tool: 'book_appointment',
          readBack: { text, substance },
        },
      ],
    });
    expect(await stored()).to.deep.equal([]);
  });

  it('is then done, with a trace of the call that did it', async () => {
    const answer = await call.asks('book_appointment', booking({ confirmed: true }), { mode: 'commit' });
    const [appointment] = await stored();
    const { appointmentId = '' } = appointment ?? {};
    expect(answer.result).to.deep.equal({
      success: true,
      message: 'Booked: an oil change on Tuesday, December 1st at 9:30 AM.',
      data: {
        appointment_id: appointmentId,
        start_time: NINE_THIRTY,
        end_time: '2026-12-01T10:00:00-05:00',
        service_type: 'oil_change',
        vehicle: { vehicle_id: desk.civic.vehicleId, year: 2019, make: 'Honda', model: 'Civic' },
        status: 'scheduled',
      },
    });
    expect(answer.learned).to.deep.include({
      about: 'changed',
      changeKey: `book_appointment ${desk.maria.customerId} ${desk.civic.vehicleId} oil_change 2026-12-01T14:30:00.000Z`,
      appointmentId,
    });
    expect(appointment).to.include({
      customerId: desk.maria.customerId,
      notes: 'A noise from the left',
      bookedBy: 'phone_agent',
      callSid: 'CA1',
      callId: call.callId,
      bay: 1,
      estimatedCost: shopFile().services.oil_change.price.from,
    });
    const traces = await desk.base.dataSource.manager.findBy(ChangeTrace, { entityId: appointmentId });
    expect(traces.map(({ action, callId }) => ({ action, callId }))).to.deep.equal([
      { action: 'create', callId: call.callId },
    ]);
  });

  const refusals: [what: string, changes: Record<string, unknown>, error: string][] = [
    ['a time that is past', { start_time: '2026-11-30T08:00' }, 'in_the_past'],
    ['a Sunday', { start_time: '2026-12-06T10:00' }, 'outside_hours'],
    [
      'a service that closing time would cut',
      { start_time: '2026-12-01T17:30', service_type: 'brake_service' },
      'outside_hours',
    ],
    ['a time off the grid', { start_time: '2026-12-01T09:40' }, 'slot_unavailable'],
    ['too short a notice', { start_time: '2026-11-30T09:00' }, 'slot_unavailable'],
    ['a vehicle that nobody has', { vehicle_id: NOBODYS }, 'not_yours'],
    ['a customer that nobody is', { customer_id: NOBODYS }, 'not_yours'],
  ];
  for (const [what, changes, error] of refusals)
    it(`is refused as ${error}, proposed or confirmed: ${what}`, async () => {
      for (const mode of ['propose', 'commit'] as const)
        expect((await call.asks('book_appointment', booking(changes), { mode })).result.error).to.equal(error);
      expect(await stored()).to.deep.equal([]);
    });

  it('offers nothing instead of a year that was misunderstood, and tells what today is', async () => {
    const answers = [];
    for (const start_time of ['2062-12-01T09:30', '2126-12-03T09:30'])
      answers.push((await call.asks('book_appointment', booking({ start_time }), { mode: 'propose' })).result);
    const refusal = {
      success: false,
      error: 'slot_unavailable',
      message: 'Expected a time within 60 days; today is Monday, 2026-11-30, in America/New_York.',
      data: { alternatives: [] },
    };
    expect(answers).to.deep.equal([refusal, refusal]);
  });

  it("is refused for another customer's vehicle in the words for one that is not there", async () => {
    const answers = [];
    for (const vehicle_id of [desk.truck.vehicleId, NOBODYS])
      answers.push(await call.asks('book_appointment', booking({ vehicle_id }), { mode: 'propose' }));
    const theirs = booking({ customer_id: desk.joe.customerId, vehicle_id: desk.truck.vehicleId });
    answers.push(await call.asks('book_appointment', theirs, { mode: 'commit' }));
    const answer = (what: string) => ({
      success: false,
      error: 'not_yours',
      message: `This caller has no ${what} of this id. Use only ids that a tool has given in this call.`,
    });
    expect(answers.map(({ result }) => result)).to.deep.equal([
      answer('vehicle'),
      answer('vehicle'),
      answer('customer'),
    ]);
  });

  it('is refused while it is not known who is calling', async () => {
    const answer = await call.asks('book_appointment', booking(), {
      mode: 'propose',
      customerId: null,
      verified: false,
    });
    expect(answer.result.error).to.equal('verification_required');
  });

  it('offers the nearest free times when every bay is taken meanwhile', async () => {
    const cars = await Promise.all(
      [1, 2, 3, 4].map(async () => {
        const car = { year: 2020, make: 'Kia', model: 'Soul' };
        const vehicle = await createVehicle(desk.base.dataSource, desk.base.change(), desk.joe.customerId, car);
        if (!vehicle) throw new Error('expected a vehicle, got none');
        return vehicle;
      }),
    );
    expect((await call.asks('book_appointment', booking(), { mode: 'propose' })).result.error).to.equal(
      'confirmation_required',
    );
    // Nobody answered in time.
    desk.clock.goTo(new Date(NOW.getTime() + 120_000));
    for (const vehicle of cars) await desk.booked('2026-12-01T09:30', { customer: desk.joe, vehicle });
    const answer = await call.asks('book_appointment', booking(), { mode: 'commit' });
    expect(gist(answer)).to.deep.equal({
      error: 'slot_unavailable',
      data: {
        alternatives: ['08:30', '09:00', '10:00'].map((time) => ({ start_time: `2026-12-01T${time}:00-05:00` })),
      },
      learned: [],
    });
  });

  it('is refused where the vehicle is somewhere else at that time', async () => {
    await desk.booked('2026-12-01T09:30');
    const answer = await call.asks('book_appointment', booking({ service_type: 'tire_rotation' }), { mode: 'commit' });
    expect(answer.result).to.deep.include({
      error: 'slot_unavailable',
      message: 'This vehicle already has an appointment at this time. Offer one of the alternatives.',
    });
  });

  it("keeps off the times that the shop's calendar has taken", async () => {
    const from = new Date(NINE_THIRTY);
    const busy = async () => [{ from, to: new Date(from.getTime() + 1_800_000), bay: null }];
    const answer = await desk.open(MARIAS_NUMBER, { busy }).asks('book_appointment', booking(), { mode: 'propose' });
    expect(answer.result.error).to.equal('slot_unavailable');
  });

  it("goes, and is moved, into a bay that the shop's calendar leaves open", async () => {
    const from = new Date(NINE_THIRTY);
    const busy = async () => [1, 3].map((bay) => ({ from, to: new Date(from.getTime() + 1_800_000), bay }));
    const held = desk.open(MARIAS_NUMBER, { busy });
    await held.asks('book_appointment', booking({ confirmed: true }), { mode: 'commit' });
    const later = await desk.booked('2026-12-01T10:00', { customer: desk.joe, vehicle: desk.truck });
    const move = { appointment_id: later.appointmentId, new_start_time: NINE_THIRTY, confirmed: true };
    await held.asks('reschedule_appointment', move, { mode: 'commit', customerId: desk.joe.customerId });
    expect([later.bay, (await stored()).map(({ bay }) => bay)]).to.deep.equal([1, [2, 4]]);
  });

  it('gives one slot to exactly as many of ten callers at once as there are bays', async () => {
    const asked = Array.from({ length: 10 }, async () => {
      const car = { year: 2020, make: 'Kia', model: 'Soul' };
      const vehicle = await createVehicle(desk.base.dataSource, desk.base.change(), desk.maria.customerId, car);
      const args = booking({ vehicle_id: vehicle?.vehicleId });
      return desk.open(MARIAS_NUMBER).asks('book_appointment', args, { mode: 'commit' });
    });
    const results = (await Promise.all(asked)).map(({ result }) => result.error ?? 'booked').sort();
    expect(results).to.deep.equal([...Array(4).fill('booked'), ...Array(6).fill('slot_unavailable')]);
    expect((await stored()).map(({ bay }) => bay)).to.deep.equal([1, 2, 3, 4]);
  });
});

describe('changing an appointment', () => {
  let desk: Desk;
  let call: DeskCall;
  useDesk((fresh) => {
    desk = fresh;
  });
  let hers: Appointment;
  let his: Appointment;
  const found = (appointmentId: string) => desk.base.dataSource.manager.findOneByOrFail(Appointment, { appointmentId });
  const setStatus = (status: Appointment['status']) =>
    desk.base.dataSource.manager.update(Appointment, { appointmentId: hers.appointmentId }, { status });

  beforeEach(async () => {
    call = desk.open(MARIAS_NUMBER);
    hers = await desk.booked('2026-12-01T09:30');
    his = await desk.booked('2026-12-01T09:30', { customer: desk.joe, vehicle: desk.truck });
  });

  const to = (new_start_time: string) => ({ appointment_id: hers.appointmentId, new_start_time });

  it('proposes a new time in one sentence, from when to when', async () => {
    const answer = await call.asks('reschedule_appointment', to('2026-12-02T14:00'), { mode: 'propose' });
    const substance =
      "I'll move the oil change for your 2019 Honda Civic from Tuesday, December 1st at 9:30 AM to Wednesday, December 2nd at 2 PM";
    expect(gist(answer)).to.deep.equal({
      error: 'confirmation_required',
      data: { read_back: `${substance}, shall I do that?` },
      learned: [
        {
          about: 'proposed',
          changeKey: `reschedule_appointment ${hers.appointmentId} 2026-12-02T19:00:00.000Z`,
          tool: 'reschedule_appointment',
          readBack: { substance, text: `${substance}, shall I do that?` },
        },
      ],
    });
    expect((await found(hers.appointmentId)).startTime).to.deep.equal(hers.startTime);
  });

  it('moves it, also onto a time that overlaps its own', async () => {
    const endTime = new Date(hers.startTime.getTime() + 90 * 60_000);
    await desk.base.dataSource.manager.update(
      Appointment,
      { appointmentId: hers.appointmentId },
      { serviceType: 'brake_service', endTime, status: 'confirmed' },
    );
    const answer = await call.asks('reschedule_appointment', to('2026-12-01T10:00'), { mode: 'commit' });
    expect(answer).to.deep.equal({
      result: {
        success: true,
        message: 'Moved from Tuesday, December 1st at 9:30 AM to Tuesday, December 1st at 10 AM.',
        data: {
          appointment_id: hers.appointmentId,
          old_start_time: NINE_THIRTY,
          start_time: '2026-12-01T10:00:00-05:00',
          status: 'scheduled',
        },
      },
      learned: [
        {
          about: 'changed',
          changeKey: `reschedule_appointment ${hers.appointmentId} 2026-12-01T15:00:00.000Z`,
          appointmentId: hers.appointmentId,
        },
      ],
    });
  });

  it('proposes to cancel, and cancels', async () => {
    const args = { appointment_id: hers.appointmentId, reason: 'vehicle_sold' };
    const proposed = await call.asks('cancel_appointment', args, { mode: 'propose' });
    expect(proposed.result.data).to.deep.equal({
      read_back:
        "I'll cancel the oil change for your 2019 Honda Civic on Tuesday, December 1st at 9:30 AM, shall I do that?",
    });
    const cancelled = await call.asks('cancel_appointment', args, { mode: 'commit' });
    expect(gist(cancelled)).to.deep.equal({
      error: null,
      data: { appointment_id: hers.appointmentId, status: 'cancelled' },
      learned: [
        {
          about: 'changed',
          changeKey: `cancel_appointment ${hers.appointmentId}`,
          appointmentId: hers.appointmentId,
        },
      ],
    });
    expect(await found(hers.appointmentId)).to.include({ status: 'cancelled', cancelReason: 'vehicle_sold' });
  });

  it('confirms at once, and again', async () => {
    const args = { appointment_id: hers.appointmentId };
    const answers = [await call.asks('confirm_appointment', args), await call.asks('confirm_appointment', args)];
    const confirmed = { error: null, data: { appointment_id: hers.appointmentId, status: 'confirmed' }, learned: [] };
    expect(answers.map(gist)).to.deep.equal([confirmed, confirmed]);
    expect(await found(hers.appointmentId)).to.deep.include({ status: 'confirmed', confirmedAt: NOW });
  });

  const ways: [
    tool: 'reschedule_appointment' | 'cancel_appointment' | 'confirm_appointment',
    args: Record<string, unknown>,
  ][] = [
    ['reschedule_appointment', { new_start_time: '2026-12-02T14:00' }],
    ['cancel_appointment', { reason: 'other' }],
    ['confirm_appointment', {}],
  ];
  for (const [tool, args] of ways) {
    const refusal = async (mode: 'propose' | 'commit', id = hers.appointmentId) =>
      (await call.asks(tool, { ...args, appointment_id: id }, { mode })).result;

    it(`${tool}: refuses one of another customer like one that is not there`, async () => {
      const theirs = [await refusal('propose', his.appointmentId), await refusal('commit', his.appointmentId)];
      const nobodys = await refusal('commit', NOBODYS);
      expect(nobodys.error).to.equal('not_yours');
      expect(theirs).to.deep.equal([nobodys, nobodys]);
      expect(await found(his.appointmentId)).to.deep.equal(his);
    });

    it(`${tool}: refuses one that is cancelled, over, or begun`, async () => {
      const errors = [];
      for (const status of ['cancelled', 'completed', 'in_progress'] as const) {
        await setStatus(status);
        errors.push([(await refusal('propose')).error, (await refusal('commit')).error]);
      }
      await setStatus('scheduled');
      desk.clock.goTo(new Date('2026-12-01T09:31:00-05:00'));
      errors.push([(await refusal('propose')).error, (await refusal('commit')).error]);
      expect(errors).to.deep.equal([
        ['already_cancelled', 'already_cancelled'],
        ['not_allowed', 'not_allowed'],
        ['not_allowed', 'not_allowed'],
        ['in_the_past', 'in_the_past'],
      ]);
    });
  }

  it('refuses to move it to where it is, out of hours, into the past or to a time that is taken', async () => {
    await desk.booked('2026-12-02T14:00');
    const errors = [];
    for (const time of ['2026-12-01T09:30', '2026-12-01T07:00', '2026-11-27T09:30', '2026-12-02T14:00'])
      errors.push((await call.asks('reschedule_appointment', to(time), { mode: 'propose' })).result.error);
    expect(errors).to.deep.equal(['not_allowed', 'outside_hours', 'in_the_past', 'slot_unavailable']);
  });
});
