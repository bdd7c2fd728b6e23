import type { DataSource } from 'typeorm';

/** What TypeORM keeps its connections to PostgreSQL in. */
interface PooledDriver {
  master: { totalCount: number; idleCount: number; waitingCount: number };
}

/** Whether somebody waits for PostgreSQL: for an answer, for a connection, or for one to open. */
export function databaseIsBusy({ driver }: DataSource): () => boolean {
  const { master: pool } = driver as unknown as PooledDriver;
  return () => pool.totalCount > pool.idleCount || pool.waitingCount > 0;
}
