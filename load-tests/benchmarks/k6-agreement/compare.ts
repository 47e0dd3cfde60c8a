import type { K6 } from '../../k6/run/find-k6.js';
import { type Measuring, type Run, runOurs, runWithK6 } from './measure.js';

export const GENERATORS = ['k6', 'ours'] as const;
export type Generator = (typeof GENERATORS)[number];
export type Runs = Readonly<Record<Generator, readonly Run[]>>;

/** One after the other, never both: each goes first as often as the other. */
export async function compare(k6: K6, measuring: Measuring, tell: (line: string) => void): Promise<Runs> {
  const { size } = measuring;
  tell(`warming the service up for ${size.houseWarmingMs / 1_000} s`);
  await runOurs(measuring, size.houseWarmingMs);
  const runs: Record<Generator, Run[]> = { k6: [], ours: [] };
  for (let repeat = 0; repeat < size.repeats; repeat += 1) {
    for (const generator of repeat % 2 === 0 ? GENERATORS : GENERATORS.toReversed()) {
      const run = generator === 'k6' ? await runWithK6(k6, measuring, repeat) : await runOurs(measuring);
      runs[generator].push(run);
      tell(
        `  repeat ${repeat + 1} of ${size.repeats}, ${generator.padEnd(4)}  p50 ${run.p50Ms.toFixed(2)} ms  ` +
          `p99 ${run.p99Ms.toFixed(2)} ms  ${run.requests} requests${run.notKept === null ? '' : `, not kept: ${run.notKept}`}`,
      );
    }
  }
  return runs;
}
