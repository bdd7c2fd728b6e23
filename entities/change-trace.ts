import { Column, Entity, PrimaryColumn } from 'typeorm';
import { Row } from './row.ts';
import type { TracedAction, TracedEntity } from './vocabulary.ts';

/** Who did what to a customer, a vehicle or an appointment. Written in the same transaction as the change itself. */
@Entity({ name: 'change_traces' })
export class ChangeTrace extends Row {
  @PrimaryColumn({ name: 'trace_id', type: 'uuid' })
  traceId!: string;

  @Column({ name: 'entity', type: 'text' })
  entity!: TracedEntity;

  @Column({ name: 'entity_id', type: 'uuid' })
  entityId!: string;

  @Column({ name: 'action', type: 'text' })
  action!: TracedAction;

  /** The call in which it was done, or else the person who did it. */
  @Column({ name: 'call_id', type: 'uuid', nullable: true })
  callId!: string | null;

  @Column({ name: 'person', type: 'text', nullable: true })
  person!: string | null;

  @Column({ name: 'at', type: 'timestamptz' })
  at!: Date;

  /** The values that changed, as they were; null for a creation. */
  @Column({ name: 'before', type: 'jsonb', nullable: true })
  before!: Record<string, unknown> | null;

  @Column({ name: 'after', type: 'jsonb', nullable: true })
  after!: Record<string, unknown> | null;
}
