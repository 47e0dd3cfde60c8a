import { randomUUID } from 'node:crypto';
import type { CarrierLabel } from '@breakwater/contracts';
import { type TestDatabase, waitUntil } from '@breakwater/testing';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type FaultySandbox, LABELS, PARCEL, startFaultySandbox } from './start-faulty-sandbox.js';
import { createSandboxDatabase, problemIn } from './start-sandbox.js';
import { post, postRaw } from './wire.js';

const PATH = '/carriers/swiftpost/labels';

describe('a fault that acts after the handler: the label is booked, and the answer', () => {
  let database: TestDatabase;
  let sandbox: FaultySandbox;

  beforeAll(async () => {
    database = await createSandboxDatabase();
    sandbox = await startFaultySandbox(database);
  });
  afterEach(() => sandbox.clear());
  afterAll(async () => {
    await sandbox.stop();
    await database.drop();
  });

  /** The same key again, without a fault: the label of then, and no other. */
  async function expectBookedOnce(key: string): Promise<void> {
    await sandbox.clear();
    const again = await sandbox.book(key);
    expect(again.status).toBe(201);
    expect(await sandbox.booked(key)).toEqual([{ labelId: (again.body as CarrierLabel).labelId }]);
  }

  it('is an error', async () => {
    await sandbox.set({ kind: 'error', after: true, status: 502, route: LABELS });
    const key = randomUUID();
    const answer = await sandbox.book(key);
    expect(answer.status).toBe(502);
    expect(problemIn(answer)).toMatchObject({ status: 502, code: 'injected-fault' });
    expect(await sandbox.booked(key)).toHaveLength(1);
    await expectBookedOnce(key);
  });

  it('is lost with the connection', async () => {
    await sandbox.set({ kind: 'drop', after: true, route: LABELS });
    const key = randomUUID();
    const lost = await postRaw(sandbox.url, PATH, PARCEL, { 'idempotency-key': key });
    expect(lost).toEqual({ received: '', error: 'ECONNRESET' });
    expect(await sandbox.booked(key)).toHaveLength(1);
    await expectBookedOnce(key);
  });

  it('hangs until the fault ends', async () => {
    await sandbox.set({ kind: 'hang', after: true, route: LABELS });
    const key = randomUUID();
    const client = post(sandbox.url, PATH, PARCEL, { 'idempotency-key': key });
    await sandbox.held(1);
    expect(await sandbox.booked(key)).toHaveLength(1);
    expect(client.answer.status).toBeUndefined();
    await sandbox.clear();
    expect(await client.closed()).toMatchObject({ status: 201, isComplete: true });
    await expectBookedOnce(key);
  });

  it('hangs until the client has gone, who never learns of it', async () => {
    await sandbox.set({ kind: 'hang', after: true, route: LABELS });
    const key = randomUUID();
    const client = post(sandbox.url, PATH, PARCEL, { 'idempotency-key': key });
    await sandbox.held(1);
    client.leave();
    await sandbox.held(0);
    await expectBookedOnce(key);
  });

  it('is lost every other time, of 20 labels that are asked for until they are there', async () => {
    const { id } = await sandbox.set({ kind: 'drop', after: true, percent: 50, route: LABELS });
    const keys = Array.from({ length: 20 }, () => randomUUID());
    for (const key of keys) {
      await waitUntil(`the label ${key}`, async () => (await sandbox.book(key).catch(() => undefined))?.status === 201);
      expect(await sandbox.booked(key)).toHaveLength(1);
    }
    const [fault] = await sandbox.list();
    expect(fault).toMatchObject({ id, hits: 19, seen: 39 });
  });
});
