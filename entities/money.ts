import type { ColumnOptions } from 'typeorm';

/**
 * Money is `numeric(10,2)` in the database, unless told otherwise, and a number of dollars here. The driver gives numeric as text; a double holds
 * every amount that the column can hold, exact to the cent.
 */
export function money(name: string, digits = { precision: 10, scale: 2 }): ColumnOptions {
  return {
    name,
    type: 'numeric',
    ...digits,
    nullable: true,
    transformer: {
      to: (dollars: number | null | undefined) => dollars,
      from: (text: string | null) => (text === null ? null : Number(text)),
    },
  };
}
