import { afterEach, describe, expect, it } from 'vitest';
import { closeDeclared, type Declaration, declare } from '../../test/declared-call.js';
import { untilAborted } from '../../test/work.js';
import { alone, CallFailedError, type CallFailure, type FailureReason } from '../index.js';

afterEach(closeDeclared);

const retry = { attempts: 2, firstDelayMs: 0 } as const;

/** A dependency that can be switched off, and counts how often it is asked. */
class Dependency {
  asked = 0;
  fails: ((signal: AbortSignal) => Promise<never>) | undefined;

  readonly perform: Declaration['perform'] = (_input, { signal }) => {
    this.asked += 1;
    return this.fails?.(signal) ?? Promise.resolve({ price: 1 });
  };

  failWith(failure: Pick<CallFailure, 'reason' | 'status'>): void {
    this.fails = () => Promise.reject(new CallFailedError({ detail: 'it failed', ...failure }));
  }
}

/** Calls that go well and earn retries; ten of them earn one. */
async function earn(call: ReturnType<typeof declare>, calls: number): Promise<void> {
  for (let one = 0; one < calls; one += 1) await call.ask('Oslo');
}

describe('a call that fails', () => {
  it.each<[FailureReason, number | undefined, number]>([
    ['unreachable', undefined, 2],
    ['failed', 500, 2],
    ['busy', 429, 1],
    ['busy', 503, 1],
    ['rejected', 400, 1],
    ['nonsense', undefined, 1],
  ])('as %s (%s) is tried %i times', async (reason, status, times) => {
    const dependency = new Dependency();
    const call = declare({ perform: dependency.perform, retry });
    await earn(call, 20);
    dependency.asked = 0;
    dependency.failWith({ reason, ...(status === undefined ? {} : { status }) });
    expect(await call.ask('Oslo')).toMatchObject({ kind: 'refused', failure: { reason } });
    expect(dependency.asked).toBe(times);
  });

  it('by taking all its time is tried once', async () => {
    const dependency = new Dependency();
    const call = declare({ perform: dependency.perform, retry, deadlineMs: 30 });
    await earn(call, 20);
    dependency.asked = 0;
    dependency.fails = untilAborted;
    expect(await call.ask('Oslo')).toMatchObject({ failure: { reason: 'timeout' } });
    expect(dependency.asked).toBe(1);
  });

  it('once is fresh by its second attempt', async () => {
    const dependency = new Dependency();
    const call = declare({ perform: dependency.perform, retry });
    await earn(call, 10);
    dependency.fails = () => {
      dependency.fails = undefined;
      return Promise.reject(new Error('ECONNRESET'));
    };
    expect(await call.ask('Oslo')).toEqual({ kind: 'fresh', value: { price: 1 } });
  });

  it.each([2, 3, 5])('for good is tried %i times when that is declared', async (attempts) => {
    const dependency = new Dependency();
    const call = declare({ perform: dependency.perform, retry: { attempts, firstDelayMs: 0 } });
    await earn(call, 100);
    dependency.asked = 0;
    dependency.failWith({ reason: 'failed' });
    await call.ask('Oslo');
    expect(dependency.asked).toBe(attempts);
  });

  it('is tried once when no retry is declared', async () => {
    const dependency = new Dependency();
    const call = declare({ perform: dependency.perform });
    await earn(call, 20);
    dependency.asked = 0;
    dependency.failWith({ reason: 'failed' });
    await call.ask('Oslo');
    expect(dependency.asked).toBe(1);
  });

  it('is tried once when the next attempt would begin after the deadline', async () => {
    const dependency = new Dependency();
    // Of waits up to a year hardly one ends within the deadline.
    const call = declare({
      perform: dependency.perform,
      retry: { attempts: 2, firstDelayMs: 3e10 },
      deadlineMs: 1_000,
    });
    await earn(call, 20);
    dependency.asked = 0;
    dependency.failWith({ reason: 'failed' });
    const askedAt = performance.now();
    expect(await call.ask('Oslo')).toMatchObject({ failure: { reason: 'failed' } });
    expect(performance.now() - askedAt).toBeLessThan(900);
    expect(dependency.asked).toBe(1);
  });

  it('has each attempt counted by the breaker, and makes none through an open circuit', async () => {
    const dependency = new Dependency();
    const call = declare({
      perform: dependency.perform,
      retry: { attempts: 5, firstDelayMs: 0 },
      breaker: { minimumCalls: 103, failureRate: 0.02, openMs: 60_000 },
    });
    await earn(call, 100);
    dependency.asked = 0;
    dependency.failWith({ reason: 'failed' });
    expect(await call.ask('Oslo')).toMatchObject({ failure: { reason: 'circuit-open' } });
    expect(dependency.asked).toBe(3);
  });
});

describe('a thousand calls that all fail', () => {
  it('add at most a tenth to the load, whatever is declared', async () => {
    const dependency = new Dependency();
    const told = { granted: 0, denied: 0 };
    const retried = (_name: unknown, granted: boolean) => void (told[granted ? 'granted' : 'denied'] += 1);
    const call = declare(
      { perform: dependency.perform, retry: { attempts: 10, firstDelayMs: 0 } },
      { observer: { ...alone.observer, retried } },
    );
    dependency.failWith({ reason: 'failed' });
    for (let one = 0; one < 1_000; one += 1) await call.ask('Oslo');
    expect(dependency.asked).toBe(1_100);
    expect(told).toEqual({ granted: 100, denied: 1_000 });
  });

  it('cannot draw on more than a reserve of ten, however long all went well', async () => {
    const dependency = new Dependency();
    const call = declare({ perform: dependency.perform, retry: { attempts: 10, firstDelayMs: 0 } });
    await earn(call, 2_000);
    dependency.asked = 0;
    dependency.failWith({ reason: 'failed' });
    await Promise.all(Array.from({ length: 10 }, () => call.ask('Oslo')));
    expect(dependency.asked).toBe(10 + 10);
  });
});
