import { mkdir, rename, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { z } from 'zod';

/** `<= 150`, `>= 1` or `= 0`, in the check's own unit. */
export const limit = z.string().regex(/^(<=|>=|=) -?\d+(\.\d+)?$/, 'must be <=, >= or = and a number');

/** One promise: what was measured and what it had to be. */
export const check = z.strictObject({
  name: z.string().min(1),
  value: z.number(),
  unit: z.string().min(1),
  limit,
  holds: z.boolean(),
});
export type Check = z.infer<typeof check>;

/** No host names, users or paths: the file is published. */
export const machine = z.strictObject({
  cpu: z.string(),
  cores: z.int().min(1),
  memoryGb: z.number(),
  system: z.string(),
  node: z.string(),
});
export type Machine = z.infer<typeof machine>;

/** The one form of every result file, of a drill or of a benchmark. */
export const result = z.strictObject({
  /** Of this form; files from before it was written have none and are of form 1. */
  schema: z.literal(1).optional(),
  name: z.string().regex(/^[a-z0-9-]+$/),
  /** `none` before the first commit; ends in `-changed` when the working tree differed from the commit. */
  commit: z.string().regex(/^([0-9a-f]{40}|none)(-changed)?$/),
  date: z.iso.datetime(),
  machine,
  /** `full`, `ci`, or what was left out. */
  size: z.string().min(1),
  /** Raw figures per arm. */
  arms: z.record(z.string(), z.unknown()),
  checks: z.array(check).min(1),
});
export type Result = z.infer<typeof result>;

/** The value must not be above the limit. */
export const atMost = (name: string, value: number, unit: string, most: number): Check => ({
  name,
  value,
  unit,
  limit: `<= ${most}`,
  holds: value <= most,
});

/** The value must not be below the limit. */
export const atLeast = (name: string, value: number, unit: string, least: number): Check => ({
  name,
  value,
  unit,
  limit: `>= ${least}`,
  holds: value >= least,
});

/** The value must be the limit. */
export const exactly = (name: string, value: number, unit: string, wanted: number): Check => ({
  name,
  value,
  unit,
  limit: `= ${wanted}`,
  holds: value === wanted,
});

export const allHold = (checks: readonly Check[]): boolean => checks.every((one) => one.holds);

/** Writes the file whole or not at all. @throws ZodError when the result is not in the agreed form. */
export async function writeResult(file: string, value: Result): Promise<void> {
  const text = `${JSON.stringify(result.parse({ schema: 1, ...value }), null, 2)}\n`;
  await mkdir(dirname(file), { recursive: true });
  const draft = `${file}.${process.pid}.part`;
  await writeFile(draft, text);
  await rename(draft, file);
}

/** One line a check, for people. */
export function describeChecks(checks: readonly Check[]): string {
  const width = Math.max(...checks.map((one) => one.name.length));
  return checks
    .map(
      (one) => `  ${one.holds ? 'holds' : 'FAILS'}  ${one.name.padEnd(width)}  ${one.value} ${one.unit} (${one.limit})`,
    )
    .join('\n');
}
