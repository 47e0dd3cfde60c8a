import { getEventListeners } from 'node:events';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { answersToAll, closeDeclared, type Declaration, declare } from '../../test/declared-call.js';
import { deferred } from '../../test/deferred.js';
import { until } from '../../test/until.js';
import { deaf, untilAborted } from '../../test/work.js';
import { type AskOptions, CallFailedError, type Surroundings } from '../index.js';

afterEach(() => {
  closeDeclared();
  vi.restoreAllMocks();
});

const ABANDONED = { kind: 'refused', failure: { reason: 'abandoned' } };
const hang: Pick<Declaration, 'perform'> = { perform: (_input, { signal }) => untilAborted(signal) };

interface Given {
  readonly options: AskOptions;
  readonly surroundings: Partial<Surroundings>;
}

/** A call's own signal, and that of the request on whose behalf it is made. */
const ways: [string, (signal: AbortSignal) => Given][] = [
  ['by its own signal', (signal) => ({ options: { signal }, surroundings: {} })],
  ['by the request around it', (signal) => ({ options: {}, surroundings: { signal: () => signal } })],
];

describe.each(ways)('a call that is given up %s', (_way, given) => {
  it('before it began is not made, and asks for no fallback', async () => {
    const perform = vi.fn<Declaration['perform']>(() => Promise.resolve({ price: 1 }));
    const { asked, ...answersToThem } = answersToAll();
    const { options, surroundings } = given(AbortSignal.abort());
    const call = declare({ perform, ...answersToThem }, surroundings);
    expect(await call.ask('Oslo', options)).toMatchObject(ABANDONED);
    expect(perform).not.toHaveBeenCalled();
    expect([asked, call.inFlight]).toEqual([[], 0]);
  });

  it('in the moment after it was asked is not made', async () => {
    const perform = vi.fn<Declaration['perform']>(() => Promise.resolve({ price: 1 }));
    const controller = new AbortController();
    const { options, surroundings } = given(controller.signal);
    const call = declare({ perform }, surroundings);
    const outcome = call.ask('Oslo', options);
    controller.abort();
    expect(await outcome).toMatchObject(ABANDONED);
    expect(perform).not.toHaveBeenCalled();
    expect(call.inFlight).toBe(0);
  });

  it('while it is under way ends at once and aborts the work', async () => {
    const controller = new AbortController();
    const { options, surroundings } = given(controller.signal);
    let signal: AbortSignal | undefined;
    const perform: Declaration['perform'] = (_input, one) => {
      signal = one.signal;
      return deaf();
    };
    const call = declare({ perform }, surroundings);
    const outcome = call.ask('Oslo', options);
    await until('the work to begin', () => signal !== undefined);
    controller.abort();
    expect(await outcome).toMatchObject(ABANDONED);
    expect(signal?.aborted).toBe(true);
    expect(signal?.reason).toBeInstanceOf(CallFailedError);
  });

  it('while it waits for a slot leaves the queue', async () => {
    const controller = new AbortController();
    const { options, surroundings } = given(controller.signal);
    const answer = deferred<{ price: number }>();
    let performed = 0;
    const perform = () => {
      performed += 1;
      return answer.promise;
    };
    let around: AbortSignal | undefined;
    const call = declare({ perform, bulkhead: { concurrent: 1, queued: 1 } }, { signal: () => around });
    const first = call.ask('first');
    // Only the one that waits is given up.
    around = surroundings.signal?.();
    const second = call.ask('second', options);
    await until('the second to wait', () => call.waiting === 1);
    controller.abort();
    expect(await second).toMatchObject(ABANDONED);
    expect(call.waiting).toBe(0);
    answer.resolve({ price: 1 });
    await first;
    expect([performed, call.inFlight]).toEqual([1, 0]);
  });

  it('while it waits to try again ends at once', async () => {
    vi.spyOn(Math, 'random').mockReturnValue(0.5);
    const controller = new AbortController();
    const { options, surroundings } = given(controller.signal);
    let dead = false;
    let performed = 0;
    const perform = () => {
      performed += 1;
      return dead ? Promise.reject(new Error('ECONNRESET')) : Promise.resolve({ price: 1 });
    };
    const call = declare({ perform, retry: { attempts: 2, firstDelayMs: 8_000 } }, surroundings);
    for (let earned = 0; earned < 10; earned += 1) await call.ask('Oslo');
    dead = true;
    const outcome = call.ask('Oslo', options);
    await until('the first attempt to fail', () => performed === 11 && call.inFlight === 0);
    const abortedAt = performance.now();
    controller.abort();
    expect(await outcome).toMatchObject(ABANDONED);
    expect(performance.now() - abortedAt).toBeLessThan(1_000);
    expect(performed).toBe(11);
  });

  it('says nothing about the dependency', async () => {
    const controller = new AbortController();
    const { options, surroundings } = given(controller.signal);
    const call = declare({ ...hang, breaker: { minimumCalls: 1, failureRate: 1 } }, surroundings);
    const outcome = call.ask('Oslo', options);
    await until('the work to begin', () => call.inFlight === 1);
    controller.abort();
    await outcome;
    expect(call.breakerState).toBe('closed');
  });
});

describe('a signal', () => {
  it('that outlives its calls keeps nothing of them', async () => {
    const { signal } = new AbortController();
    const call = declare({ ...hang, deadlineMs: 10, bulkhead: { concurrent: 1, queued: 5 } });
    const answered = declare();
    await Promise.all([1, 2, 3].map(() => call.ask('Oslo', { signal })));
    await Promise.all([1, 2, 3].map(() => answered.ask('Oslo', { signal })));
    expect(getEventListeners(signal, 'abort')).toEqual([]);
  });

  it('that aborts after the answer changes nothing', async () => {
    const controller = new AbortController();
    let aborted = false;
    const call = declare({
      perform: (_input, { signal }) => {
        signal.addEventListener('abort', () => (aborted = true));
        return Promise.resolve({ price: 1 });
      },
    });
    expect(await call.ask('Oslo', { signal: controller.signal })).toMatchObject({ kind: 'fresh' });
    controller.abort();
    expect(aborted).toBe(false);
  });
});
