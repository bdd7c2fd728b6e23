import { Column, Entity, PrimaryColumn } from 'typeorm';
import { Row } from './row.ts';
import type { ServiceType } from './vocabulary.ts';

@Entity({ name: 'vehicles' })
export class Vehicle extends Row {
  @PrimaryColumn({ name: 'vehicle_id', type: 'uuid' })
  vehicleId!: string;

  @Column({ name: 'customer_id', type: 'uuid' })
  customerId!: string;

  /** 17 characters, upper case, without I, O and Q. */
  @Column({ name: 'vin', type: 'text', nullable: true })
  vin!: string | null;

  @Column({ name: 'year', type: 'integer' })
  year!: number;

  @Column({ name: 'make', type: 'text' })
  make!: string;

  @Column({ name: 'model', type: 'text' })
  model!: string;

  @Column({ name: 'color', type: 'text', nullable: true })
  color!: string | null;

  @Column({ name: 'license_plate', type: 'text', nullable: true })
  licensePlate!: string | null;

  @Column({ name: 'license_state', type: 'text', nullable: true })
  licenseState!: string | null;

  /** Miles. */
  @Column({ name: 'current_mileage', type: 'integer', nullable: true })
  currentMileage!: number | null;

  @Column({ name: 'next_service_type', type: 'text', nullable: true })
  nextServiceType!: ServiceType | null;

  /** `YYYY-MM-DD`. */
  @Column({ name: 'next_service_date', type: 'date', nullable: true })
  nextServiceDate!: string | null;

  /** Miles. */
  @Column({ name: 'next_service_mileage', type: 'integer', nullable: true })
  nextServiceMileage!: number | null;
}
