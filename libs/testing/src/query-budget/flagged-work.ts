import type { INestApplicationContext } from '@nestjs/common';
import { type Breach, describeBreach, QueryBudget } from '@breakwater/persistence';

/** A service in mode `fail` has answered a request, or let a message die, that asked its database too often. */
export class QueryBudgetBrokenError extends Error {
  override readonly name = 'QueryBudgetBrokenError';

  constructor(
    readonly breaches: readonly Breach[],
    options?: ErrorOptions,
  ) {
    super(breaches.map(describeBreach).join('\n'), options);
  }
}

/** The budget of a service, unless it has no database. */
export function queryBudgetOf(app: INestApplicationContext): QueryBudget | undefined {
  try {
    return app.get(QueryBudget, { strict: false });
  } catch (error) {
    // Nest has no other way to ask whether a provider exists, and does not export this class.
    if (error instanceof Error && error.constructor.name === 'UnknownElementException') return undefined;
    throw error;
  }
}

/**
 * Sees to it that nothing in a whole spec breaks its budget unnoticed: a refused statement may be caught, and a dead letter is
 * looked at by nobody.
 *
 * @returns to be called when the service has stopped; throws QueryBudgetBrokenError
 */
export function watchBudgetOf(app: INestApplicationContext): () => void {
  const budget = queryBudgetOf(app);
  const breaches: Breach[] = [];
  if (budget?.mode === 'fail') budget.whenFlagged((breach) => breaches.push(breach));
  return () => {
    if (breaches.length > 0) throw new QueryBudgetBrokenError(breaches);
  };
}
