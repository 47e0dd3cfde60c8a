import { Injectable } from '@nestjs/common';
import { DataSource, type Repository } from 'typeorm';
import { Customer } from './customer.entity.js';

export type NewCustomer = Omit<Customer, 'registeredAt'>;

@Injectable()
export class CustomerRepository {
  readonly #customers: Repository<Customer>;

  constructor(dataSource: DataSource) {
    this.#customers = dataSource.getRepository(Customer);
  }

  /** @returns false when the e-mail, in any case, belongs to somebody already; then nothing is written */
  async insert(customer: NewCustomer): Promise<boolean> {
    const { raw } = await this.#customers
      .createQueryBuilder()
      .insert()
      .values(customer)
      .orIgnore()
      .returning('customer_id')
      .execute();
    return (raw as unknown[]).length === 1;
  }

  /** Changes nothing when the password was changed since `from` was read. */
  async replacePasswordHash(customerId: string, from: string, to: string): Promise<void> {
    await this.#customers.update({ customerId, passwordHash: from }, { passwordHash: to });
  }

  findById(customerId: string): Promise<Customer | null> {
    return this.#customers.findOneBy({ customerId });
  }

  findByEmail(email: string): Promise<Customer | null> {
    return this.#customers
      .createQueryBuilder('customer')
      .where('lower(customer.email) = lower(:email)', { email })
      .getOne();
  }
}
