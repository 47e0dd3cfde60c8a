import { answersOfEveryRoute, lackingSecurityHeaders, openRoutes, type TestDatabase } from '@breakwater/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createSandboxDatabase, type Sandbox, startSandbox } from './start-sandbox.js';

// The routes are those that the service has: a new one has to be guarded, or entered here.
describe('the routes of the sandbox', () => {
  let database: TestDatabase;
  let sandbox: Sandbox;
  beforeAll(async () => {
    database = await createSandboxDatabase();
    sandbox = await startSandbox(database);
  });
  afterAll(async () => {
    await sandbox.stop();
    await database.drop();
  });

  it('are open, for it stands for others and never runs in production', async () => {
    expect(await openRoutes(sandbox)).toEqual([
      'GET /email/messages',
      'GET /email/messages/:messageId/attachments/:index',
      'GET /inbox',
      'POST /carriers/:carrier/labels',
      'POST /carriers/:carrier/labels/:labelId/void',
      'POST /carriers/:carrier/rates',
      'POST /email/messages',
    ]);
  });

  it('answer with every security header, the page of the inbox too', async () => {
    for (const [route, { headers, status }] of await answersOfEveryRoute(sandbox)) {
      expect(lackingSecurityHeaders(headers), `${route} ${status}`).toEqual([]);
    }
  });
});
