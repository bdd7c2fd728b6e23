import { expect } from 'chai';
import { Customer } from '../../../entities/customer.ts';
import { Vehicle } from '../../../entities/vehicle.ts';
import { VerificationFailure } from '../../../entities/verification-failure.ts';
import type { Answer } from '../../kit/tools-desk.ts';
import { type Desk, MARIAS_NUMBER, useDesk } from '../../kit/tools-desk.ts';

const STRANGER = '+12125550199';
const UNKNOWN = { customerId: null, verified: false };
const FAILED = {
  success: false,
  error: 'verification_required',
  message:
    'The caller could not be verified. Ask them to check what they said, or for something else about themselves.',
  data: { verified: false },
};
const NOT_BY_PHONE = {
  ...FAILED,
  message: 'The caller cannot be verified by phone today. Offer to connect them to a person.',
};
const wrong = { result: FAILED, learned: [{ about: 'verification-failed', locked: false }] };

describe('verifying a caller of whom little is on file', () => {
  let desk: Desk;
  useDesk((fresh) => {
    desk = fresh;
  });

  const verify = (
    from: string,
    args: Record<string, unknown>,
    grant: { customerId?: string | null } = {},
  ): Promise<Answer> => desk.open(from).asks('verify_caller', args, { verified: false, ...grant });
  const failures = () => desk.base.dataSource.manager.find(VerificationFailure);
  const onFile = (customer: Partial<Customer>, vehicle: Partial<Vehicle> = {}) =>
    Promise.all([
      desk.base.dataSource.manager.update(Customer, { customerId: desk.maria.customerId }, customer),
      desk.base.dataSource.manager.update(Vehicle, { vehicleId: desk.civic.vehicleId }, vehicle),
    ]);
  const NOBODY_KNOWS = { zipCode: null, dateOfBirth: null };

  it('offers a person where there is nothing at all, and counts no honest answer as a failure', async () => {
    await onFile(NOBODY_KNOWS, { vin: null, licensePlate: null });
    for (let i = 0; i < 6; i++)
      expect(await verify(MARIAS_NUMBER, { zip_code: '10001' })).to.deep.equal({
        result: NOT_BY_PHONE,
        learned: [{ about: 'unverifiable' }],
      });
    expect(await failures()).to.deep.equal([]);
  });

  it('asks for something else where there is nothing of this kind, and counts what can be wrong', async () => {
    await onFile(NOBODY_KNOWS, { licensePlate: null });
    const unknown = await verify(MARIAS_NUMBER, { zip_code: '10001', date_of_birth: '1985-03-14' });
    expect(unknown).to.deep.equal({ result: FAILED, learned: [] });
    expect(await failures()).to.deep.equal([]);
    expect(await verify(MARIAS_NUMBER, { vin_last_six: '999999' })).to.deep.equal(wrong);
    const { result } = await verify(MARIAS_NUMBER, { vin_last_six: '512345' });
    expect(result.data).to.deep.equal({ verified: true });
  });

  it('answers another number like one that nobody has', async () => {
    await onFile(NOBODY_KNOWS, { vin: null, licensePlate: null });
    const facts = { zip_code: '10001', license_plate: 'ABC1234' };
    const hers = await verify(STRANGER, { ...facts, phone_number: MARIAS_NUMBER }, UNKNOWN);
    const nobodys = await verify(STRANGER, { ...facts, phone_number: '+12125550188' }, UNKNOWN);
    expect([hers, nobodys]).to.deep.equal([wrong, wrong]);
  });
});
