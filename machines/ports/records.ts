import type { KnownCustomer } from './tools.ts';

/** Who is calling, by caller ID. Looked up once, while the carrier still connects. */
export type RecordsFact =
  | { type: 'records.recognised'; customer: KnownCustomer }
  | { type: 'records.knowsNobody' }
  | { type: 'records.unavailable'; code: string };

export interface RecordsInput {
  callId: string;
  /** E.164, or null when withheld. */
  from: string | null;
}
