import type { DataSource, EntityManager, EntitySubscriberInterface } from 'typeorm';
import { rowsOf } from './writing.ts';

/** A number whose customer, or one of whose customers' cars or appointments, is not what it was. */
export interface ChangedNumber {
  shopId: string;
  /** E.164 */
  phoneNumber: string;
}

/** What a transaction has changed so far. */
interface Noted {
  shopId: string;
  /** Of customers, vehicles and appointments alike. */
  ids: Set<string>;
  /** Numbers that somebody had before, or has now. */
  phoneNumbers: Set<string>;
  /** Whom all of that comes to; undefined until it is asked for. */
  told: ChangedNumber[] | undefined;
}

type Values = Record<string, unknown> | null;

/** Takes note that something changed. Every change that leaves a trace comes by here. */
export function noteChange(tx: EntityManager, shopId: string, entityId: string, ...values: Values[]): void {
  const data = tx.queryRunner?.data;
  if (!data) return;
  const noted: Noted = data.changedCustomers ?? { shopId, ids: new Set(), phoneNumbers: new Set(), told: undefined };
  data.changedCustomers = noted;
  noted.told = undefined;
  noted.ids.add(entityId);
  for (const { customerId, phoneNumber } of values.map((each) => each ?? {})) {
    if (typeof customerId === 'string') noted.ids.add(customerId);
    if (typeof phoneNumber === 'string') noted.phoneNumbers.add(phoneNumber);
  }
}

/**
 * Tells of changed customers when a transaction is committed, before whoever committed it goes on, so that who asks after a change finds no older
 * answer. What is rolled back is not told. What the listener throws is lost: the change is done.
 */
export function onCustomersChanged(
  dataSource: DataSource,
  listener: (changed: ChangedNumber[]) => Promise<void>,
): void {
  const subscriber: EntitySubscriberInterface = {
    // While it can still be asked for within the transaction: whose cars and appointments these are.
    async beforeTransactionCommit({ queryRunner, manager }) {
      const noted: Noted | undefined = queryRunner.data.changedCustomers;
      if (noted) noted.told ??= await numbersOf(manager, noted);
    },
    async afterTransactionCommit({ queryRunner }) {
      const noted: Noted | undefined = queryRunner.data.changedCustomers;
      // A savepoint is not the end of it.
      if (!noted || queryRunner.isTransactionActive) return;
      queryRunner.data.changedCustomers = undefined;
      await listener(noted.told ?? []).catch(() => undefined);
    },
  };
  dataSource.subscribers.push(subscriber);
}

async function numbersOf(tx: EntityManager, { shopId, ids, phoneNumbers }: Noted): Promise<ChangedNumber[]> {
  const rows = await rowsOf<{ phone_number: string }>(
    tx,
    `SELECT phone_number FROM customers WHERE customer_id IN (
       SELECT unnest($1::uuid[])
       UNION SELECT customer_id FROM vehicles WHERE vehicle_id = ANY($1)
       UNION SELECT customer_id FROM appointments WHERE appointment_id = ANY($1))`,
    [[...ids]],
  );
  const numbers = new Set([...phoneNumbers, ...rows.map((row) => row.phone_number)]);
  return [...numbers].map((phoneNumber) => ({ shopId, phoneNumber }));
}
