import { Column, Entity, PrimaryColumn } from 'typeorm';
import { Row } from './row.ts';

/** That the calls of a day were chosen and queued. One a day and shop, whichever server does it. */
@Entity({ name: 'outbound_rounds' })
export class OutboundRound extends Row {
  @PrimaryColumn({ name: 'round_id', type: 'uuid' })
  roundId!: string;

  /** `YYYY-MM-DD`: the shop's day. */
  @Column({ name: 'held_on', type: 'date' })
  heldOn!: string;
}
