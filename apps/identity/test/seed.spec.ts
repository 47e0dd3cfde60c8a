import { loadConfig } from '@breakwater/service-kit';
import type { TestDatabase } from '@breakwater/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { seedAccounts, type SeedAccount } from '../src/database/seed-accounts.js';
import { accountsOf, defineSeedConfig } from '../src/database/seed.config.js';
import { createIdentityDatabase, type Identity, signIn, startIdentity } from './start-identity.js';

const ACCOUNTS: SeedAccount[] = [
  { email: 'demo@breakwater.example', password: 'demo-password-1', name: 'Demo Customer', role: 'customer' },
  { email: 'admin@breakwater.example', password: 'admin-password-1', name: 'Shop Administrator', role: 'admin' },
];

describe('seed', () => {
  let database: TestDatabase;
  let identity: Identity;

  beforeAll(async () => {
    database = await createIdentityDatabase();
    identity = await startIdentity(database);
  });

  afterAll(async () => {
    await identity.stop();
    await database.drop();
  });

  it('registers a customer and an administrator, once', async () => {
    expect(await seedAccounts(database.dataSource, ACCOUNTS)).toEqual([
      'customer demo@breakwater.example registered',
      'admin admin@breakwater.example registered',
    ]);
    expect(await seedAccounts(database.dataSource, ACCOUNTS)).toEqual([
      'customer demo@breakwater.example is there already, left as it is',
      'admin admin@breakwater.example is there already, left as it is',
    ]);
    for (const account of ACCOUNTS) {
      expect((await signIn(identity, account)).customer).toMatchObject({ email: account.email, role: account.role });
    }
  });

  it('has its well-known passwords outside production only', () => {
    expect(accountsOf(loadConfig(defineSeedConfig(false), {}))).toEqual(ACCOUNTS);
    expect(() => loadConfig(defineSeedConfig(true), {})).toThrow(
      /ADMIN_EMAIL is required[^]*ADMIN_PASSWORD is required/,
    );
    expect(() => loadConfig(defineSeedConfig(false), { ADMIN_PASSWORD: 'short' })).toThrow(
      /ADMIN_PASSWORD received a hidden/,
    );
  });

  it('registers no demo customer in production unless one is named', () => {
    const admin = { ADMIN_EMAIL: 'chief@example.com', ADMIN_PASSWORD: 'a password of ours' };
    const load = (env: Record<string, string>) => accountsOf(loadConfig(defineSeedConfig(true), { ...admin, ...env }));
    expect(load({}).map(({ email }) => email)).toEqual(['chief@example.com']);
    expect(() => load({ ADMIN_PASSWORD: 'admin-password-1' })).toThrow(/ADMIN_PASSWORD .* is the public default/);
    expect(() => load({ DEMO_CUSTOMER_PASSWORD: 'demo-password-1' })).toThrow(/is the public default/);
    const demo = { DEMO_CUSTOMER_EMAIL: 'demo@example.com', DEMO_CUSTOMER_PASSWORD: 'another password' };
    expect(load(demo).map(({ email }) => email)).toEqual(['demo@example.com', 'chief@example.com']);
  });
});
