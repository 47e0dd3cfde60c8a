import { describe, expect, it } from 'vitest';
import type { Principal } from './principal.js';
import { TokenCache } from './token-cache.js';

const ada: Principal = { customerId: 'c-1', email: 'ada@example.com', name: 'Ada', role: 'customer' };

describe('TokenCache', () => {
  it('forgets a token when it expires', () => {
    const cache = new TokenCache();
    cache.set('t', ada, 10_000, 0);
    expect(cache.get('t', 9_999)).toBe(ada);
    expect(cache.get('t', 10_000)).toBeUndefined();
    expect(cache.size).toBe(0);
  });

  it('keeps no token longer than a minute, however long it lives', () => {
    const cache = new TokenCache();
    cache.set('t', ada, 86_400_000, 0);
    expect(cache.get('t', 59_999)).toBe(ada);
    expect(cache.get('t', 60_000)).toBeUndefined();
  });

  it('stays bounded and drops the oldest', () => {
    const cache = new TokenCache();
    for (let index = 0; index <= 1_000; index += 1) {
      cache.set(`t${index}`, ada, 10_000, 0);
    }
    expect(cache.size).toBe(1_000);
    expect(cache.get('t0', 1)).toBeUndefined();
    expect(cache.get('t1000', 1)).toBe(ada);
  });
});
