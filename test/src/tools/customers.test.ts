import { expect } from 'chai';
import { Customer } from '../../../entities/customer.ts';
import { StaffTask } from '../../../entities/staff-task.ts';
import { Vehicle } from '../../../entities/vehicle.ts';
import { VerificationFailure } from '../../../entities/verification-failure.ts';
import { type Answer, type Desk, JOES_NUMBER, MARIAS_NUMBER, NOW, useDesk } from '../../kit/tools-desk.ts';

const STRANGER = '+12125550199';
const UNKNOWN = { customerId: null, verified: false };

describe('looking a customer up', () => {
  let desk: Desk;
  useDesk((fresh) => {
    desk = fresh;
  });

  const maria = () => ({
    customer_id: desk.maria.customerId,
    first_name: 'Maria',
    verified: false,
    vehicles: [{ vehicle_id: desk.civic.vehicleId, year: 2019, make: 'Honda', model: 'Civic' }],
  });
  const known = () => ({
    customerId: desk.maria.customerId,
    firstName: 'Maria',
    vehicleIds: [desk.civic.vehicleId],
    appointmentIds: [],
  });
  const NOT_FOUND = {
    success: false,
    error: 'not_found',
    message: 'No customer of this call has this number. Ask whether they are new here.',
  };

  it("tells the caller's first name and vehicles before they are verified, and no more", async () => {
    const answer = await desk
      .open(MARIAS_NUMBER)
      .asks('lookup_customer', { phone_number: '212-555-0142' }, { verified: false });
    expect(answer).to.deep.equal({
      result: { success: true, message: 'Found by their number; not verified.', data: maria() },
      learned: [{ about: 'customer', customer: known() }],
    });
  });

  it('recognises a caller whom nobody had looked up yet', async () => {
    const answer = await desk.open(MARIAS_NUMBER).asks('lookup_customer', { phone_number: MARIAS_NUMBER }, UNKNOWN);
    expect([answer.result.data, answer.learned]).to.deep.equal([maria(), [{ about: 'customer', customer: known() }]]);
  });

  it('tells a verified caller their last name and e-mail address too, also from another number', async () => {
    const answer = await desk.open(STRANGER).asks('lookup_customer', { phone_number: MARIAS_NUMBER });
    expect(answer.result.data).to.deep.equal({
      ...maria(),
      verified: true,
      last_name: 'Gonzalez',
      email: 'maria@example.com',
    });
  });

  it("answers another customer's number like one that nobody has", async () => {
    const asked: [from: string, number: string, grant: { customerId?: null; verified: boolean }][] = [
      [MARIAS_NUMBER, JOES_NUMBER, { verified: true }],
      [MARIAS_NUMBER, STRANGER, { verified: true }],
      [MARIAS_NUMBER, JOES_NUMBER, { verified: false }],
      [STRANGER, MARIAS_NUMBER, UNKNOWN],
      [STRANGER, STRANGER, UNKNOWN],
      [JOES_NUMBER, JOES_NUMBER, { verified: true }],
    ];
    for (const [from, phone_number, grant] of asked) {
      const answer = await desk.open(from).asks('lookup_customer', { phone_number }, grant);
      expect(answer, `${from} asks for ${phone_number}`).to.deep.equal({
        result: NOT_FOUND,
        learned: [{ about: 'nothing-found' }],
      });
    }
  });
});

describe('verifying a caller', () => {
  let desk: Desk;
  useDesk((fresh) => {
    desk = fresh;
  });

  const FAILED = {
    success: false,
    error: 'verification_required',
    message:
      'The caller could not be verified. Ask them to check what they said, or for something else about themselves.',
    data: { verified: false },
  };
  const LOCKED = {
    success: false,
    error: 'verification_locked',
    message: 'The caller cannot be verified by phone today. Offer to connect them to a person.',
    data: { verified: false },
  };
  const wrong = (locked = false) => ({
    result: locked ? LOCKED : FAILED,
    learned: [{ about: 'verification-failed', locked }],
  });
  const right = () => ({
    result: { success: true, message: 'The caller is verified.', data: { verified: true } },
    learned: [
      {
        about: 'verified',
        customer: {
          customerId: desk.maria.customerId,
          firstName: 'Maria',
          vehicleIds: [desk.civic.vehicleId],
          appointmentIds: [],
        },
      },
    ],
  });
  const verify = (from: string | null, args: Record<string, unknown>, grant: Parameters<Ask>[2] = {}) =>
    desk.open(from).asks('verify_caller', args, { verified: false, ...grant });
  type Ask = (name: 'verify_caller', args: unknown, grant?: { customerId?: string | null }) => Promise<Answer>;
  const failures = () => desk.base.dataSource.manager.find(VerificationFailure, { order: { at: 'ASC' } });

  for (const fact of [
    { zip_code: '10001' },
    { date_of_birth: '1985-03-14' },
    { vin_last_six: '512345' },
    { license_plate: 'abc-1234' },
    { phone_number: '(212) 555-0142', zip_code: '10001' },
  ])
    it(`takes one right fact from the number on file: ${Object.keys(fact).join(', ')}`, async () => {
      expect(await verify(MARIAS_NUMBER, fact)).to.deep.equal(right());
      expect(await failures()).to.deep.equal([]);
    });

  it('does not take a right fact with a wrong one, and writes the failure down', async () => {
    const call = desk.open(MARIAS_NUMBER);
    const answer = await call.asks(
      'verify_caller',
      { zip_code: '10001', license_plate: 'XYZ9876' },
      { verified: false },
    );
    expect(answer).to.deep.equal(wrong());
    expect((await failures()).map(({ customerId, callId, at }) => ({ customerId, callId, at }))).to.deep.equal([
      { customerId: desk.maria.customerId, callId: call.callId, at: NOW },
    ]);
  });

  it('wants the number on file and two right facts from another number', async () => {
    const claim = { phone_number: MARIAS_NUMBER, zip_code: '10001' };
    expect(await verify(STRANGER, { ...claim, license_plate: 'ABC1234' }, UNKNOWN)).to.deep.equal(right());
    expect(await verify(null, { ...claim, license_plate: 'ABC1234' }, UNKNOWN)).to.deep.equal(right());
    expect(await verify(STRANGER, { ...claim, license_plate: 'ABC1235' }, UNKNOWN)).to.deep.equal(wrong());
  });

  it('asks for what is lacking without looking at what was given, and counts no failure', async () => {
    const lacking = {
      result: {
        success: false,
        error: 'verification_required',
        message: 'From this number, ask for the phone number on file and for two facts, then give all three.',
        data: { verified: false },
      },
      learned: [],
    };
    const asked: [from: string | null, args: Record<string, unknown>][] = [
      [STRANGER, { phone_number: MARIAS_NUMBER, zip_code: '10001' }],
      [STRANGER, { phone_number: MARIAS_NUMBER, zip_code: '99999' }],
      [STRANGER, { phone_number: '+12125550188', zip_code: '10001' }],
      [STRANGER, { zip_code: '10001', date_of_birth: '1985-03-14' }],
      [null, { zip_code: '10001', date_of_birth: '1985-03-14' }],
    ];
    for (const [from, args] of asked) expect(await verify(from, args, UNKNOWN)).to.deep.equal(lacking);
    expect(await failures()).to.deep.equal([]);
  });

  it("never takes one customer's facts for another", async () => {
    const joes = { zip_code: '10002', date_of_birth: '1970-01-02' };
    expect(await verify(MARIAS_NUMBER, joes)).to.deep.equal(wrong());
    expect(await verify(STRANGER, { ...joes, phone_number: MARIAS_NUMBER }, UNKNOWN)).to.deep.equal(wrong());
  });

  it('answers a number that nobody has like one that somebody has, up to the lock', async () => {
    const answers = async (phone_number: string) => {
      const told = [];
      for (let i = 0; i < 6; i++)
        told.push(await verify(STRANGER, { phone_number, zip_code: '90210', date_of_birth: '1999-09-09' }, UNKNOWN));
      return told;
    };
    const [hers, nobodys] = [await answers(MARIAS_NUMBER), await answers('+12125550188')];
    expect(hers).to.deep.equal([wrong(), wrong(), wrong(), wrong(), wrong(true), wrong(true)]);
    expect(nobodys).to.deep.equal(hers);
  });

  it('locks a customer for a day after five failures within a day, for right facts too', async () => {
    const at = (hours: number) => desk.clock.goTo(new Date(NOW.getTime() + hours * 3_600_000));
    for (const hour of [0, 1, 2, 3]) {
      at(hour);
      expect(await verify(MARIAS_NUMBER, { zip_code: '99999' })).to.deep.equal(wrong());
    }
    at(4);
    expect(await verify(MARIAS_NUMBER, { zip_code: '99999' })).to.deep.equal(wrong(true));
    at(27.9);
    expect(await verify(MARIAS_NUMBER, { zip_code: '10001' })).to.deep.equal(wrong(true));
    expect(await failures()).to.have.length(5);
    at(28);
    expect(await verify(MARIAS_NUMBER, { zip_code: '10001' })).to.deep.equal(right());
  });
});

describe('registering a customer', () => {
  let desk: Desk;
  useDesk((fresh) => {
    desk = fresh;
  });

  const NEWCOMER = {
    first_name: 'Ann',
    last_name: 'Lee',
    phone_number: '212 555 0199',
    email: 'ann@example.com',
    vehicle: { year: 2021, make: 'Subaru', model: 'Outback', vin: '4s4bsanc4m3123456' },
  };
  const tasks = () => desk.base.dataSource.manager.find(StaffTask);

  it('makes a record of them and their vehicle, once', async () => {
    const call = desk.open(STRANGER);
    const answers = [
      await call.asks('register_customer', NEWCOMER, UNKNOWN),
      await call.asks('register_customer', NEWCOMER),
    ];
    const { manager } = desk.base.dataSource;
    const [customer, ...others] = await manager.findBy(Customer, { firstName: 'Ann' });
    const customerId = customer?.customerId ?? '';
    const [vehicle] = await manager.findBy(Vehicle, { customerId });
    const vehicleId = vehicle?.vehicleId ?? '';
    const expected = {
      result: {
        success: true,
        message: 'The new customer is on file.',
        data: { customer_id: customerId, vehicle_id: vehicleId },
      },
      learned: [
        {
          about: 'registered',
          customer: { customerId, firstName: 'Ann', vehicleIds: [vehicleId], appointmentIds: [] },
        },
      ],
    };
    expect([answers, others, await tasks()]).to.deep.equal([[expected, expected], [], []]);
    expect(customer).to.include({ lastName: 'Lee', phoneNumber: STRANGER, email: 'ann@example.com', mergeWith: null });
    expect(vehicle).to.include({ year: 2021, make: 'Subaru', model: 'Outback', vin: '4S4BSANC4M3123456' });
  });

  it('does not keep a VIN whose check digit is wrong, where its maker promises one', async () => {
    const call = desk.open(STRANGER);
    const withVin = (vin: string) =>
      call.asks('register_customer', { ...NEWCOMER, vehicle: { ...NEWCOMER.vehicle, vin } }, UNKNOWN);
    const misheard = await withVin('4S4BSANC5M3123456');
    expect([misheard.result.error, misheard.result.message]).to.deep.equal([
      'invalid_arguments',
      'The arguments of register_customer cannot be used: vehicle.vin: expected a VIN whose check digit fits, got one that was misheard: decode_vin tells which character to ask for; or leave it out.',
    ]);
    expect((await withVin('WBA00000000000000')).result.success).to.equal(true);
  });

  it('does not tell that the number is on file: a record is made, and staff is to merge it', async () => {
    const answer = await desk
      .open(STRANGER)
      .asks('register_customer', { ...NEWCOMER, phone_number: MARIAS_NUMBER }, UNKNOWN);
    const customerId = String(answer.result.data?.customer_id);
    expect(answer.result).to.include({ success: true, message: 'The new customer is on file.' });
    const customer = await desk.base.dataSource.manager.findOneByOrFail(Customer, { customerId });
    expect(customer.mergeWith).to.equal(desk.maria.customerId);
    expect((await tasks()).map(({ kind, customerId }) => ({ kind, customerId }))).to.deep.equal([
      { kind: 'merge_customers', customerId },
    ]);
  });
});
