import { Column, Entity, PrimaryColumn } from 'typeorm';
import { Row } from './row.ts';

/** Somebody who works on the cars. Appointments and visits name them by their name, which is theirs alone in a shop. */
@Entity({ name: 'technicians' })
export class Technician extends Row {
  @PrimaryColumn({ name: 'technician_id', type: 'uuid' })
  technicianId!: string;

  @Column({ name: 'name', type: 'text' })
  name!: string;

  /** Where they work; null means in every bay. */
  @Column({ name: 'bays', type: 'integer', array: true, nullable: true })
  bays!: number[] | null;

  /** What they do, by the words for services; null means all of it. */
  @Column({ name: 'services', type: 'text', array: true, nullable: true })
  services!: string[] | null;

  /** False for somebody who has left: what they did keeps their name. */
  @Column({ name: 'active', type: 'boolean' })
  active!: boolean;
}
