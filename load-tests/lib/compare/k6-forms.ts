import { z } from 'zod';
import { ComparisonError } from './errors.js';
import { faultsOf } from './faults.js';

/**
 * The three forms in which k6 writes its end-of-test summary. They differ in where values lie, and in what `thresholds` say:
 * `--summary-export` has true for one that was *crossed*.
 * @see https://grafana.com/docs/k6/latest/results-output/end-of-test/
 */
const values = z.record(z.string(), z.number().nullable());

/** One metric of any form. */
export interface K6Metric {
  name: string;
  values: Readonly<Record<string, number | null>>;
  /** `time` (milliseconds), `data` (bytes) or `default`; undefined where the form does not say. */
  contains: string | undefined;
  /** By its expression, whether it holds. */
  thresholds: Readonly<Record<string, boolean>>;
}

export interface K6Check {
  name: string;
  passes: number;
  fails: number;
}

export interface K6Summary {
  format: string;
  date: string | null;
  metrics: K6Metric[];
  checks: K6Check[];
}

const check = z.object({ name: z.string(), passes: z.number(), fails: z.number() });

interface Group {
  name?: string | undefined;
  checks?: z.infer<typeof check>[] | Record<string, z.infer<typeof check>> | undefined;
  groups?: Group[] | Record<string, Group> | undefined;
}
const group: z.ZodType<Group> = z.object({
  name: z.string().optional(),
  checks: z.union([z.array(check), z.record(z.string(), check)]).optional(),
  get groups() {
    return z.union([z.array(group), z.record(z.string(), group)]).optional();
  },
});

const handled = z.object({
  root_group: group.optional(),
  metrics: z.record(
    z.string(),
    z.object({
      type: z.string(),
      contains: z.string().optional(),
      values,
      thresholds: z.record(z.string(), z.object({ ok: z.boolean() })).optional(),
    }),
  ),
});

const exported = z.object({
  root_group: group.optional(),
  metrics: z.record(
    z.string(),
    z.object({ thresholds: z.record(z.string(), z.boolean()).optional() }).catchall(z.number().nullable()),
  ),
});

/** Schema 1.0.0, whose names k6 has spelled in two ways: `generated_at` and `p95`, `generatedAt` and `p(95)`. */
const machineReadable = z.object({
  version: z.string().regex(/^1\./, 'only version 1 is known'),
  metadata: z.object({ generated_at: z.string().optional(), generatedAt: z.string().optional() }),
  config: z.object({ duration: z.number().optional() }).optional(),
  results: z.object({
    metrics: z.array(z.object({ name: z.string(), type: z.string(), contains: z.string().optional(), values })),
    checks: z.object({ results: z.array(check).nullish() }).nullish(),
  }),
});

/** @throws ComparisonError that names what is missing or of another form */
export function readForm(file: string, json: object): K6Summary {
  if ('results' in json) return readMachineReadable(parse(file, machineReadable, json));
  const [first] = Object.values((json as { metrics: object }).metrics) as unknown[];
  const isHandled = typeof first === 'object' && first !== null && 'values' in first;
  return isHandled ? readHandled(parse(file, handled, json)) : readExported(parse(file, exported, json));
}

function parse<T>(file: string, schema: z.ZodType<T>, json: object): T {
  const parsed = schema.safeParse(json);
  if (parsed.success) return parsed.data;
  throw new ComparisonError(
    `${file} looks like a summary of k6, but ${faultsOf(parsed.error)}. Make it again with k6 run --summary-export.`,
  );
}

function readMachineReadable({ metadata, config, results }: z.infer<typeof machineReadable>): K6Summary {
  const seconds = config?.duration ?? 0;
  return {
    format: 'k6, machine-readable',
    date: metadata.generated_at ?? metadata.generatedAt ?? null,
    metrics: results.metrics.map(({ name, type, contains, values }) => {
      const spelled = Object.entries(values).map(
        ([key, value]) => [key.replace(/^p([\d.]+)$/, 'p($1)'), value] as const,
      );
      // The other forms have a counter's rate as well.
      const rate = type === 'counter' && seconds > 0 ? [['rate', (values['count'] ?? 0) / seconds] as const] : [];
      return { name, contains, values: Object.fromEntries([...spelled, ...rate]), thresholds: {} };
    }),
    checks: results.checks?.results ?? [],
  };
}

function readHandled({ root_group, metrics }: z.infer<typeof handled>): K6Summary {
  return {
    format: 'k6, handleSummary',
    date: null,
    metrics: Object.entries(metrics).map(([name, { contains, values, thresholds = {} }]) => ({
      ...{ name, values, contains },
      thresholds: Object.fromEntries(Object.entries(thresholds).map(([expression, { ok }]) => [expression, ok])),
    })),
    checks: checksIn(root_group),
  };
}

function readExported({ root_group, metrics }: z.infer<typeof exported>): K6Summary {
  return {
    format: 'k6, --summary-export',
    date: null,
    metrics: Object.entries(metrics).map(([name, { thresholds = {}, ...values }]) => ({
      ...{ name, contains: undefined },
      values: values as Record<string, number | null>,
      thresholds: Object.fromEntries(Object.entries(thresholds).map(([expression, crossed]) => [expression, !crossed])),
    })),
    checks: checksIn(root_group),
  };
}

/** Of all groups, a group's name before its checks'. */
function checksIn(root: Group | undefined, path = ''): K6Check[] {
  if (!root) return [];
  const own = Object.values(root.checks ?? {}).map((one) => ({ ...one, name: path + one.name }));
  const groups = Array.isArray(root.groups)
    ? root.groups.map((one, index) => [one.name ?? String(index), one] as const)
    : Object.entries(root.groups ?? {});
  return [...own, ...groups.flatMap(([name, one]) => checksIn(one, `${path}${name} / `))];
}
