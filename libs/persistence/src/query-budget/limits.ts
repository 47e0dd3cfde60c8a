import { setting } from '@breakwater/service-kit';
import { z } from 'zod';

/** What one piece of work may ask of the database. */
export interface Limits {
  /** More statements than this are too many. */
  statements: number;
  /** The same statement as often as this is a loop. */
  repeats: number;
}

const statements = z.coerce.number().int().min(1).max(100_000);
/** 1 would be every statement. */
const repeats = z.coerce.number().int().min(2).max(100_000);

/** `warn`: log and count; `fail`: also refuse the statement, for tests; `off`: count nothing. */
export const QUERY_BUDGET_MODES = ['warn', 'fail', 'off'] as const;
export type QueryBudgetMode = (typeof QUERY_BUDGET_MODES)[number];

export const queryBudgetSettings = {
  queryBudgetMode: setting('QUERY_BUDGET_MODE', z.enum(QUERY_BUDGET_MODES), {
    default: 'warn',
    description:
      'What becomes of a request or message that asks its database too often: warn (a log line and a metric), fail (its statement is refused as well; for tests), off (nothing is counted)',
  }),
  queryBudgetStatements: setting('QUERY_BUDGET_STATEMENTS', statements, {
    default: 10,
    unit: 'statements',
    description: 'Most statements of one request or message, where its route has no budget of its own',
  }),
  queryBudgetRepeats: setting('QUERY_BUDGET_REPEATS', repeats, {
    default: 5,
    unit: 'times',
    description: 'As often as this the same statement in one request or message is a loop (N+1)',
  }),
};

/** `GET /orders/:orderId` or `orders-progress stock.reserved`, as `Work.name` has it. */
const WORK_NAME = /^(?:[A-Z]+ \/\S*|[\w-]+ [a-z]+\.[\w-]+)$/;

const workBudget = z
  .strictObject({
    statements: z.int().min(1).optional(),
    repeats: z.int().min(2).optional(),
    why: z.string().trim().min(1),
  })
  .refine((budget) => budget.statements !== undefined || budget.repeats !== undefined, {
    error: 'must give statements or repeats',
  });
const workBudgets = z.record(
  z.string().regex(WORK_NAME, 'must be a route (GET /orders/:orderId) or a message (orders-progress stock.reserved)'),
  workBudget,
);

/** Limits of work that needs others than the service's, by its name, each with the reason. */
export type WorkBudgets = Readonly<Record<string, Readonly<Partial<Limits> & { why: string }>>>;

/** A budget that cannot be meant as it is written: the service must not start. */
export class InvalidQueryBudgetError extends Error {
  readonly code = 'invalid-query-budget';
  override readonly name = 'InvalidQueryBudgetError';
}

/** What is wrong with a key stands inside of its issue. */
const describe = (issue: z.core.$ZodIssue): string => {
  const { message } = (issue.code === 'invalid_key' ? issue.issues[0] : undefined) ?? issue;
  return `${issue.path.map(String).join(' → ') || 'budgets'}: ${message}`;
};

/** @throws InvalidQueryBudgetError naming each value that is wrong */
export function limitsByWork(budgets: WorkBudgets, usual: Limits): ReadonlyMap<string, Limits> {
  const parsed = workBudgets.safeParse(budgets);
  if (!parsed.success) {
    const problems = parsed.error.issues.map(describe);
    throw new InvalidQueryBudgetError(`${problems.join('; ')}, got ${JSON.stringify(budgets)}`);
  }
  return new Map(
    Object.entries(parsed.data).map(([work, budget]) => [
      work,
      { statements: budget.statements ?? usual.statements, repeats: budget.repeats ?? usual.repeats },
    ]),
  );
}
