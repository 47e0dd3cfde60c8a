import type { TestDatabase } from '@breakwater/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createIdentityDatabase, type Identity, problemIn, someCustomer, startIdentity } from './start-identity.js';

describe('registration', () => {
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

  const register = (email: string) =>
    identity.call('POST', '/customers', { body: { email, password: 'a long password', name: 'Ada Lovelace' } });

  it('answers 201 with the customer and never with the password', async () => {
    const { status, body } = await register('ada@example.com');
    expect(status).toBe(201);
    expect(body).toEqual({
      customerId: expect.stringMatching(/^[0-9a-f-]{36}$/),
      email: 'ada@example.com',
      name: 'Ada Lovelace',
      role: 'customer',
    });
  });

  it('refuses an e-mail that is taken, whatever its case', async () => {
    await register('Grace@Example.com');
    const answer = await register('gRACE@example.COM');
    expect(answer.status).toBe(409);
    expect(problemIn(answer)).toMatchObject({ code: 'email-taken', type: 'urn:breakwater:problem:email-taken' });
    expect(problemIn(answer).detail).toContain('gRACE@example.COM');
  });

  it('registers an e-mail once when 20 ask for it at the same time', async () => {
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, index) => register(index % 2 === 0 ? 'race@example.com' : 'RACE@example.com')),
    );
    const statuses = answers.map(({ status }) => status);
    expect(statuses.filter((status) => status === 201)).toHaveLength(1);
    expect(statuses.filter((status) => status === 409)).toHaveLength(19);
    const rows: unknown[] = await database.dataSource.query(
      `SELECT 1 FROM customer WHERE lower(email) = 'race@example.com'`,
    );
    expect(rows).toHaveLength(1);
  });

  it('stores an argon2id PHC string with the parameters of OWASP, salted anew each time', async () => {
    await register('hash-1@example.com');
    await register('hash-2@example.com');
    const rows: { hash: string }[] = await database.dataSource.query(
      `SELECT password_hash AS hash FROM customer WHERE email LIKE 'hash-%'`,
    );
    expect(rows).toHaveLength(2);
    for (const { hash } of rows) {
      expect(hash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$[A-Za-z0-9+/]{22}\$[A-Za-z0-9+/]{43}$/);
    }
    expect(new Set(rows.map(({ hash }) => hash)).size).toBe(2);
  });

  it('tells a customer who they are', async () => {
    const { accessToken, customer } = await someCustomer(identity);
    const { status, body } = await identity.call('GET', '/customers/me', { token: accessToken });
    expect(status).toBe(200);
    expect(body).toEqual(customer);
  });

  it('tells a customer who was deleted that they are not registered', async () => {
    const { accessToken, customer } = await someCustomer(identity);
    await database.dataSource.query('DELETE FROM customer WHERE customer_id = $1', [customer.customerId]);
    const answer = await identity.call('GET', '/customers/me', { token: accessToken });
    expect(answer.status).toBe(404);
    expect(problemIn(answer).code).toBe('customer-not-found');
  });
});
