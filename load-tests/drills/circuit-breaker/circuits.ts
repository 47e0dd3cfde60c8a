import { readFile } from 'node:fs/promises';
import { z } from 'zod';

const change = z.object({
  time: z.iso.datetime(),
  call: z.literal('carrier-rate'),
  target: z.string(),
  to: z.enum(['open', 'half-open', 'closed']),
});

interface Change {
  atMs: number;
  carrier: string;
  to: 'open' | 'half-open' | 'closed';
}

export const circuits = z.object({
  /** From the beginning of the trigger until the last carrier's circuit was open; null when one never opened. */
  openedAfterSeconds: z.number().nullable(),
  /** From its end until the last one was closed for good; null when one was not. */
  closedAfterSeconds: z.number().nullable(),
  /** Calls that tried, while the carriers hung, whether they still do: each made a customer wait. */
  probes: z.number(),
});
export type Circuits = z.infer<typeof circuits>;

/** @param from and `to`: when the trigger began and ended, in milliseconds since 1970 */
export function circuitsDuring(changes: readonly Change[], carriers: number, from: number, to: number): Circuits {
  const names = new Set(changes.map(({ carrier }) => carrier));
  const each = [...names].map((name) => changes.filter(({ carrier }) => carrier === name));
  const opened = each.flatMap((of) => of.find((one) => one.to === 'open' && one.atMs >= from)?.atMs ?? []);
  const closed = each.flatMap((of) => (of.at(-1)?.to === 'closed' ? (of.at(-1)?.atMs ?? []) : []));
  const seconds = (times: number[], since: number) =>
    times.length < carriers ? null : Math.max(0, Math.round(Math.max(...times) - since) / 1_000);
  return {
    openedAfterSeconds: seconds(opened, from),
    closedAfterSeconds: seconds(closed, to),
    probes: changes.filter((one) => one.to === 'half-open' && one.atMs < to).length,
  };
}

/** What a service's log tells of the carriers' circuits, in the order of time. */
export async function changesIn(logFile: string): Promise<Change[]> {
  const lines = (await readFile(logFile, 'utf8')).split('\n').filter((line) => line.includes('"circuit breaker '));
  return lines.flatMap((line) => {
    const parsed = change.safeParse(parseLine(line));
    if (!parsed.success) return [];
    const { time, target, to } = parsed.data;
    return [{ atMs: Date.parse(time), carrier: target, to }];
  });
}

/** A process that was killed may have left half a line. */
function parseLine(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
