import { Column, Entity, PrimaryColumn } from 'typeorm';
import { Row } from './row.ts';
import type { ContactPreference } from './vocabulary.ts';

@Entity({ name: 'customers' })
export class Customer extends Row {
  @PrimaryColumn({ name: 'customer_id', type: 'uuid' })
  customerId!: string;

  @Column({ name: 'first_name', type: 'text' })
  firstName!: string;

  @Column({ name: 'last_name', type: 'text' })
  lastName!: string;

  /** E.164. Several customers may have the same one. */
  @Column({ name: 'phone_number', type: 'text' })
  phoneNumber!: string;

  @Column({ name: 'email', type: 'text', nullable: true })
  email!: string | null;

  @Column({ name: 'street', type: 'text', nullable: true })
  street!: string | null;

  @Column({ name: 'city', type: 'text', nullable: true })
  city!: string | null;

  /** Two letters. */
  @Column({ name: 'state', type: 'text', nullable: true })
  state!: string | null;

  /** Five digits, or nine with a hyphen. */
  @Column({ name: 'zip_code', type: 'text', nullable: true })
  zipCode!: string | null;

  /** `YYYY-MM-DD`: a day of the calendar, in no time zone. */
  @Column({ name: 'date_of_birth', type: 'date', nullable: true })
  dateOfBirth!: string | null;

  /** BCP 47; null means the shop's. */
  @Column({ name: 'language', type: 'text', nullable: true })
  language!: string | null;

  @Column({ name: 'contact_preference', type: 'text', nullable: true })
  contactPreference!: ContactPreference | null;

  /** Whether reminders may be sent, when that was said and how; null as long as nothing was said. */
  @Column({ name: 'reminder_consent', type: 'boolean', nullable: true })
  reminderConsent!: boolean | null;

  @Column({ name: 'reminder_consent_at', type: 'timestamptz', nullable: true })
  reminderConsentAt!: Date | null;

  @Column({ name: 'reminder_consent_source', type: 'text', nullable: true })
  reminderConsentSource!: string | null;

  /** Whether texts may be sent, likewise; STOP makes it false. */
  @Column({ name: 'text_consent', type: 'boolean', nullable: true })
  textConsent!: boolean | null;

  @Column({ name: 'text_consent_at', type: 'timestamptz', nullable: true })
  textConsentAt!: Date | null;

  @Column({ name: 'text_consent_source', type: 'text', nullable: true })
  textConsentSource!: string | null;

  /** Another customer who had this number before: staff is to look whether the two are one person. */
  @Column({ name: 'merge_with', type: 'uuid', nullable: true })
  mergeWith!: string | null;
}
