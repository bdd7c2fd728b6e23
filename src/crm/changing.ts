import type { EntityManager } from 'typeorm';
import { Customer } from '../../entities/customer.ts';
import { Vehicle } from '../../entities/vehicle.ts';
import { difference, trace } from './traces.ts';
import { type Change, type Db, inTransaction } from './writing.ts';

type Kept = 'shopId' | 'createdAt' | 'updatedAt';
export type CustomerFields = Partial<Omit<Customer, Kept | 'customerId' | 'mergeWith'>>;
export type VehicleFields = Partial<Omit<Vehicle, Kept | 'vehicleId' | 'customerId'>>;

/** Changes what is known of a customer; null when this shop has no such customer. Fields that stay the same leave no trace. */
export function changeCustomer(
  db: Db,
  change: Change,
  customerId: string,
  fields: CustomerFields,
): Promise<Customer | null> {
  return inTransaction(db, async (tx) => {
    const before = await heldCustomer(tx, change.shopId, customerId);
    if (!before) return null;
    const after = tx.create(Customer, { ...before, ...fields, updatedAt: change.at });
    const changed = difference(before, after);
    if (Object.keys(changed.after).length === 0) return before;
    await tx.update(Customer, { customerId }, { ...fields, updatedAt: change.at });
    await trace(tx, change, 'customer', customerId, 'update', changed.before, changed.after);
    return after;
  });
}

/** Changes what is known of one of a customer's vehicles; null when it is somebody else's or nobody's. */
export function changeVehicle(
  db: Db,
  change: Change,
  customerId: string,
  vehicleId: string,
  fields: VehicleFields,
): Promise<Vehicle | null> {
  return inTransaction(db, async (tx) => {
    const before = await tx.findOne(Vehicle, {
      where: { shopId: change.shopId, customerId, vehicleId },
      lock: { mode: 'pessimistic_write' },
    });
    if (!before) return null;
    const after = tx.create(Vehicle, { ...before, ...fields, updatedAt: change.at });
    const changed = difference(before, after);
    if (Object.keys(changed.after).length === 0) return before;
    await tx.update(Vehicle, { vehicleId }, { ...fields, updatedAt: change.at });
    await trace(tx, change, 'vehicle', vehicleId, 'update', changed.before, changed.after);
    return after;
  });
}

/** The customer, held until the transaction ends. */
export function heldCustomer(tx: EntityManager, shopId: string, customerId: string): Promise<Customer | null> {
  return tx.findOne(Customer, { where: { shopId, customerId }, lock: { mode: 'pessimistic_write' } });
}
