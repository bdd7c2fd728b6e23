import { IsNull } from 'typeorm';
import { Customer } from '../../entities/customer.ts';
import { addTask } from './staff-tasks.ts';
import { trace } from './traces.ts';
import { vehiclesOf } from './vehicles.ts';
import { type Change, type Db, inTransaction, managerOf, rowOf } from './writing.ts';

/** A caller's own words about themselves; what is left out is unknown. */
export type NewCustomer = Pick<Customer, 'firstName' | 'lastName' | 'phoneNumber'> &
  Partial<Omit<Customer, 'customerId' | 'shopId' | 'createdAt' | 'updatedAt' | 'mergeWith'>>;

/** What a caller can be asked for, as the shop has it. */
export interface VerificationFacts {
  phoneNumber: string;
  zipCode: string | null;
  /** `YYYY-MM-DD`. */
  dateOfBirth: string | null;
  vins: string[];
  licensePlates: string[];
}

/** Whom this number belongs to: the oldest record that is not waiting to be merged into another. */
export async function customerByPhone(db: Db, shopId: string, phoneNumber: string): Promise<Customer | null> {
  return managerOf(db).findOne(Customer, {
    where: { shopId, phoneNumber, mergeWith: IsNull() },
    order: { createdAt: 'ASC', customerId: 'ASC' },
  });
}

export async function customerById(db: Db, shopId: string, customerId: string): Promise<Customer | null> {
  return managerOf(db).findOneBy(Customer, { shopId, customerId });
}

/** A new customer. When the number is already on file, the new record is flagged and staff is asked to look at both. */
export function createCustomer(db: Db, change: Change, fields: NewCustomer): Promise<Customer> {
  return inTransaction(db, async (tx) => {
    const sameNumber = await customerByPhone(tx, change.shopId, fields.phoneNumber);
    const customer = tx.create(Customer, {
      ...NOTHING_KNOWN,
      ...fields,
      ...rowOf(change),
      customerId: change.newId(),
      mergeWith: sameNumber?.customerId ?? null,
    });
    const { customerId } = customer;
    await tx.insert(Customer, customer);
    await trace(tx, change, 'customer', customerId, 'create', null, { ...customer });
    if (sameNumber)
      await addTask(tx, change, { kind: 'merge_customers', customerId, payload: { mergeWith: sameNumber.customerId } });
    return customer;
  });
}

/** What the shop knows of a customer that a caller can be asked for. */
export async function verificationFacts(db: Db, shopId: string, customerId: string): Promise<VerificationFacts | null> {
  const customer = await customerById(db, shopId, customerId);
  if (!customer) return null;
  const vehicles = await vehiclesOf(db, shopId, customerId);
  const present = (values: (string | null)[]) => values.filter((value) => value !== null);
  return {
    phoneNumber: customer.phoneNumber,
    zipCode: customer.zipCode,
    dateOfBirth: customer.dateOfBirth,
    vins: present(vehicles.map((vehicle) => vehicle.vin)),
    licensePlates: present(vehicles.map((vehicle) => vehicle.licensePlate)),
  };
}

const NOTHING_KNOWN = {
  email: null,
  street: null,
  city: null,
  state: null,
  zipCode: null,
  dateOfBirth: null,
  language: null,
  contactPreference: null,
  reminderConsent: null,
  reminderConsentAt: null,
  reminderConsentSource: null,
  textConsent: null,
  textConsentAt: null,
  textConsentSource: null,
};
