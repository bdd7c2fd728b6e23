import { Column, Entity, PrimaryColumn } from 'typeorm';
import { Row } from './row.ts';

/** A slot that a call has proposed and is talking over: nobody else is sold it before `expiresAt`. A call has one at most. */
@Entity({ name: 'slot_holds' })
export class SlotHold extends Row {
  @PrimaryColumn({ name: 'hold_id', type: 'uuid' })
  holdId!: string;

  @Column({ name: 'call_id', type: 'uuid' })
  callId!: string;

  @Column({ name: 'start_time', type: 'timestamptz' })
  startTime!: Date;

  @Column({ name: 'end_time', type: 'timestamptz' })
  endTime!: Date;

  /** The bay that is kept free for it. */
  @Column({ name: 'bay', type: 'integer' })
  bay!: number;

  /** From this moment on it holds nothing. */
  @Column({ name: 'expires_at', type: 'timestamptz' })
  expiresAt!: Date;
}
