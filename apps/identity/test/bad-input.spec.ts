import type { TestDatabase } from '@breakwater/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createIdentityDatabase, type Identity, problemIn, startIdentity } from './start-identity.js';

const GOOD = { email: 'ada@example.com', password: 'a long password', name: 'Ada' };
const { email: _email, ...WITHOUT_EMAIL } = GOOD;

describe('bad input', () => {
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

  const customers = async (): Promise<number> => {
    const rows: { count: number }[] = await database.dataSource.query('SELECT count(*)::int AS count FROM customer');
    return rows[0]?.count ?? Number.NaN;
  };

  it.each([
    ['a missing e-mail', WITHOUT_EMAIL, 'email'],
    ['an e-mail that is none', { ...GOOD, email: 'ada' }, 'email'],
    ['an e-mail with a NUL', { ...GOOD, email: 'a\u0000da@example.com' }, 'email'],
    ['an e-mail of 300 characters', { ...GOOD, email: `${'a'.repeat(290)}@ex.com` }, 'email'],
    ['an e-mail that is a number', { ...GOOD, email: 7 }, 'email'],
    ['a password of nine characters', { ...GOOD, password: '123456789' }, 'password'],
    ['a password of a million characters', { ...GOOD, password: 'x'.repeat(1_000_000) }, 'password'],
    ['a password that is a list', { ...GOOD, password: ['a long password'] }, 'password'],
    ['a name of spaces', { ...GOOD, name: '   ' }, 'name'],
    ['a name with a line break', { ...GOOD, name: 'Ada\nBcc: all' }, 'name'],
    ['an unknown field', { ...GOOD, role: 'admin' }, ''],
    ['a list', [GOOD], ''],
    ['a text', JSON.stringify('ada'), ''],
    ['null', 'null', ''],
  ])('refuses %s', async (_what, body, path) => {
    const before = await customers();
    const answer = await identity.call('POST', '/customers', { body });
    expect(answer.status).toBe(400);
    expect(answer.headers.get('content-type')).toContain('application/problem+json');
    expect(problemIn(answer).code).toBe('invalid-request');
    expect(problemIn(answer).errors?.map((error) => error.path)).toContain(path);
    expect(JSON.stringify(answer.body)).not.toMatch(/node_modules|SELECT|INSERT|\bat .*:\d+:\d+/);
    expect(await customers()).toBe(before);
  });

  it.each([
    ['broken JSON', '{"email": ', 'application/json', 400, 'invalid-json'],
    ['an empty body', '', 'application/json', 400, 'empty-body'],
    ['a form', 'email=ada', 'application/x-www-form-urlencoded', 415, 'unsupported-media-type'],
    ['plain text', '{}', 'text/plain', 415, 'unsupported-media-type'],
    ['a body of 10 MB', `"${'x'.repeat(10_485_760)}"`, 'application/json', 413, 'body-too-large'],
  ])('refuses %s', async (_what, body, contentType, status, code) => {
    for (const path of ['/customers', '/sessions']) {
      const answer = await identity.call('POST', path, { body, headers: { 'content-type': contentType } });
      expect(answer.status).toBe(status);
      expect(problemIn(answer).code).toBe(code);
    }
  });

  it.each([
    ['a missing password', { email: 'ada@example.com' }],
    ['an unknown field', { email: 'ada@example.com', password: 'x', remember: true }],
    ['an object as e-mail', { email: { $ne: '' }, password: 'x' }],
    ['a password of 201 characters', { email: 'ada@example.com', password: 'x'.repeat(201) }],
  ])('refuses to sign in with %s', async (_what, body) => {
    const answer = await identity.call('POST', '/sessions', { body });
    expect(answer.status).toBe(400);
    expect(problemIn(answer).code).toBe('invalid-request');
  });

  it.each(["' OR 1=1 --", 'a\u0000b', '\ud800', '%', 'ada'])('takes %j as an e-mail that nobody has', async (email) => {
    const answer = await identity.call('POST', '/sessions', { body: { email, password: 'x' } });
    expect(answer.status).toBe(401);
    expect(problemIn(answer).code).toBe('invalid-credentials');
  });

  it.each([
    ['GET', '/customers', 405],
    ['GET', '/nothing-here', 404],
    ['GET', '/customers/%E0%A4%A', 400],
  ])('answers %s %s with %i and a problem document', async (method, path, status) => {
    const answer = await identity.call(method, path);
    expect(answer.status).toBe(status);
    expect(problemIn(answer)).toMatchObject({ status, correlationId: expect.any(String) });
  });
});
