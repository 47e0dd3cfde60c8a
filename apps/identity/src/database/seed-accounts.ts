import type { RegisterBody, Role } from '@breakwater/contracts';
import { newId } from '@breakwater/persistence';
import type { DataSource } from 'typeorm';
import { CustomerRepository } from '../customers/customer.repository.js';
import { PasswordHasher } from '../passwords/password-hasher.js';

export interface SeedAccount extends RegisterBody {
  role: Role;
}

/**
 * Registers accounts that the shop cannot be without. One that is there already stays as it is, its password and role
 * included; a role can be had in no other way.
 *
 * @returns what was done to each, in words
 */
export async function seedAccounts(dataSource: DataSource, accounts: readonly SeedAccount[]): Promise<string[]> {
  const customers = new CustomerRepository(dataSource);
  const hasher = new PasswordHasher({ passwordHashConcurrency: 1, passwordHashQueue: 0 });
  const done: string[] = [];
  for (const { email, password, name, role } of accounts) {
    const known = await customers.findByEmail(email);
    if (known) {
      done.push(`${known.role} ${known.email} is there already, left as it is`);
      continue;
    }
    await customers.insert({ customerId: newId(), email, name, role, passwordHash: await hasher.hash(password) });
    done.push(`${role} ${email} registered`);
  }
  return done;
}
