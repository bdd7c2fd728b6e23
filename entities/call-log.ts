import { Column, Entity, PrimaryColumn } from 'typeorm';
import { money } from './money.ts';
import { Row } from './row.ts';
import type { CallDirection, CallOutcome } from './vocabulary.ts';

/** One call, written when it begins and completed when it ends. */
@Entity({ name: 'call_logs' })
export class CallLog extends Row {
  @PrimaryColumn({ name: 'call_id', type: 'uuid' })
  callId!: string;

  /** The carrier's name for it; null for a call that no carrier knows. */
  @Column({ name: 'call_sid', type: 'text', nullable: true })
  callSid!: string | null;

  @Column({ name: 'customer_id', type: 'uuid', nullable: true })
  customerId!: string | null;

  @Column({ name: 'direction', type: 'text' })
  direction!: CallDirection;

  @Column({ name: 'scenario', type: 'text', nullable: true })
  scenario!: string | null;

  /** E.164, or null where withheld. */
  @Column({ name: 'from_number', type: 'text', nullable: true })
  fromNumber!: string | null;

  @Column({ name: 'to_number', type: 'text', nullable: true })
  toNumber!: string | null;

  @Column({ name: 'started_at', type: 'timestamptz' })
  startedAt!: Date;

  @Column({ name: 'ended_at', type: 'timestamptz', nullable: true })
  endedAt!: Date | null;

  /** Whole seconds. */
  @Column({ name: 'duration_seconds', type: 'integer', nullable: true })
  durationSeconds!: number | null;

  /** Null as long as the call goes on. */
  @Column({ name: 'outcome', type: 'text', nullable: true })
  outcome!: CallOutcome | null;

  /** The turns in order: what was generated, what was heard, and when. */
  @Column({ name: 'transcript', type: 'jsonb' })
  transcript!: unknown[];

  /** The tools that were called, in order: names, results' codes and times. */
  @Column({ name: 'tools', type: 'jsonb' })
  tools!: unknown[];

  /** The model's tokens by kind. */
  @Column({ name: 'tokens', type: 'jsonb' })
  tokens!: Record<string, number>;

  /** Dollars, to the hundredth of a cent; null where a price is not known. */
  @Column(money('cost', { precision: 12, scale: 4 }))
  cost!: number | null;

  /** Who or what the caller was handed to, E.164. */
  @Column({ name: 'transferred_to', type: 'text', nullable: true })
  transferredTo!: string | null;

  @Column({ name: 'chart_version', type: 'text', nullable: true })
  chartVersion!: string | null;
}
