import type { Role } from '@breakwater/contracts';
import { Column, Entity, PrimaryColumn } from 'typeorm';

@Entity('customer')
export class Customer {
  @PrimaryColumn({ name: 'customer_id', type: 'uuid' })
  customerId: string;

  /** As the customer wrote it; unique regardless of case. */
  @Column({ type: 'text' })
  email: string;

  @Column({ type: 'text' })
  name: string;

  @Column({ type: 'text' })
  role: Role;

  /** A PHC string. */
  @Column({ name: 'password_hash', type: 'text' })
  passwordHash: string;

  @Column({ name: 'registered_at', type: 'timestamptz', insert: false, update: false })
  registeredAt: Date;
}
