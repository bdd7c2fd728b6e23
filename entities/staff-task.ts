import { Column, Entity, PrimaryColumn } from 'typeorm';
import { Row } from './row.ts';
import type { TaskKind, TaskStatus } from './vocabulary.ts';

/** Something that a person at the shop is to do: call back, merge two records, look at what failed. */
@Entity({ name: 'staff_tasks' })
export class StaffTask extends Row {
  @PrimaryColumn({ name: 'task_id', type: 'uuid' })
  taskId!: string;

  @Column({ name: 'kind', type: 'text' })
  kind!: TaskKind;

  @Column({ name: 'status', type: 'text' })
  status!: TaskStatus;

  @Column({ name: 'payload', type: 'jsonb' })
  payload!: Record<string, unknown>;

  @Column({ name: 'call_id', type: 'uuid', nullable: true })
  callId!: string | null;

  @Column({ name: 'customer_id', type: 'uuid', nullable: true })
  customerId!: string | null;
}
