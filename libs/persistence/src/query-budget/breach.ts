import type { Limits } from './limits.js';
import type { Place } from './place.js';

/** How a piece of work broke its budget. */
export interface Breach extends Place {
  /** `GET /orders/:orderId`, `orders-progress stock.reserved` */
  work: string;
  /** Too many statements, one of them too often, or both. */
  reason: 'statements' | 'repeats' | 'both';
  /** All statements of the work. */
  statements: number;
  /** The one that was repeated most often, normalised and shortened; where none was, the first one too many. */
  statement: string;
  /** How often that one. */
  times: number;
  limits: Limits;
}

/** `11 statements (at most 10), one of them 9 times (5 are a loop)` */
export function describeCounts({ reason, statements, times, limits }: Breach): string {
  const total = `${statements} statements` + (reason === 'repeats' ? '' : ` (at most ${limits.statements})`);
  return reason === 'statements' ? total : `${total}, one of them ${times} times (${limits.repeats} are a loop)`;
}

/** For people, in several lines. */
export function describeBreach(breach: Breach): string {
  return [
    `${breach.work} is over its query budget: ${describeCounts(breach)}`,
    `  ${breach.times} times: ${breach.statement}`,
    `    at ${breach.at}`,
    ...breach.callers.map((caller) => `    called from ${caller}`),
  ].join('\n');
}
