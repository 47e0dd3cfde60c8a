import { createLogger } from '@breakwater/service-kit';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { faultBody, type FaultBody } from './fault.schema.js';
import { FaultRegistry } from './fault-registry.js';
import { UnknownFaultError } from './faults.errors.js';

const ROUTE = 'POST /email/messages';

describe('the registry of faults', () => {
  let lines: { msg: string; fault: { id: string; kind: string; hits: number } }[];
  let registry: FaultRegistry;
  const fault = (part: object = {}): FaultBody => faultBody.parse({ kind: 'drop', route: ROUTE, seconds: 10, ...part });

  beforeEach(() => {
    vi.useFakeTimers();
    lines = [];
    const write = (line: string): void => void lines.push(JSON.parse(line) as (typeof lines)[number]);
    registry = new FaultRegistry(createLogger({ service: 'sandbox', logLevel: 'info' }, { write }));
  });
  afterEach(() => {
    registry.stop();
    vi.useRealTimers();
  });
  const story = () => lines.map(({ msg, fault }) => `${msg}: ${fault.kind}, ${fault.hits} hits`);

  it('logs one line when a fault is set and one when it ends, and how', () => {
    const expired = registry.set(fault({ seconds: 1 }));
    registry.set(fault({ kind: 'hang' }));
    registry.strike(ROUTE, undefined);
    vi.advanceTimersByTime(999);
    expect(registry.list()).toHaveLength(2);
    vi.advanceTimersByTime(1);
    registry.clearAll();
    expect(lines[0]?.fault.id).toBe(expired.id);
    expect(story()).toEqual([
      'fault set: drop, 0 hits',
      'fault set: hang, 0 hits',
      'fault expired: drop, 1 hits',
      'fault cleared: hang, 0 hits',
    ]);
    vi.advanceTimersByTime(60_000);
    expect(lines).toHaveLength(4);
  });

  it('ends each fault at its own time, to the second', () => {
    for (const seconds of [3, 1, 2]) registry.set(fault({ seconds }));
    const left = (): number[] => registry.list().map(({ spec }) => spec.seconds);
    vi.advanceTimersByTime(1_000);
    expect(left()).toEqual([3, 2]);
    vi.advanceTimersByTime(1_000);
    expect(left()).toEqual([3]);
    vi.advanceTimersByTime(1_000);
    expect(left()).toEqual([]);
  });

  it('knows the time that is left', () => {
    registry.set(fault());
    vi.advanceTimersByTime(4_000);
    expect(registry.list()[0]?.view()).toMatchObject({ seconds: 10, remainingMs: 6_000 });
  });

  it('ends nothing that is not there', () => {
    const { id } = registry.set(fault());
    registry.clear(id);
    expect(() => registry.clear(id)).toThrow(UnknownFaultError);
  });

  it('hits nothing once it is stopped, whatever is set then', () => {
    registry.stop();
    registry.set(fault());
    expect(registry.strike(ROUTE, undefined)).toBeUndefined();
  });

  it.each([1, 7, 10, 25, 33, 50, 99, 100])('spreads %i % evenly, without chance', (percent) => {
    registry.set(fault({ percent }));
    const hits = Array.from({ length: 1_000 }, () => registry.strike(ROUTE, undefined) !== undefined);
    expect(hits.filter(Boolean)).toHaveLength(percent * 10);
    // Never more than one off what the share is, wherever one looks.
    for (let from = 0; from < 900; from += 1) {
      const share = hits.slice(from, from + 100).filter(Boolean).length;
      expect(Math.abs(share - percent)).toBeLessThanOrEqual(1);
    }
  });

  it('strikes in turn, so that every run varies alike', () => {
    registry.set(fault({ percent: 50 }));
    const turns = Array.from({ length: 6 }, () => registry.strike(ROUTE, undefined)?.turn);
    expect(turns).toEqual([undefined, 0, undefined, 1, undefined, 2]);
  });
});
