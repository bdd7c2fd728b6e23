import type { Appointment } from '../../entities/appointment.ts';
import type { Customer } from '../../entities/customer.ts';
import type { Vehicle } from '../../entities/vehicle.ts';
import type { CheckedCall, Grant, Learned, ToolName, ToolResult, ToolsFact } from '../../machines/ports/tools.ts';
import type { Clock } from '../../src/clock.ts';
import { book } from '../../src/crm/booking.ts';
import { createCustomer } from '../../src/crm/customers.ts';
import { createVehicle } from '../../src/crm/vehicles.ts';
import { silentLog } from '../../src/log.ts';
import { createMetrics } from '../../src/metrics.ts';
import { allBays } from '../../src/shop/availability.ts';
import { createShopTime, type ShopTime } from '../../src/shop/calendar.ts';
import { createTools, type Tools, type ToolsOptions } from '../../src/tools/runner.ts';
import type { Vpic } from '../../src/vin/vpic.ts';
import { type TestDatabase, testDatabase } from './database.ts';

/** A Monday, 8:05 AM in New York. */
export const NOW = new Date('2026-11-30T08:05:00-05:00');
export const NOBODYS = '00000000-0000-0000-0000-000000000000';

export interface Answer {
  result: ToolResult;
  learned: Learned[];
}

/** A clock that shows one time, moved by hand, while its timers run at `speed` times the real pace. */
class DeskClock implements Clock {
  speed = 1;
  #now = NOW.getTime();
  now = () => this.#now;
  setTimeout = (fn: (...args: unknown[]) => void, ms: number): unknown => setTimeout(fn, ms / this.speed);
  clearTimeout = (handle: unknown): void => clearTimeout(handle as NodeJS.Timeout);
  goTo(instant: Date): void {
    this.#now = instant.getTime();
  }
}

/** Maria, who calls from her number; Joe, who is somebody else; and the tools at work on their shop's real database. */
export interface Desk {
  base: TestDatabase;
  clock: DeskClock;
  shopTime: ShopTime;
  metrics: ReturnType<typeof createMetrics>;
  maria: Customer;
  civic: Vehicle;
  joe: Customer;
  truck: Vehicle;
  /** Another tools actor: other options, or a call from another number. */
  open(from: string | null, options?: Partial<ToolsOptions>): DeskCall;
  /** An appointment of Maria's (or of `whose`) that is already in the book. Local time of the shop. */
  booked(start: string, whose?: { customer: Customer; vehicle: Vehicle }): Promise<Appointment>;
}

export interface DeskCall {
  callId: string;
  tools: ReturnType<Tools['open']>;
  facts: ToolsFact[];
  /** Whoever else is to be told of every fact. */
  hears(onFact: (fact: ToolsFact) => void): void;
  /** Checks the call as a model writes it; then does it as granted. */
  asks(name: ToolName, args: unknown, grant?: Partial<Grant>): Promise<Answer>;
}

export const MARIAS_NUMBER = '+12125550142';
export const JOES_NUMBER = '+12125550143';

/** Hooks of the `describe` that calls it: one database, and for each of its tests a desk with nothing but the two people. */
export function useDesk(take: (desk: Desk) => void): void {
  let base: TestDatabase | undefined;
  before(async () => {
    base = await testDatabase();
  });
  beforeEach(async () => {
    if (!base) throw new Error('expected a database, got none');
    await base.dataSource.query(
      'TRUNCATE customers, vehicles, appointments, service_history, staff_tasks, slot_holds, verification_failures, change_traces CASCADE',
    );
    take(await openDesk(base));
  });
  after(() => base?.close());
}

async function openDesk(base: TestDatabase): Promise<Desk> {
  const { dataSource, shop, newId } = base;
  const clock = new DeskClock();
  const shopTime = createShopTime({ zone: shop.timeZone, bays: shop.bays });
  const metrics = createMetrics();
  const change = base.change({ at: new Date('2026-01-05T15:00:00Z') });

  const customer = async (fields: Parameters<typeof createCustomer>[2], car: Parameters<typeof createVehicle>[3]) => {
    const created = await createCustomer(dataSource, change, fields);
    const vehicle = await createVehicle(dataSource, change, created.customerId, car);
    if (!vehicle) throw new Error('expected a vehicle, got none');
    return [created, vehicle] as const;
  };
  const [maria, civic] = await customer(
    {
      firstName: 'Maria',
      lastName: 'Gonzalez',
      phoneNumber: MARIAS_NUMBER,
      email: 'maria@example.com',
      zipCode: '10001',
      dateOfBirth: '1985-03-14',
    },
    { year: 2019, make: 'Honda', model: 'Civic', vin: '2HGFC2F56KH512345', licensePlate: 'ABC1234' },
  );
  const [joe, truck] = await customer(
    { firstName: 'Joe', lastName: 'Brown', phoneNumber: JOES_NUMBER, zipCode: '10002', dateOfBirth: '1970-01-02' },
    { year: 2015, make: 'Ford', model: 'F-150', vin: '1FTMW1T88MFA00001', licensePlate: 'XYZ9876' },
  );

  const vpic: Vpic = { decode: async () => null };
  const defaults: ToolsOptions = {
    database: { dataSource },
    shopId: shop.shopId,
    shopTime,
    vpic,
    clock,
    newId,
    log: silentLog,
    metrics,
    transfer: {},
  };

  const shared = createTools(defaults);
  const open: Desk['open'] = (from, options) => {
    const callId = newId();
    const facts: ToolsFact[] = [];
    const listeners: ((fact: ToolsFact) => void)[] = [];
    const waiting = new Map<string, (answer: Answer) => void>();
    const told = (fact: ToolsFact) => {
      facts.push(fact);
      for (const listener of listeners) listener(fact);
      if (fact.type !== 'tools.answered') return;
      waiting.get(fact.id)?.({ result: fact.result, learned: fact.learned });
      waiting.delete(fact.id);
    };
    const ofShop = options ? createTools({ ...defaults, ...options }) : shared;
    const tools = ofShop.open({ callId, callSid: 'CA1', from }, told);
    const asks: DeskCall['asks'] = async (name, args, grant = {}) => {
      const id = newId();
      const answer = new Promise<Answer>((resolve) => waiting.set(id, resolve));
      tools.command({ type: 'check', call: { id, name, arguments: JSON.stringify(args) } });
      const checked = facts.find((fact) => fact.type === 'tools.checked' && fact.call.id === id) as
        | { call: CheckedCall }
        | undefined;
      if (checked) {
        const full: Grant = { mode: 'read', customerId: maria.customerId, verified: true, ...grant };
        tools.command({ type: 'execute', call: checked.call, grant: full });
      }
      return answer;
    };
    return { callId, tools, facts, asks, hears: (onFact) => listeners.push(onFact) };
  };

  const booked: Desk['booked'] = async (start, whose = { customer: maria, vehicle: civic }) => {
    const startTime = shopTime.read(start);
    if (!startTime) throw new Error(`expected a time, got ${start}`);
    const made = await book(dataSource, { ...change, at: new Date(clock.now()) }, allBays(shop.bays), {
      customerId: whose.customer.customerId,
      vehicleId: whose.vehicle.vehicleId,
      serviceType: 'oil_change',
      startTime,
      endTime: new Date(startTime.getTime() + 30 * 60_000),
      notes: null,
      bookedBy: 'staff',
      callSid: null,
    });
    if (made.outcome !== 'done') throw new Error(`expected an appointment, got ${made.outcome}`);
    return made.appointment;
  };

  return { base, clock, shopTime, metrics, maria, civic, joe, truck, open, booked };
}
