import { describe, expect, it } from 'vitest';
import { Bulkhead, BulkheadFullError, type BulkheadOptions, type Release } from './bulkhead.js';

/** A slot that is free, and so given without a promise. */
function taken(bulkhead: Bulkhead): Release {
  const release = bulkhead.acquire();
  if (typeof release !== 'function') throw new Error('no slot was free');
  return release;
}

describe('a bulkhead', () => {
  it('gives a free slot at once, without a promise and without asking for patience', () => {
    const bulkhead = new Bulkhead({ concurrent: 1, queued: 0 });
    const release = bulkhead.acquire(() => {
      throw new Error('nobody has to wait');
    });
    expect(release).toBeTypeOf('function');
    expect([bulkhead.inFlight, bulkhead.waiting]).toEqual([1, 0]);
  });

  it('refuses at once when there is not even room to wait', () => {
    const bulkhead = new Bulkhead({ concurrent: 1, queued: 2 });
    taken(bulkhead);
    void bulkhead.acquire();
    void bulkhead.acquire();
    expect(() => bulkhead.acquire()).toThrow(BulkheadFullError);
    expect(() => bulkhead.acquire()).toThrow('1 calls are under way and 2 wait already');
    expect([bulkhead.inFlight, bulkhead.waiting]).toEqual([1, 2]);
  });

  it('gives slots in the order of arrival', async () => {
    const bulkhead = new Bulkhead({ concurrent: 2, queued: 5 });
    let release = taken(bulkhead);
    taken(bulkhead);
    const order: number[] = [];
    const waiting = [1, 2, 3, 4, 5].map(async (arrival) => {
      const mine = await bulkhead.acquire();
      order.push(arrival);
      return mine;
    });
    for (const next of waiting) {
      release();
      release = await next;
    }
    expect(order).toEqual([1, 2, 3, 4, 5]);
    expect([bulkhead.inFlight, bulkhead.waiting]).toEqual([2, 0]);
  });

  it('hands a slot to who waits, not to who comes at that moment', async () => {
    const bulkhead = new Bulkhead({ concurrent: 1, queued: 1 });
    const release = taken(bulkhead);
    const first = bulkhead.acquire();
    release();
    // The slot is the first one's, although it does not run yet.
    const second = bulkhead.acquire();
    expect(second).toBeInstanceOf(Promise);
    expect([bulkhead.inFlight, bulkhead.waiting]).toEqual([1, 1]);
    (await first)();
    (await second)();
    expect([bulkhead.inFlight, bulkhead.waiting]).toEqual([0, 0]);
  });

  it('takes a slot back once, however often it is given back', async () => {
    const bulkhead = new Bulkhead({ concurrent: 2, queued: 1 });
    const release = taken(bulkhead);
    taken(bulkhead);
    release();
    release();
    expect(bulkhead.inFlight).toBe(1);
    const held = taken(bulkhead);
    const waiting = bulkhead.acquire();
    release();
    expect([bulkhead.inFlight, bulkhead.waiting]).toEqual([2, 1]);
    held();
    (await waiting)();
    expect(bulkhead.inFlight).toBe(1);
  });

  it('lets who loses patience leave the queue, wherever they stand', async () => {
    const bulkhead = new Bulkhead({ concurrent: 1, queued: 3 });
    const release = taken(bulkhead);
    const impatient = new AbortController();
    const first = bulkhead.acquire();
    const second = bulkhead.acquire(() => impatient.signal);
    const third = bulkhead.acquire();
    const reason = new Error('no patience');
    impatient.abort(reason);
    await expect(second).rejects.toBe(reason);
    expect([bulkhead.inFlight, bulkhead.waiting]).toEqual([1, 2]);
    release();
    (await first)();
    (await third)();
    expect([bulkhead.inFlight, bulkhead.waiting]).toEqual([0, 0]);
  });

  it('does not queue who has lost patience before', async () => {
    const bulkhead = new Bulkhead({ concurrent: 1, queued: 1 });
    taken(bulkhead);
    const reason = new Error('gone');
    await expect(bulkhead.acquire(() => AbortSignal.abort(reason))).rejects.toBe(reason);
    expect(bulkhead.waiting).toBe(0);
  });

  it('keeps a slot that was given when patience is lost afterwards', async () => {
    const bulkhead = new Bulkhead({ concurrent: 1, queued: 2 });
    const release = taken(bulkhead);
    const impatient = new AbortController();
    const first = bulkhead.acquire(() => impatient.signal);
    void bulkhead.acquire();
    release();
    impatient.abort(new Error('too late'));
    await expect(first).resolves.toBeTypeOf('function');
    expect([bulkhead.inFlight, bulkhead.waiting]).toEqual([1, 1]);
  });

  it.each<[BulkheadOptions, string]>([
    [{ concurrent: 0, queued: 0 }, 'concurrent is a whole number from 1 on, not 0.'],
    [{ concurrent: 1.5, queued: 0 }, 'concurrent is a whole number from 1 on, not 1.5.'],
    [{ concurrent: Infinity, queued: 0 }, 'concurrent is a whole number from 1 on, not Infinity.'],
    [{ concurrent: 1, queued: -1 }, 'queued is a whole number from 0 on, not -1.'],
    [{ concurrent: 1, queued: NaN }, 'queued is a whole number from 0 on, not NaN.'],
  ])('does not take %j', (options, message) => {
    expect(() => new Bulkhead(options)).toThrow(new RangeError(`A bulkhead's ${message}`));
  });
});
