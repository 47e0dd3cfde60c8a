export interface RetryBudgetOptions {
  /** Retries that each call earns: 0.1 lets retries add at most a tenth to the load. */
  readonly ratio: number;
  /** Most retries that can be saved up for a bad moment. */
  readonly reserve: number;
}

const TENTH: RetryBudgetOptions = { ratio: 0.1, reserve: 10 };

/**
 * What keeps retries from becoming the load that keeps a dependency down. Every call earns a part of a retry, every retry costs
 * a whole one; while everything fails, there are ten calls to each retry.
 *
 * Source: Finagle's `RetryBudget`; Beyer et al., "Site Reliability Engineering" (O'Reilly, 2016), chapter 21.
 */
export class RetryBudget {
  #balance: number;

  /** @throws RangeError naming the value that makes no sense */
  constructor(private readonly options: RetryBudgetOptions = TENTH) {
    const { ratio, reserve } = options;
    if (!(ratio >= 0 && ratio <= 1)) throw new RangeError(`A retry budget's ratio is from 0 to 1, not ${ratio}.`);
    if (!(reserve >= 1)) throw new RangeError(`A retry budget's reserve is at least 1, not ${reserve}.`);
    this.#balance = 0;
  }

  /** A call is made for the first time. */
  earn(): void {
    this.#balance = Math.min(this.options.reserve, this.#balance + this.options.ratio);
  }

  /** @returns whether there was a retry to spend; it is spent */
  spend(): boolean {
    // Ten tenths are a hair less than one.
    if (this.#balance < 1 - 1e-9) return false;
    this.#balance -= 1;
    return true;
  }
}
