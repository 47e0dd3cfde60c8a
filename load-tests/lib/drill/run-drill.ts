import { copyFile, mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { LoadInterruptedError } from '../load/index.js';
import { Bench } from './bench.js';
import type { ArmName, Drill, Size } from './drill.js';
import { ProtocolError } from './errors.js';
import type { ArmRun } from './observation.js';
import { type RunListener, runArm } from './run-arm.js';

export interface DrillRunOptions<S extends Size> {
  size: S;
  repeats: number;
  /** All of the drill's, or some. */
  arms: readonly ArmName[];
  /** What processes are given besides (PATH …). */
  baseEnv: NodeJS.ProcessEnv;
  signal: AbortSignal;
  listener: RunListener;
  /** Where to keep what the processes logged. */
  logs?: string | undefined;
}

export interface DrillRun {
  runs: Record<ArmName, ArmRun[]>;
  /** Why there can be no verdict; undefined when every arm was run as often as it should have been. */
  incomplete?: 'interrupted' | ProtocolError;
}

/**
 * Runs each arm as often as wanted, one at a time, each repeat in the other direction: a machine warms up, and gets tired.
 * What was found before an interruption or a breach of the protocol is returned as well.
 */
export async function runDrill<S extends Size>(drill: Drill<S>, options: DrillRunOptions<S>): Promise<DrillRun> {
  const { size, repeats, arms, baseEnv, signal, listener } = options;
  const runs: DrillRun['runs'] = Object.fromEntries(arms.map((arm) => [arm, []]));
  const bench = await Bench.open(baseEnv);
  try {
    for (let repeat = 1; repeat <= repeats; repeat += 1) {
      for (const arm of repeat % 2 === 1 ? arms : arms.toReversed()) {
        signal.throwIfAborted();
        runs[arm]?.push(await runArm(drill, size, bench, { arm, repeat, signal, listener }));
      }
    }
    return { runs };
  } catch (error) {
    if (signal.aborted || error instanceof LoadInterruptedError) return { runs, incomplete: 'interrupted' };
    if (error instanceof ProtocolError) return { runs, incomplete: error };
    throw error;
  } finally {
    if (options.logs !== undefined) await keepLogs(bench.folder, options.logs);
    await bench.close();
  }
}

async function keepLogs(from: string, to: string): Promise<void> {
  await mkdir(to, { recursive: true });
  const logs = (await readdir(from)).filter((name) => name.endsWith('.log'));
  await Promise.all(logs.map((name) => copyFile(join(from, name), join(to, name))));
}
