import { Column } from 'typeorm';

/** What every row has: whose it is, and when it was made and last changed. The application gives all three. */
export abstract class Row {
  @Column({ name: 'shop_id', type: 'uuid' })
  shopId!: string;

  @Column({ name: 'created_at', type: 'timestamptz' })
  createdAt!: Date;

  @Column({ name: 'updated_at', type: 'timestamptz' })
  updatedAt!: Date;
}
