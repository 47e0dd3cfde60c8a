import pg from 'pg';
import { agree, findHighestRate, profileArm, type ArmRun, type Measuring } from './measure.js';
import type { ProfileSummary } from './profile/summary.js';
import type { Measured } from './report.js';
import type { Size } from './sizes.js';
import { ARMS, startSurroundings, type ArmName } from './surroundings.js';

/** Load at which an arm is profiled, as a share of what it carries: busy, but not drowning. */
const PROFILED_SHARE = 0.6;

/** Runs everything and takes everything down again, also when it is interrupted. @throws LoadInterruptedError */
export async function benchmark(
  size: Size,
  repeats: number,
  tell: (line: string) => void,
  signal: AbortSignal,
): Promise<Measured> {
  tell('starting PostgreSQL, the SNS/SQS emulator and the stand-ins');
  const around = await startSurroundings();
  const admin = new pg.Client({ connectionString: around.adminUrl });
  try {
    await admin.connect();
    const measuring: Measuring = { around, admin, size, signal, tell };
    tell('both arms place the same orders');
    const agreed = await agree(measuring);
    const runs: Record<ArmName, ArmRun[]> = { orders: [], bare: [] };
    for (let repeat = 0; repeat < repeats; repeat += 1) {
      // Each arm goes first as often as the other: a machine warms up, and gets tired.
      for (const arm of repeat % 2 === 0 ? ARMS : ARMS.toReversed()) {
        tell(`repeat ${repeat + 1} of ${repeats}, ${arm}`);
        const run = await findHighestRate(arm, measuring);
        runs[arm].push(run);
        tell(`  ${arm} carries ${run.highestRate}/s`);
      }
    }
    const profiles: Partial<Record<ArmName, ProfileSummary>> = {};
    for (const arm of ARMS) {
      tell(`profile, ${arm}`);
      const carried = Math.max(...runs[arm].map(({ highestRate }) => highestRate));
      profiles[arm] = await profileArm(arm, Math.max(10, Math.round(carried * PROFILED_SHARE)), measuring);
    }
    return { ...agreed, runs, profiles: profiles as Record<ArmName, ProfileSummary> };
  } finally {
    await admin.end().catch(() => undefined);
    await around.stop();
  }
}
