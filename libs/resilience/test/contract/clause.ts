import { expect } from 'vitest';
import { CallFailedError } from '../../src/index.js';
import { until } from '../until.js';
import type { Guard, OpenGuard } from './guard.js';

/** One promise of a guard, as a check that throws when it is not kept. */
export type Clause = (open: OpenGuard) => Promise<void>;

export const well = (): Promise<string> => Promise.resolve('well');
export const broken = (): Promise<never> => Promise.reject(new Error('the dependency is dead'));
export const clientError = (): Promise<never> =>
  Promise.reject(new CallFailedError({ reason: 'rejected', detail: 'it answered 400', status: 400 }));

/** Fails calls one after the other until it opens. @returns how many that took */
export async function failUntilOpen(guard: Guard, most: number): Promise<number> {
  let calls = 0;
  while (guard.state !== 'open' && calls < most) {
    await guard.call(broken);
    calls += 1;
  }
  return calls;
}

/** Opens it by failing calls, and waits for its time to be over. */
export async function reachHalfOpen(guard: Guard): Promise<void> {
  await failUntilOpen(guard, 20);
  expect(guard.state, 'it opens when all calls fail').toBe('open');
  await until('the breaker to be half-open', () => guard.state === 'half-open');
}
