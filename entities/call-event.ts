import { Column, Entity, PrimaryColumn } from 'typeorm';
import { Row } from './row.ts';

/** One thing that happened in a call, from which it can be shown and replayed. A gap in `seq` is an event that was lost. */
@Entity({ name: 'call_events' })
export class CallEvent extends Row {
  @PrimaryColumn({ name: 'call_id', type: 'uuid' })
  callId!: string;

  /** Counted from 1 within the call. */
  @PrimaryColumn({ name: 'seq', type: 'integer' })
  seq!: number;

  @Column({ name: 'at', type: 'timestamptz' })
  at!: Date;

  /** The actor that it was told to, or that told it. */
  @Column({ name: 'source', type: 'text' })
  source!: string;

  @Column({ name: 'type', type: 'text' })
  type!: string;

  @Column({ name: 'payload', type: 'jsonb' })
  payload!: unknown;

  @Column({ name: 'chart_version', type: 'text' })
  chartVersion!: string;
}
