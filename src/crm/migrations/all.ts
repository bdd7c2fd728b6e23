import { FirstTables1764547200000 } from './1764547200000-first-tables.ts';

/** Every migration, oldest first. */
export const MIGRATIONS = [FirstTables1764547200000];
