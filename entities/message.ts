import { Column, Entity, PrimaryColumn } from 'typeorm';
import { Row } from './row.ts';
import type { MessageKind, MessageStatus } from './vocabulary.ts';

/** A text to a customer. Its row is written before the carrier is asked, so that none is sent twice. */
@Entity({ name: 'messages' })
export class Message extends Row {
  /** That of the job that sends it. */
  @PrimaryColumn({ name: 'message_id', type: 'uuid' })
  messageId!: string;

  @Column({ name: 'kind', type: 'text' })
  kind!: MessageKind;

  @Column({ name: 'customer_id', type: 'uuid' })
  customerId!: string;

  @Column({ name: 'appointment_id', type: 'uuid' })
  appointmentId!: string;

  /** E.164. */
  @Column({ name: 'to_number', type: 'text' })
  toNumber!: string;

  @Column({ name: 'body', type: 'text' })
  body!: string;

  @Column({ name: 'status', type: 'text' })
  status!: MessageStatus;

  /** The carrier's name for it. */
  @Column({ name: 'message_sid', type: 'text', nullable: true })
  messageSid!: string | null;

  /** The carrier's code, where it failed. */
  @Column({ name: 'error_code', type: 'text', nullable: true })
  errorCode!: string | null;
}
