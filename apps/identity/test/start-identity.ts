import type { SessionView } from '@breakwater/contracts';
import { type CallResult, createTestDatabase, startTestService, type TestDatabase } from '@breakwater/testing';
import { AppModule } from '../src/app.module.js';
import { identityConfig } from '../src/config.js';
import { Customer } from '../src/customers/customer.entity.js';
import { migrations } from '../src/database/migrations/index.js';
import { seedAccounts } from '../src/database/seed-accounts.js';

export const ADMIN = {
  email: 'admin@example.com',
  password: 'admin-password-1',
  name: 'Admin',
  role: 'admin' as const,
};

export const createIdentityDatabase = (): Promise<TestDatabase> =>
  createTestDatabase({ entities: [Customer], migrations });

export const startIdentity = (database: TestDatabase, env: Record<string, string> = {}) =>
  startTestService({
    definition: identityConfig,
    register: (config) => AppModule.register(config),
    env: { DATABASE_URL: database.url, DATABASE_POOL_SIZE: '5', ...env },
  });

export type Identity = Awaited<ReturnType<typeof startIdentity>>;

let registered = 0;

/** Registers somebody new and signs in. */
export async function someCustomer(identity: Identity): Promise<SessionView> {
  registered += 1;
  const customer = { email: `customer-${registered}@example.com`, password: 'a long password', name: 'Some Customer' };
  await identity.call('POST', '/customers', { body: customer });
  return signIn(identity, customer);
}

export async function someAdmin(identity: Identity, database: TestDatabase): Promise<SessionView> {
  await seedAccounts(database.dataSource, [ADMIN]);
  return signIn(identity, ADMIN);
}

export async function signIn(
  identity: Identity,
  { email, password }: { email: string; password: string },
): Promise<SessionView> {
  const { body } = await identity.call('POST', '/sessions', { body: { email, password } });
  return body as SessionView;
}

export interface ProblemBody {
  type: string;
  title: string;
  status: number;
  detail: string;
  code: string;
  correlationId: string;
  errors?: { path: string; message: string }[];
}

export const problemIn = ({ body }: CallResult): ProblemBody => body as ProblemBody;
