import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startSample } from '../../test/sample-service.js';
import type { Sample } from '../../test/sample-service.js';
import { currentContext, runInContext } from './service-context.js';

let sample: Sample;

beforeAll(async () => {
  sample = await startSample();
});
afterAll(() => sample.app.close());

describe('the correlation id of a request', () => {
  it("is the caller's, in the handler and in the answer", async () => {
    const response = await fetch(`${sample.url}/baskets`, { headers: { 'x-correlation-id': 'order-7.a_B' } });
    expect(response.headers.get('x-correlation-id')).toBe('order-7.a_B');
    expect(await response.json()).toMatchObject({ context: { correlationId: 'order-7.a_B' } });
  });

  it('is still known after a body was read', async () => {
    const response = await fetch(`${sample.url}/baskets`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-correlation-id': 'posted' },
      body: '{"items":[{"sku":"a","quantity":1}]}',
    });
    expect(await response.json()).toMatchObject({ context: { correlationId: 'posted' } });
  });

  it.each([undefined, '', 'with space', 'line"break', 'x'.repeat(65)])(
    'is made anew instead of %j',
    async (received) => {
      const response = await fetch(`${sample.url}/baskets`, {
        headers: received === undefined ? {} : { 'x-correlation-id': received },
      });
      expect(response.headers.get('x-correlation-id')).toMatch(/^[0-9a-f-]{36}$/);
    },
  );

  it('does not leak between requests in flight', async () => {
    const ids = Array.from({ length: 50 }, (_, index) => `request-${index}`);
    const answers = await Promise.all(
      ids.map(async (id) => (await fetch(`${sample.url}/baskets`, { headers: { 'x-correlation-id': id } })).json()),
    );
    const context = (correlationId: string): unknown => expect.objectContaining({ correlationId });
    expect(answers).toEqual(ids.map((id) => expect.objectContaining({ context: context(id) })));
  });
});

describe('runInContext', () => {
  it('is followed across awaits and ends with the function', async () => {
    const seen = await runInContext({ correlationId: 'message-1' }, async () => {
      await new Promise((resolve) => setImmediate(resolve));
      return currentContext();
    });
    expect(seen).toEqual({ correlationId: 'message-1' });
    expect(currentContext()).toBeUndefined();
  });
});
