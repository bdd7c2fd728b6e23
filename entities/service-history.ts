import { Column, Entity, PrimaryColumn } from 'typeorm';
import { money } from './money.ts';
import { Row } from './row.ts';
import type { ServiceType } from './vocabulary.ts';

export interface Part {
  name: string;
  quantity: number;
}

/** One visit of a vehicle, as it was done. */
@Entity({ name: 'service_history' })
export class ServiceHistory extends Row {
  @PrimaryColumn({ name: 'service_id', type: 'uuid' })
  serviceId!: string;

  @Column({ name: 'vehicle_id', type: 'uuid' })
  vehicleId!: string;

  /** Whose the vehicle was then. */
  @Column({ name: 'customer_id', type: 'uuid' })
  customerId!: string;

  @Column({ name: 'appointment_id', type: 'uuid', nullable: true })
  appointmentId!: string | null;

  @Column({ name: 'service_type', type: 'text' })
  serviceType!: ServiceType;

  @Column({ name: 'performed_at', type: 'timestamptz' })
  performedAt!: Date;

  /** What was done, one item each, in words that can be spoken. */
  @Column({ name: 'services_performed', type: 'text', array: true })
  servicesPerformed!: string[];

  @Column({ name: 'parts', type: 'jsonb' })
  parts!: Part[];

  /** Miles. */
  @Column({ name: 'mileage', type: 'integer', nullable: true })
  mileage!: number | null;

  @Column({ name: 'technician', type: 'text', nullable: true })
  technician!: string | null;

  @Column(money('cost'))
  cost!: number | null;

  /** `YYYY-MM-DD`. */
  @Column({ name: 'next_due_date', type: 'date', nullable: true })
  nextDueDate!: string | null;

  /** Miles. */
  @Column({ name: 'next_due_mileage', type: 'integer', nullable: true })
  nextDueMileage!: number | null;
}
