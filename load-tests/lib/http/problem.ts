import { z } from 'zod';

/** The part of a problem+json answer that a client acts on. */
export const problem = z.looseObject({
  code: z.string(),
  detail: z.string().default(''),
  correlationId: z.string().optional(),
});
export type Problem = z.infer<typeof problem>;

/** Never throws: an answer in another form is a problem with the code `no-problem-json`. */
export function readProblem(text: string): Problem {
  try {
    const parsed = problem.safeParse(JSON.parse(text));
    if (parsed.success) return parsed.data;
  } catch {
    // Not JSON: told below, with its beginning.
  }
  return { code: 'no-problem-json', detail: text.slice(0, 200) };
}
