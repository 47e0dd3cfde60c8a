import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RetryBudget, type RetryBudgetOptions } from './retry-budget.js';

describe('a retry budget', () => {
  it('grants a tenth of a thousand calls that all fail, and no more', () => {
    const budget = new RetryBudget();
    let granted = 0;
    for (let call = 0; call < 1_000; call += 1) {
      budget.earn();
      // As many as anyone could want: the budget bounds them, not the attempts.
      for (let retry = 0; retry < 3; retry += 1) granted += budget.spend() ? 1 : 0;
    }
    expect(granted).toBe(100);
  });

  it('has nothing before the tenth call', () => {
    const budget = new RetryBudget();
    for (let call = 0; call < 9; call += 1) budget.earn();
    expect(budget.spend()).toBe(false);
    budget.earn();
    expect([budget.spend(), budget.spend()]).toEqual([true, false]);
  });

  it('saves up no more than its reserve', () => {
    const budget = new RetryBudget({ ratio: 0.5, reserve: 3 });
    for (let call = 0; call < 10_000; call += 1) budget.earn();
    expect(Array.from({ length: 5 }, () => budget.spend())).toEqual([true, true, true, false, false]);
  });

  it('never grants more than its share, in whatever order calls and retries come', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.array(fc.boolean(), { maxLength: 500 }),
        (ratio, steps) => {
          const budget = new RetryBudget({ ratio, reserve: 10 });
          let [earned, granted] = [0, 0];
          for (const isCall of steps) {
            if (isCall) {
              budget.earn();
              earned += ratio;
            } else if (budget.spend()) granted += 1;
            expect(granted).toBeLessThanOrEqual(earned + 1e-6);
          }
        },
      ),
    );
  });

  it.each<[RetryBudgetOptions, string]>([
    [{ ratio: -0.1, reserve: 10 }, 'ratio is from 0 to 1, not -0.1.'],
    [{ ratio: 2, reserve: 10 }, 'ratio is from 0 to 1, not 2.'],
    [{ ratio: NaN, reserve: 10 }, 'ratio is from 0 to 1, not NaN.'],
    [{ ratio: 0.1, reserve: 0 }, 'reserve is at least 1, not 0.'],
  ])('does not take %j', (options, message) => {
    expect(() => new RetryBudget(options)).toThrow(new RangeError(`A retry budget's ${message}`));
  });
});
