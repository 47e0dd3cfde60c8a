import { metrics } from '@breakwater/service-kit';
import { Counter, Histogram } from 'prom-client';

const registers = [metrics];

export const allStatements = new Counter({
  name: 'database_statements_total',
  help: 'Statements sent to the database by whatever the process does, without transaction control',
  registers,
});
export const statementsOfWork = new Histogram({
  name: 'database_statements_per_work',
  help: 'Statements of a request or message that asked the database at all, without transaction control',
  labelNames: ['work'],
  buckets: [1, 2, 3, 4, 5, 7, 10, 15, 25, 50, 100, 500],
  registers,
});
export const breaches = new Counter({
  name: 'query_budget_exceeded_total',
  help: 'Requests and messages over their query budget: too many statements, one of them too often (repeats), or both',
  labelNames: ['work', 'reason'],
  registers,
});
