import { EventEmitter } from 'node:events';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Slowness } from './slowness.js';

beforeEach(() => vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe('a slow dependency', () => {
  const hold = (slowness: Slowness) => {
    const [asker, answer] = [new EventEmitter(), vi.fn<() => void>()];
    slowness.hold(asker, answer);
    return { asker, answer };
  };

  it('answers late', () => {
    const slowness = new Slowness();
    slowness.begin(30_000, 60);
    const { answer } = hold(slowness);
    vi.advanceTimersByTime(29_999);
    expect(answer).not.toHaveBeenCalled();
    vi.advanceTimersByTime(1);
    expect(answer).toHaveBeenCalledTimes(1);
  });

  it('ends by itself, and answers all who wait then', () => {
    const slowness = new Slowness();
    slowness.begin(30_000, 2);
    const held = [hold(slowness), hold(slowness)];
    vi.advanceTimersByTime(2_000);
    expect([slowness.isOver, slowness.held]).toEqual([true, 2]);
    for (const { answer } of held) expect(answer).toHaveBeenCalledTimes(1);
  });

  it('answers nobody who has gone', () => {
    const slowness = new Slowness();
    slowness.begin(30_000, 60);
    const { asker, answer } = hold(slowness);
    asker.emit('close');
    slowness.end();
    expect(answer).not.toHaveBeenCalled();
  });

  it('is not for ever', () => {
    expect(() => new Slowness().begin(1_000, 0)).toThrow(/above 0, not 1000 and 0/);
  });
});
