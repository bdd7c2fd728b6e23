import { Customer } from '../../entities/customer.ts';
import { Vehicle } from '../../entities/vehicle.ts';
import { trace } from './traces.ts';
import { type Change, type Db, inTransaction, managerOf, rowOf } from './writing.ts';

export type NewVehicle = Pick<Vehicle, 'year' | 'make' | 'model'> &
  Partial<Omit<Vehicle, 'vehicleId' | 'customerId' | 'shopId' | 'createdAt' | 'updatedAt'>>;

/** A customer's vehicles, the longest known first. */
export async function vehiclesOf(db: Db, shopId: string, customerId: string): Promise<Vehicle[]> {
  return managerOf(db).find(Vehicle, { where: { shopId, customerId }, order: { createdAt: 'ASC', vehicleId: 'ASC' } });
}

/** One of a customer's vehicles; null when it is somebody else's or nobody's. */
export async function vehicleOf(
  db: Db,
  shopId: string,
  customerId: string,
  vehicleId: string,
): Promise<Vehicle | null> {
  return managerOf(db).findOneBy(Vehicle, { shopId, customerId, vehicleId });
}

/** A new vehicle for a customer; null when this shop has no such customer. */
export function createVehicle(db: Db, change: Change, customerId: string, fields: NewVehicle): Promise<Vehicle | null> {
  return inTransaction(db, async (tx) => {
    if (!(await tx.existsBy(Customer, { shopId: change.shopId, customerId }))) return null;
    const vehicle = tx.create(Vehicle, {
      ...NOTHING_KNOWN,
      ...fields,
      ...rowOf(change),
      vehicleId: change.newId(),
      customerId,
    });
    await tx.insert(Vehicle, vehicle);
    await trace(tx, change, 'vehicle', vehicle.vehicleId, 'create', null, { ...vehicle });
    return vehicle;
  });
}

const NOTHING_KNOWN = {
  vin: null,
  color: null,
  licensePlate: null,
  licenseState: null,
  currentMileage: null,
  nextServiceType: null,
  nextServiceDate: null,
  nextServiceMileage: null,
};
