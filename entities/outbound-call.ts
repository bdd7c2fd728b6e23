import { Column, Entity, PrimaryColumn } from 'typeorm';
import { Row } from './row.ts';
import type { OutboundScenario } from './vocabulary.ts';

/** What a call that the shop places is for. Written before the carrier is asked; what became of it stands in its call log. */
@Entity({ name: 'outbound_calls' })
export class OutboundCall extends Row {
  @PrimaryColumn({ name: 'call_id', type: 'uuid' })
  callId!: string;

  @Column({ name: 'scenario', type: 'text' })
  scenario!: OutboundScenario;

  @Column({ name: 'appointment_id', type: 'uuid' })
  appointmentId!: string;

  @Column({ name: 'customer_id', type: 'uuid' })
  customerId!: string;

  /** E.164. */
  @Column({ name: 'to_number', type: 'text' })
  toNumber!: string;

  /** Whether that is the customer's number on file. */
  @Column({ name: 'to_number_on_file', type: 'boolean' })
  toNumberOnFile!: boolean;

  /** The appointment's start as it was then: one that is moved is another thing to be reminded of. */
  @Column({ name: 'for_time', type: 'timestamptz' })
  forTime!: Date;

  /** Counted from 1; null for a call that somebody asked for. Each attempt is made once, whichever server makes it. */
  @Column({ name: 'attempt', type: 'integer', nullable: true })
  attempt!: number | null;

  @Column({ name: 'idempotency_key', type: 'text', nullable: true })
  idempotencyKey!: string | null;

  @Column({ name: 'answered_at', type: 'timestamptz', nullable: true })
  answeredAt!: Date | null;
}
