import { Column, Entity, PrimaryColumn } from 'typeorm';
import { Row } from './row.ts';

/** Somebody claimed to be this customer and could not show it. */
@Entity({ name: 'verification_failures' })
export class VerificationFailure extends Row {
  @PrimaryColumn({ name: 'failure_id', type: 'uuid' })
  failureId!: string;

  @Column({ name: 'customer_id', type: 'uuid' })
  customerId!: string;

  @Column({ name: 'at', type: 'timestamptz' })
  at!: Date;

  @Column({ name: 'call_id', type: 'uuid', nullable: true })
  callId!: string | null;
}
