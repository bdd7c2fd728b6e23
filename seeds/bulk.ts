import type { EntityManager, EntityTarget } from 'typeorm';
import type { Row } from '../entities/row.ts';

const ROWS_A_STATEMENT = 1_000;

/** Writes rows by the thousand: each statement carries them as one JSON text, whose fields the server casts to the columns' types. */
export async function insertAll<T extends Row>(
  tx: EntityManager,
  entity: EntityTarget<T>,
  rows: readonly T[],
  onWritten: (rows: number) => void,
): Promise<void> {
  const { tableName, columns } = tx.connection.getMetadata(entity);
  const names = columns.map((column) => `"${column.databaseName}"`).join(', ');
  const statement = `INSERT INTO ${tableName} (${names}) SELECT ${names} FROM json_populate_recordset(NULL::${tableName}, $1)`;
  for (let from = 0; from < rows.length; from += ROWS_A_STATEMENT) {
    const part = rows.slice(from, from + ROWS_A_STATEMENT);
    const records = part.map((row) =>
      Object.fromEntries(columns.map((column) => [column.databaseName, row[column.propertyName as keyof T]])),
    );
    await tx.query(statement, [JSON.stringify(records)]);
    onWritten(part.length);
  }
}
