import { Customer } from '../../entities/customer.ts';
import { heldCustomer } from './changing.ts';
import { difference, trace } from './traces.ts';
import { type Change, type Db, inTransaction } from './writing.ts';

/** Everything that is a customer's: the tables whose `customer_id` refers to one. */
export const THEIRS = [
  'vehicles',
  'appointments',
  'service_history',
  'call_logs',
  'verification_failures',
  'staff_tasks',
  'outbound_calls',
  'messages',
] as const;

/** What was said of texts and of reminders, with its time and source: kept together. */
const CONSENTS = [
  ['textConsent', 'textConsentAt', 'textConsentSource'],
  ['reminderConsent', 'reminderConsentAt', 'reminderConsentSource'],
] as const;

/**
 * Two records were one person: what hangs on the one goes over to the other, which also learns what only the first one knew. The first is gone then,
 * all of it kept in its trace, and the task to look at the two is done.
 * @returns what the remaining record is then; null when one of them is not in this shop, or both are the same
 */
export function mergeCustomers(
  db: Db,
  change: Change,
  { from, into }: { from: string; into: string },
): Promise<Customer | null> {
  return inTransaction(db, async (tx) => {
    // Always in one order, so that two who merge the same two wait for each other instead of both.
    for (const each of [from, into].sort()) await heldCustomer(tx, change.shopId, each);
    const gone = await heldCustomer(tx, change.shopId, from);
    const kept = await heldCustomer(tx, change.shopId, into);
    if (!gone || !kept || from === into) return null;

    // The task to look at these two is done; what was to be looked at together with the one is now to be with the other.
    await tx.query(
      `UPDATE staff_tasks SET status = 'done', updated_at = $3
       WHERE kind = 'merge_customers' AND status = 'open'
         AND (customer_id, payload ->> 'mergeWith') IN (($1::uuid, $2::text), ($2::uuid, $1::text))`,
      [from, into, change.at],
    );
    await tx.query(
      `UPDATE staff_tasks SET payload = jsonb_set(payload, '{mergeWith}', to_jsonb($2::text)), updated_at = $3
       WHERE kind = 'merge_customers' AND status = 'open' AND payload ->> 'mergeWith' = $1::text`,
      [from, into, change.at],
    );
    for (const table of THEIRS)
      await tx.query(`UPDATE ${table} SET customer_id = $2, updated_at = $3 WHERE shop_id = $4 AND customer_id = $1`, [
        from,
        into,
        change.at,
        change.shopId,
      ]);
    await tx.query(`UPDATE customers SET merge_with = nullif($2::uuid, customer_id) WHERE merge_with = $1`, [
      from,
      into,
    ]);
    await tx.delete(Customer, { customerId: from });
    await trace(tx, change, 'customer', from, 'update', { ...gone }, { mergedInto: into, customerId: into });

    const after = tx.create(Customer, {
      ...completed(kept, gone),
      mergeWith: kept.mergeWith === from ? null : kept.mergeWith,
      updatedAt: change.at,
    });
    await tx.update(Customer, { customerId: into }, after);
    const changed = difference(kept, after);
    await trace(tx, change, 'customer', into, 'update', changed.before, changed.after);
    return after;
  });
}

/** What the one does not know, as the other does. Of consents the latest word counts, to whichever of the two it was said. */
function completed(kept: Customer, gone: Customer): Customer {
  const known = Object.fromEntries(Object.entries(kept).filter(([, value]) => value !== null));
  const both = Object.assign({ ...gone }, known) as Customer;
  for (const fields of CONSENTS) {
    const at = ({ [fields[1]]: time }: Customer) => time?.getTime() ?? 0;
    const said = at(gone) > at(kept) ? gone : kept;
    if (said[fields[0]] !== null) Object.assign(both, Object.fromEntries(fields.map((field) => [field, said[field]])));
  }
  return both;
}
