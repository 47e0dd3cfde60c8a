import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { runInContext, Work } from '@breakwater/service-kit';
import { repository } from '../../lib/processes/node-process.js';
import { STATEMENTS } from './sizes.js';

const WARM_UP_REQUESTS = 50_000;
const REQUESTS = 100_000;
const BATCHES = 7;

/** What this needs of libs/persistence. */
interface Persistence {
  QueryBudget: new (options: { mode: 'warn'; statements: number; repeats: number }) => { count(text: string): void };
}

export interface CountingAlone {
  nsPerStatement: number;
  usPerRequest: number;
}

/**
 * The counting of a request of two statements without a request around it: context, tally, both statements, the end with its
 * metrics. Median of several batches, less the same without counting.
 */
export async function countingAlone(): Promise<CountingAlone> {
  const compiled = pathToFileURL(join(repository, 'libs/persistence/dist/index.js')).href;
  const { QueryBudget } = (await import(compiled)) as Persistence;
  const budget = new QueryBudget({ mode: 'warn', statements: 10, repeats: 5 });
  const count = (text: string) => budget.count(text);
  const ignore = () => undefined;
  run(WARM_UP_REQUESTS, count);
  run(WARM_UP_REQUESTS, ignore);
  const costs: number[] = [];
  for (let batch = 0; batch < BATCHES; batch += 1) costs.push(run(REQUESTS, count) - run(REQUESTS, ignore));
  const usPerRequest = costs.toSorted((one, other) => one - other)[BATCHES >> 1] ?? 0;
  return { usPerRequest: round(usPerRequest), nsPerStatement: Math.round((usPerRequest * 1_000) / STATEMENTS) };
}

/** As TypeORM has them: made anew each time, and looked up by the text for their prepared name. */
const statements = ['customer_order', 'order_item'].map((table) => [
  `SELECT ${Array.from({ length: 12 }, (_, index) => `"${table}"."column_${index}" AS "${table}_column_${index}"`).join(', ')}`,
  `FROM "${table}" "${table}"`,
  `WHERE "${table}"."id" = $1 LIMIT 1`,
]);

/** @returns microseconds per request */
function run(requests: number, see: (text: string) => void): number {
  const names = new Map<string, string>();
  const startedAt = performance.now();
  for (let request = 0; request < requests; request += 1) {
    const work = new Work('GET /orders/:orderId');
    runInContext({ correlationId: randomUUID(), work }, () => {
      for (const parts of statements) {
        const text = parts.join(' ');
        if (!names.has(text)) names.set(text, 'prepared');
        see(text);
      }
    });
    work.end();
  }
  return ((performance.now() - startedAt) * 1_000) / requests;
}

const round = (value: number): number => Number(value.toFixed(2));
