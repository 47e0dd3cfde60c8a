import { describe, expect, it } from 'vitest';
import { circuitsDuring } from './circuits.js';

const at = (atMs: number, carrier: string, to: 'open' | 'half-open' | 'closed') => ({ atMs, carrier, to });

describe('the circuits of a trigger from 10 s to 30 s', () => {
  const during = (changes: Parameters<typeof circuitsDuring>[0]) => circuitsDuring(changes, 2, 10_000, 30_000);

  it('open when the last of them is open, and are closed when the last of them is', () => {
    const changes = [
      at(15_000, 'swift', 'open'),
      at(16_500, 'north', 'open'),
      at(20_000, 'swift', 'half-open'),
      at(20_800, 'swift', 'open'),
      at(33_000, 'north', 'half-open'),
      at(33_010, 'north', 'closed'),
      at(35_800, 'swift', 'half-open'),
      at(35_850, 'swift', 'closed'),
    ];
    expect(during(changes)).toEqual({ openedAfterSeconds: 6.5, closedAfterSeconds: 5.85, probes: 1 });
  });

  it('never opened when one did not, and never closed when one is open still', () => {
    const changes = [at(15_000, 'swift', 'open'), at(31_000, 'swift', 'closed'), at(32_000, 'swift', 'open')];
    expect(during(changes)).toEqual({ openedAfterSeconds: null, closedAfterSeconds: null, probes: 0 });
  });
});
