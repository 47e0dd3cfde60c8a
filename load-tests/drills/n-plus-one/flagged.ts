import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import type { ArmServer } from '../../lib/drill/bench.js';
import { sumOf } from '../../lib/probes/prometheus.js';
import { readMetrics } from '../../lib/probes/service-probes.js';

const PAGE = { work: 'GET /orders' };
/** A service that has broken answers late. */
const PATIENCE_MS = 30_000;

const flag = z.object({ msg: z.literal('query budget exceeded'), work: z.literal(PAGE.work), at: z.string() });

export const flags = z.object({
  /** Pages of orders that had been answered, or given up, when this was read. */
  pages: z.number(),
  /** Of them those that the query budget flagged. */
  flagged: z.number(),
  statementsPerPage: z.number(),
  /** Where it saw the cause, as in its log lines. */
  places: z.array(z.string()),
});
export type Flags = z.infer<typeof flags>;

/** What the query budget found in a service, by its metrics and by its log. */
export async function flaggedBy({ url, logFile }: ArmServer): Promise<Flags> {
  const samples = await readMetrics(url, PATIENCE_MS);
  const pages = sumOf(samples, 'database_statements_per_work_count', PAGE) ?? 0;
  const statements = sumOf(samples, 'database_statements_per_work_sum', PAGE) ?? 0;
  return {
    pages,
    flagged: sumOf(samples, 'query_budget_exceeded_total', PAGE) ?? 0,
    statementsPerPage: Number((statements / pages).toFixed(2)),
    places: await placesIn(logFile),
  };
}

async function placesIn(logFile: string): Promise<string[]> {
  const lines = (await readFile(logFile, 'utf8')).split('\n').filter((line) => line.startsWith('{'));
  const places = lines.flatMap((line) => {
    const parsed = flag.safeParse(parseLine(line));
    return parsed.success ? [parsed.data.at] : [];
  });
  return [...new Set(places)].sort();
}

/** The last line may still be on its way. */
function parseLine(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
