import { Shop } from '../../entities/shop.ts';
import type { NewId } from '../clock.ts';
import { addTechnicians, type NewTechnician } from './technicians.ts';
import { type Db, inTransaction, managerOf } from './writing.ts';

const LEFT_TO_THE_FILE = {
  hours: null,
  disclosure: null,
  street: null,
  city: null,
  state: null,
  zipCode: null,
  directions: null,
};
const ENSURE_LOCK = 7_224_031_986;

/** What the environment says about the first shop. */
export interface ShopDefaults {
  name: string;
  /** An IANA zone. */
  timeZone: string;
  /** How many service bays. */
  bays: number;
  /** E.164; null when calls to any number are for this shop. */
  phoneNumber: string | null;
  /** BCP 47; `en-US` where it is not said. */
  language?: string;
  /** Who works on the cars there. */
  technicians?: readonly NewTechnician[];
}

/**
 * The first shop, made from the defaults if there is none. Once it is there the row is what counts; only a number that it
 * lacks is filled in.
 */
export function ensureShop(db: Db, defaults: ShopDefaults, change: { at: Date; newId: NewId }): Promise<Shop> {
  return inTransaction(db, async (tx) => {
    await tx.query('SELECT pg_advisory_xact_lock($1)', [ENSURE_LOCK]); // two servers may start at once
    const [first] = await tx.find(Shop, { order: { createdAt: 'ASC', shopId: 'ASC' }, take: 1 });
    if (first) {
      if (first.phoneNumber !== null || defaults.phoneNumber === null) return first;
      const filled = { phoneNumber: defaults.phoneNumber, updatedAt: change.at };
      await tx.update(Shop, { shopId: first.shopId }, filled);
      return Object.assign(first, filled);
    }
    const { technicians = [], language = 'en-US', ...said } = defaults;
    const shop = tx.create(Shop, {
      shopId: change.newId(),
      ...said,
      ...LEFT_TO_THE_FILE,
      greeting: null,
      language,
      createdAt: change.at,
      updatedAt: change.at,
    });
    await tx.insert(Shop, shop as never);
    await addTechnicians(tx, { ...change, shopId: shop.shopId }, technicians);
    return shop;
  });
}

/** The shop that is called under this number; the only one there is, where none has it. */
export async function shopByNumber(db: Db, phoneNumber: string): Promise<Shop | null> {
  const named = await managerOf(db).findOneBy(Shop, { phoneNumber });
  if (named) return named;
  const [first, second] = await managerOf(db).find(Shop, { take: 2 });
  return first && !second ? first : null;
}
