import type { Shop } from '../../entities/shop.ts';
import { createShopTime, type ShopTime } from './calendar.ts';
import type { WeekHours } from './hours.ts';
import { type Address, type ShopFile, shopFile, weekHours } from './shop-file.ts';

/** What a row says of its shop, or leaves to the file. */
type Row = Pick<
  Shop,
  | 'name'
  | 'phoneNumber'
  | 'timeZone'
  | 'hours'
  | 'bays'
  | 'greeting'
  | 'disclosure'
  | 'street'
  | 'city'
  | 'state'
  | 'zipCode'
  | 'directions'
  | 'language'
>;

/** A shop as calls know it: its row in the database has the last word, the file the first. */
export interface ShopData {
  name: string;
  /** E.164; null where it is not known. */
  phoneNumber: string | null;
  /** An IANA zone. */
  timeZone: string;
  hours: WeekHours;
  bays: number;
  /** Null: the product's own greeting. */
  greeting: string | null;
  /** Null: nothing is disclosed. */
  disclosure: string | null;
  address: Address;
  directions: string;
  /** BCP 47. */
  language: string;
}

/** @throws one line that says what is wrong with the row's opening hours */
export function shopOf(row: Row, file: ShopFile = shopFile()): ShopData {
  const { name, phoneNumber, timeZone, bays, greeting, street, city, state, zipCode, language } = row;
  const hasAddress = street !== null && city !== null && state !== null && zipCode !== null;
  return {
    name,
    phoneNumber,
    timeZone,
    hours: row.hours === null ? file.hours : hoursIn(row.hours),
    bays,
    greeting,
    // Empty words are a choice: this shop discloses nothing, whatever the file says.
    disclosure: (row.disclosure ?? file.disclosure).trim() || null,
    address: hasAddress ? { street, city, state, zip: zipCode } : file.address,
    directions: row.directions ?? file.directions,
    language,
  };
}

/** The clock on the wall of such a shop. */
export function shopTimeOf({ timeZone, hours, bays }: Pick<ShopData, 'timeZone' | 'hours' | 'bays'>): ShopTime {
  return createShopTime({ zone: timeZone, hours, bays });
}

function hoursIn(stored: unknown): WeekHours {
  const parsed = weekHours.safeParse(stored);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const place = ['shops.hours', ...(issue?.path ?? [])].join('.');
  throw new Error(`${place}: ${issue?.message ?? 'expected opening hours'}`);
}
