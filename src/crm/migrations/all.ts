import { FirstTables1764547200000 } from './1764547200000-first-tables.ts';
import { Dealership1764633600000 } from './1764633600000-dealership.ts';
import { CalendarStatus1764720000000 } from './1764720000000-calendar-status.ts';
import { SlotHolds1764806400000 } from './1764806400000-slot-holds.ts';
import { Outbound1764892800000 } from './1764892800000-outbound.ts';
import { Outreach1764993600000 } from './1764993600000-outreach.ts';
import { ShopData1765065600000 } from './1765065600000-shop-data.ts';

/** Every migration, oldest first. */
export const MIGRATIONS = [
  FirstTables1764547200000,
  Dealership1764633600000,
  CalendarStatus1764720000000,
  SlotHolds1764806400000,
  Outbound1764892800000,
  Outreach1764993600000,
  ShopData1765065600000,
];
