import { DataSource, type DataSourceOptions, type QueryRunner, type ReplicationMode } from 'typeorm';
import type { QueryBudget } from './query-budget.js';

/**
 * A data source whose statements count. Every statement of TypeORM's goes through a query runner, and here, unlike in the driver,
 * a refusal comes out as itself: what the driver throws is hidden in a QueryFailedError.
 */
export class CountingDataSource extends DataSource {
  constructor(
    options: DataSourceOptions,
    private readonly budget: QueryBudget,
  ) {
    super(options);
  }

  override createQueryRunner(mode?: ReplicationMode): QueryRunner {
    return this.counted(super.createQueryRunner(mode));
  }

  /** Its own methods call each other, so they are replaced on the runner itself. */
  private counted(runner: QueryRunner): QueryRunner {
    const { budget } = this;
    const query = runner.query.bind(runner) as (text: string, ...rest: unknown[]) => Promise<unknown>;
    const counted = (text: string, parameters?: unknown, structured?: unknown): Promise<unknown> => {
      const tally = budget.count(text);
      if (tally === undefined) return query(text, parameters, structured);
      return budget.flag(tally, text, () => query(text, parameters, structured));
    };
    const stream = runner.stream.bind(runner);
    return Object.assign(runner, {
      query: counted as QueryRunner['query'],
      stream: ((text, ...rest) => {
        const tally = budget.count(text);
        return tally === undefined ? stream(text, ...rest) : budget.flag(tally, text, () => stream(text, ...rest));
      }) satisfies QueryRunner['stream'],
    });
  }
}
