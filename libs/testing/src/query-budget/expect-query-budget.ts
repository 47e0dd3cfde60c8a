import type { INestApplicationContext } from '@nestjs/common';
import type { Limits, Tally } from '@breakwater/persistence';
import { waitUntil } from '../wait-until.js';
import { QueryBudgetBrokenError, queryBudgetOf } from './flagged-work.js';

/**
 * Asserts that all requests and messages which the service begins during `action` keep their query budgets.
 *
 * ```ts
 * const page = await expectQueryBudget(service, () => service.call('GET', '/orders', { token }), { statements: 2 });
 * ```
 *
 * @param action what is asked of the service; await in it what messages must have done
 * @param limits less than the service allows; what is left out is as in the service. `statements` are the most, `repeats` as
 *   many of one statement as are a loop. In mode `fail` (the default of test services) the service refuses the statement beyond
 * @returns what `action` returns, once all of its requests and messages have ended
 * @throws QueryBudgetBrokenError that names work, counts, statement and place; what `action` threw is its cause
 * @throws Error when the action does not ask the service's database for anything: then nothing was tested
 */
export async function expectQueryBudget<T>(
  { app }: { app: INestApplicationContext },
  action: () => Promise<T>,
  limits: Partial<Limits> = {},
): Promise<T> {
  const budget = queryBudgetOf(app);
  if (budget === undefined || budget.mode === 'off') {
    throw new Error('The service counts no statements: it has no PersistenceModule, or QUERY_BUDGET_MODE is off.');
  }
  const tallies: Tally[] = [];
  const stop = budget.whenBegun((tally) => {
    tally.tighten(limits);
    tallies.push(tally);
  });
  const [outcome] = await Promise.allSettled([action()]);
  await waitUntil('requests and messages to end', () => tallies.every(({ work }) => work.ended)).finally(stop);
  const breaches = tallies.filter(({ isOver }) => isOver).map((tally) => tally.breach());
  if (breaches.length > 0) {
    throw new QueryBudgetBrokenError(breaches, outcome.status === 'rejected' ? { cause: outcome.reason } : undefined);
  }
  if (outcome.status === 'rejected') throw outcome.reason;
  if (tallies.length === 0) {
    throw new Error("The action asked the service's database for nothing, so nothing was tested.");
  }
  return outcome.value;
}
