import { ServiceHistory } from '../../entities/service-history.ts';
import type { ServiceType } from '../../entities/vocabulary.ts';
import { vehicleOf } from './vehicles.ts';
import { type Db, managerOf } from './writing.ts';

const MOST = 50;

export interface NextDue {
  serviceType: ServiceType | null;
  /** `YYYY-MM-DD`. */
  date: string | null;
  /** Miles. */
  mileage: number | null;
}

/** What was done to one of a customer's vehicles while it was theirs, the newest first. Empty when it is not theirs. */
export async function historyOf(
  db: Db,
  shopId: string,
  customerId: string,
  vehicleId: string,
  limit = MOST,
): Promise<ServiceHistory[]> {
  if (!(await vehicleOf(db, shopId, customerId, vehicleId))) return [];
  return managerOf(db).find(ServiceHistory, {
    where: { shopId, vehicleId, customerId },
    order: { performedAt: 'DESC', serviceId: 'DESC' },
    take: limit,
  });
}

/** When the vehicle is due again: what the vehicle's record says, else what was said at its last visit. */
export async function nextDue(db: Db, shopId: string, customerId: string, vehicleId: string): Promise<NextDue | null> {
  const vehicle = await vehicleOf(db, shopId, customerId, vehicleId);
  if (!vehicle) return null;
  const { nextServiceType, nextServiceDate, nextServiceMileage } = vehicle;
  if (nextServiceDate !== null || nextServiceMileage !== null)
    return { serviceType: nextServiceType, date: nextServiceDate, mileage: nextServiceMileage };
  const [last] = await historyOf(db, shopId, customerId, vehicleId, 1);
  if (!last || (last.nextDueDate === null && last.nextDueMileage === null)) return null;
  return { serviceType: null, date: last.nextDueDate, mileage: last.nextDueMileage };
}
