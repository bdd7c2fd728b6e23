import { Appointment } from '../../entities/appointment.ts';
import type { Customer } from '../../entities/customer.ts';
import type { Vehicle } from '../../entities/vehicle.ts';
import { SERVICES } from '../../entities/vocabulary.ts';
import type { DueService, KnownCustomer } from '../../machines/ports/tools.ts';
import { customerById, customerByPhone } from './customers.ts';
import { vehiclesOf } from './vehicles.ts';
import { type Db, managerOf } from './writing.ts';

/** What a call needs of its customer at the beginning, all at once; plain data. */
export interface CustomerCard
  extends Pick<Customer, 'customerId' | 'firstName' | 'lastName' | 'phoneNumber' | 'email'> {
  /** BCP 47; left out where it is the shop's. */
  language?: string;
  /** The longest known first. */
  vehicles: Pick<Vehicle, 'vehicleId' | 'year' | 'make' | 'model'>[];
  /** All of them, over or not, the earliest first. */
  appointmentIds: string[];
}

/** Of the customer whom a number belongs to; null where it is nobody's. */
export async function cardByPhone(db: Db, shopId: string, phoneNumber: string): Promise<CustomerCard | null> {
  return cardOf(db, await customerByPhone(db, shopId, phoneNumber));
}

export async function cardById(db: Db, shopId: string, customerId: string): Promise<CustomerCard | null> {
  return cardOf(db, await customerById(db, shopId, customerId));
}

/** As a call keeps them in mind: a name to greet by, and the ids that are theirs. */
export function knownFrom(card: CustomerCard): KnownCustomer {
  const { customerId, firstName, vehicles, appointmentIds, language } = card;
  const vehicleIds = vehicles.map(({ vehicleId }) => vehicleId);
  return { customerId, firstName, vehicleIds, appointmentIds, ...(language !== undefined && { language }) };
}

async function cardOf(db: Db, customer: Customer | null): Promise<CustomerCard | null> {
  if (!customer) return null;
  const { shopId, customerId, firstName, lastName, phoneNumber, email, language } = customer;
  const vehicles = await vehiclesOf(db, shopId, customerId);
  const appointments = await managerOf(db).find(Appointment, {
    select: { appointmentId: true },
    where: { shopId, customerId },
    order: { startTime: 'ASC', appointmentId: 'ASC' },
  });
  return {
    customerId,
    firstName,
    lastName,
    phoneNumber,
    email,
    ...(language !== null && { language }),
    vehicles: vehicles.map(({ vehicleId, year, make, model }) => ({ vehicleId, year, make, model })),
    appointmentIds: appointments.map(({ appointmentId }) => appointmentId),
  };
}

/** As a call knows them once it knows surely who it is: with what is due. */
export async function knownCustomer(db: Db, shopId: string, customerId: string): Promise<KnownCustomer | null> {
  const card = await cardById(db, shopId, customerId);
  if (!card) return null;
  const due = (await vehiclesOf(db, shopId, customerId)).flatMap(dueOf);
  return { ...knownFrom(card), ...(due.length > 0 ? { due } : {}) };
}

function dueOf(vehicle: Vehicle): DueService[] {
  const { year, make, model, nextServiceType: type, nextServiceDate: date, nextServiceMileage: mileage } = vehicle;
  if (date === null && mileage === null) return [];
  return [{ vehicle: `${year} ${make} ${model}`, service: type && SERVICES[type].name, date, mileage }];
}
