import { setImmediate as nextTurn } from 'node:timers/promises';
import { currentContext, runInContext, type ServiceContext, type Work } from '@breakwater/service-kit';
import type { Breach } from './breach.js';
import { type Limits, limitsByWork, type QueryBudgetMode, type WorkBudgets } from './limits.js';
import { normalised } from './normalise.js';
import { placeInOurCode } from './place.js';
import { QueryBudgetExceededError } from './query-budget.errors.js';
import { allStatements, breaches, statementsOfWork } from './query-budget.metrics.js';
import { Tally, tallies } from './tally.js';

export interface QueryBudgetOptions extends Limits {
  mode: QueryBudgetMode;
  /** Work with limits of its own. */
  budgets?: WorkBudgets | undefined;
}

/**
 * Counts the statements of every request and message, and flags those that ask too often: an N+1 loop works in a test with
 * three rows and takes the database down with three thousand. Transaction control does not count; health checks, relays and
 * whatever else is done outside of a request or message count for nobody.
 *
 * A flagged piece of work is told of once, when it has ended.
 */
export class QueryBudget {
  readonly mode: QueryBudgetMode;
  readonly #usual: Limits;
  readonly #byWork: ReadonlyMap<string, Limits>;
  readonly #onBegin = new Set<(tally: Tally) => void>();
  readonly #onFlagged = new Set<(breach: Breach) => void>();

  /** @throws InvalidQueryBudgetError */
  constructor({ mode, statements, repeats, budgets = {} }: QueryBudgetOptions) {
    this.mode = mode;
    this.#usual = { statements, repeats };
    this.#byWork = limitsByWork(budgets, this.#usual);
  }

  /**
   * Called before each statement is sent; it is on the path of every one.
   *
   * @returns the tally of its work when the budget is broken: then {@link flag} sends it, or does not
   */
  count(text: string): Tally | undefined {
    const statement = normalised(text);
    if (statement === '') return undefined;
    allStatements.inc();
    const context = currentContext();
    const work = context?.work;
    if (context === undefined || work === undefined || work.ended) return undefined;
    const tally = tallies.get(work) ?? this.#begin(work, context);
    return tally.add(statement) ? tally : undefined;
  }

  /**
   * Sends a statement beyond the budget, and looks where in our code it comes from.
   *
   * @throws QueryBudgetExceededError in mode `fail`, for each statement beyond the budget, which is not sent
   */
  async flag<T>(tally: Tally, text: string, send: () => Promise<T>): Promise<T> {
    const statement = normalised(text);
    // Sent at once: those that are asked together keep their order.
    const answer = this.mode === 'fail' ? undefined : send();
    // Whoever awaits the answer is told, further down.
    answer?.catch(() => undefined);
    if (answer === undefined || tally.isSoughtAfter(statement)) {
      // An async function that returns a promise is linked to it, for V8's asynchronous stacks, a moment later.
      await nextTurn();
      if (tally.isSoughtAfter(statement)) tally.found(statement, placeInOurCode());
    }
    if (answer !== undefined) return await answer;
    throw new QueryBudgetExceededError(tally.breach());
  }

  /** Calls `listener` with work that asks the database for the first time. @returns stops it */
  whenBegun(listener: (tally: Tally) => void): () => void {
    this.#onBegin.add(listener);
    return () => this.#onBegin.delete(listener);
  }

  /** Calls `listener`, in the context of the work, when work that broke its budget has ended. @returns stops it */
  whenFlagged(listener: (breach: Breach) => void): () => void {
    this.#onFlagged.add(listener);
    return () => this.#onFlagged.delete(listener);
  }

  #begin(work: Work, context: ServiceContext): Tally {
    const tally = new Tally(work, context, this.#byWork.get(work.name) ?? this.#usual);
    tallies.set(work, tally);
    work.whenEnded(() => this.#end(tally));
    for (const listener of this.#onBegin) listener(tally);
    return tally;
  }

  #end(tally: Tally): void {
    statementsOfWork.observe({ work: tally.work.name }, tally.statements);
    if (!tally.isOver) return;
    const breach = tally.breach();
    breaches.inc({ work: breach.work, reason: breach.reason });
    runInContext(tally.context, () => {
      for (const listener of this.#onFlagged) listener(breach);
    });
  }
}
