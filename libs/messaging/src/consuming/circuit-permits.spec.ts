import { describe, expect, it } from 'vitest';
import { type Circuit, permitsBehind } from './circuit-permits.js';

const circuit = (
  breakerState: Circuit['breakerState'],
  accepts: boolean,
): { -readonly [K in keyof Circuit]: Circuit[K] } => ({
  breakerState,
  accepts,
});
const never = new AbortController().signal;

describe('permits behind circuits', () => {
  it('are as many as wanted while one of them is closed', async () => {
    const permits = permitsBehind([circuit('open', false), circuit('closed', true)]);
    expect(await permits.acquire('shipping-orders', 7, never)).toBe(7);
  });

  it('are one when a call may try whether it is well again', async () => {
    const permits = permitsBehind([circuit('open', false), circuit('half-open', true)]);
    expect(await permits.acquire('shipping-orders', 7, never)).toBe(1);
  });

  it('are none while all are open, or one call is trying; until that changes', async () => {
    const trying = circuit('half-open', false);
    const waiting = permitsBehind([circuit('open', false), trying]).acquire('shipping-orders', 7, never);
    let resolved = false;
    void waiting.then(() => (resolved = true));
    await new Promise((resolve) => setImmediate(resolve));
    expect(resolved).toBe(false);
    Object.assign(trying, circuit('closed', true));
    expect(await waiting).toBe(7);
  });

  it('are no longer waited for by who stops', async () => {
    const stop = new AbortController();
    const waiting = permitsBehind([circuit('open', false)]).acquire('shipping-orders', 1, stop.signal);
    stop.abort();
    await expect(waiting).rejects.toThrow();
  });
});
