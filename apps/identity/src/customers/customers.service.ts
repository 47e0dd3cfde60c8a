import type { CustomerView, RegisterBody, Role } from '@breakwater/contracts';
import { newId } from '@breakwater/persistence';
import { Logger } from '@breakwater/service-kit';
import { Injectable } from '@nestjs/common';
import { PasswordHasher } from '../passwords/password-hasher.js';
import type { Customer } from './customer.entity.js';
import { CustomerRepository, type NewCustomer } from './customer.repository.js';
import { CustomerNotFoundError, EmailTakenError } from './customers.errors.js';

export const toCustomerView = ({ customerId, email, name, role }: NewCustomer | Customer): CustomerView => ({
  customerId,
  email,
  name,
  role,
});

@Injectable()
export class CustomersService {
  constructor(
    private readonly customers: CustomerRepository,
    private readonly hasher: PasswordHasher,
    private readonly logger: Logger,
  ) {}

  /** @throws EmailTakenError also to all but one of several who register the same e-mail at the same time */
  async register({ email, password, name }: RegisterBody, role: Role = 'customer'): Promise<CustomerView> {
    // Asked first only to spare the costly hash; the unique index decides.
    if (await this.customers.findByEmail(email)) throw new EmailTakenError(email);
    const customer = { customerId: newId(), email, name, role, passwordHash: await this.hasher.hash(password) };
    if (!(await this.customers.insert(customer))) throw new EmailTakenError(email);
    this.logger.info({ customerId: customer.customerId, role }, 'customer registered');
    return toCustomerView(customer);
  }

  /** @throws CustomerNotFoundError */
  async get(customerId: string): Promise<CustomerView> {
    const customer = await this.customers.findById(customerId);
    if (!customer) throw new CustomerNotFoundError(customerId);
    return toCustomerView(customer);
  }
}
