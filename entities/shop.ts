import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A place with service bays and a telephone number. Its `shop_id` is its own key. */
@Entity({ name: 'shops' })
export class Shop {
  @PrimaryColumn({ name: 'shop_id', type: 'uuid' })
  shopId!: string;

  @Column({ name: 'name', type: 'text' })
  name!: string;

  /** E.164; the number that callers dial, which names the shop. */
  @Column({ name: 'phone_number', type: 'text', nullable: true })
  phoneNumber!: string | null;

  /** An IANA zone. */
  @Column({ name: 'time_zone', type: 'text' })
  timeZone!: string;

  /** Opening hours by weekday; null means those of the shop's file. */
  @Column({ name: 'hours', type: 'jsonb', nullable: true })
  hours!: Record<string, unknown> | null;

  /** How many service bays there are; they are numbered from 1. */
  @Column({ name: 'bays', type: 'integer' })
  bays!: number;

  @Column({ name: 'greeting', type: 'text', nullable: true })
  greeting!: string | null;

  /** What every greeting says besides; null means what the file says, '' nothing. */
  @Column({ name: 'disclosure', type: 'text', nullable: true })
  disclosure!: string | null;

  /** The address, whole or not at all; null means the file's. */
  @Column({ name: 'street', type: 'text', nullable: true })
  street!: string | null;

  @Column({ name: 'city', type: 'text', nullable: true })
  city!: string | null;

  /** Two letters. */
  @Column({ name: 'state', type: 'text', nullable: true })
  state!: string | null;

  @Column({ name: 'zip_code', type: 'text', nullable: true })
  zipCode!: string | null;

  /** How one finds it, as it is told on the telephone; null means the file's words. */
  @Column({ name: 'directions', type: 'text', nullable: true })
  directions!: string | null;

  /** BCP 47. */
  @Column({ name: 'language', type: 'text' })
  language!: string;

  @Column({ name: 'created_at', type: 'timestamptz' })
  createdAt!: Date;

  @Column({ name: 'updated_at', type: 'timestamptz' })
  updatedAt!: Date;
}
