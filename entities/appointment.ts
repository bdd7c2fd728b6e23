import { Column, Entity, PrimaryColumn } from 'typeorm';
import { money } from './money.ts';
import { Row } from './row.ts';
import type { AppointmentStatus, Booker, CalendarStatus, CancelReason, ServiceType } from './vocabulary.ts';

/** From `startTime` up to, not including, `endTime`. The database lets no two live ones overlap on a bay or for a vehicle. */
@Entity({ name: 'appointments' })
export class Appointment extends Row {
  @PrimaryColumn({ name: 'appointment_id', type: 'uuid' })
  appointmentId!: string;

  @Column({ name: 'customer_id', type: 'uuid' })
  customerId!: string;

  @Column({ name: 'vehicle_id', type: 'uuid' })
  vehicleId!: string;

  @Column({ name: 'service_type', type: 'text' })
  serviceType!: ServiceType;

  @Column({ name: 'start_time', type: 'timestamptz' })
  startTime!: Date;

  @Column({ name: 'end_time', type: 'timestamptz' })
  endTime!: Date;

  /** Counted from 1. */
  @Column({ name: 'bay', type: 'integer' })
  bay!: number;

  /** The name of one of the shop's technicians; null until somebody is put on it. */
  @Column({ name: 'technician', type: 'text', nullable: true })
  technician!: string | null;

  @Column({ name: 'status', type: 'text' })
  status!: AppointmentStatus;

  @Column({ name: 'confirmed_at', type: 'timestamptz', nullable: true })
  confirmedAt!: Date | null;

  @Column({ name: 'cancelled_at', type: 'timestamptz', nullable: true })
  cancelledAt!: Date | null;

  @Column({ name: 'cancel_reason', type: 'text', nullable: true })
  cancelReason!: CancelReason | null;

  /** The caller's concerns, in their words. */
  @Column({ name: 'notes', type: 'text', nullable: true })
  notes!: string | null;

  @Column(money('estimated_cost'))
  estimatedCost!: number | null;

  @Column(money('actual_cost'))
  actualCost!: number | null;

  /** The calendar's event for it, once there is one. */
  @Column({ name: 'calendar_event_id', type: 'text', nullable: true })
  calendarEventId!: string | null;

  /** How far the calendar knows of it; null where it has never been told of it. */
  @Column({ name: 'calendar_status', type: 'text', nullable: true })
  calendarStatus!: CalendarStatus | null;

  @Column({ name: 'booked_by', type: 'text' })
  bookedBy!: Booker;

  /** The call that booked it: the carrier's name for it, and ours. */
  @Column({ name: 'call_sid', type: 'text', nullable: true })
  callSid!: string | null;

  @Column({ name: 'call_id', type: 'uuid', nullable: true })
  callId!: string | null;
}
