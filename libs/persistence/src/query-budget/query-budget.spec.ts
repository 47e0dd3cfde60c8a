import { runInContext, Work } from '@breakwater/service-kit';
import { expect, it } from 'vitest';
import { QueryBudget } from './query-budget.js';

const TEXT = 'SELECT 1';

/** Work that has asked so often that the next statement is beyond its budget. */
function overBudget(mode: 'warn' | 'fail') {
  const budget = new QueryBudget({ mode, statements: 10, repeats: 2 });
  const tally = runInContext({ correlationId: 'loop', work: new Work('GET /x') }, () => {
    budget.count(TEXT);
    return budget.count(TEXT);
  });
  if (tally === undefined) throw new Error('the budget holds');
  return { budget, tally };
}

it('sends a statement beyond the budget before any that is asked after it', async () => {
  const { budget, tally } = overBudget('warn');
  const sent: string[] = [];
  const first = budget.flag(tally, TEXT, () => Promise.resolve(sent.push('beyond')));
  sent.push('next');
  expect(await first).toBe(1);
  expect(sent).toEqual(['beyond', 'next']);
});

it('hands on what fails beyond the budget, at whatever moment', async () => {
  const { budget, tally } = overBudget('warn');
  await expect(budget.flag(tally, TEXT, () => Promise.reject(new Error('at once')))).rejects.toThrow('at once');
});

it('sends none in mode fail', async () => {
  const { budget, tally } = overBudget('fail');
  const sent: string[] = [];
  await expect(budget.flag(tally, TEXT, () => Promise.resolve(sent.push('beyond')))).rejects.toMatchObject({
    code: 'query-budget-exceeded',
    retryable: false,
  });
  expect(sent).toEqual([]);
});
