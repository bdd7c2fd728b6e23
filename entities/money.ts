import type { ColumnOptions } from 'typeorm';

/**
 * Money is `numeric(10,2)` in the database and a number of dollars here. The driver gives numeric as text; a double holds
 * every amount that the column can hold, exact to the cent.
 */
export function money(name: string): ColumnOptions {
  return {
    name,
    type: 'numeric',
    precision: 10,
    scale: 2,
    nullable: true,
    transformer: {
      to: (dollars: number | null | undefined) => dollars,
      from: (text: string | null) => (text === null ? null : Number(text)),
    },
  };
}
