import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type pg from 'pg';
import { startArm } from './arms.js';
import { compareOneOrder, type Agreement } from './agreement.js';
import type { RunningNode } from '../../lib/processes/node-process.js';
import { highestRate } from './highest-rate.js';
import { readCpuProfile } from './profile/cpu-profile.js';
import { summarise, type ProfileSummary } from './profile/summary.js';
import { countRows, emptyTables, type Rows } from './rows.js';
import type { Size } from './sizes.js';
import { customers, step, type Step } from './step.js';
import { ARMS, type ArmName, type Surroundings } from './surroundings.js';

/** The same orders placed with both arms, one arm after the other. */
export interface SameOrders {
  step: Step;
  rows: Rows;
}

/** One search for the highest rate of one arm, with a process of its own. */
export interface ArmRun {
  highestRate: number;
  steps: Step[];
  rows: Rows;
}

export interface Measuring {
  around: Surroundings;
  admin: pg.Client;
  size: Size;
  signal: AbortSignal;
  tell: (line: string) => void;
}

/** Before anything is measured, nothing is asked of the latency. */
const NO_HURRY = { p99LimitMs: 5_000, maxStartLagMs: 60_000, warmUpMs: 0 };
const AGREE_RATE = 50;

/** That the two arms do the same: one order looked at closely, then some hundred counted. */
export async function agree({ around, admin, size, signal, tell }: Measuring): Promise<{
  oneOrder: Agreement;
  sameOrders: Record<ArmName, SameOrders>;
}> {
  const servers = { orders: await startArm('orders', around), bare: await startArm('bare', around) };
  try {
    const oneOrder = await compareOneOrder(servers, around, admin);
    const tokens = customers(around);
    const sameOrders: Partial<Record<ArmName, SameOrders>> = {};
    for (const arm of ARMS) {
      await emptyTables(around.database[arm], admin);
      const options = { ...NO_HURRY, ratePerSecond: AGREE_RATE, durationMs: size.agreeMs };
      const taken = await step(arm, servers[arm], around, tokens, options, signal);
      sameOrders[arm] = { step: taken, rows: await countRows(around.database[arm]) };
      tell(`  ${arm}: ${describe(taken)}`);
    }
    return { oneOrder, sameOrders: sameOrders as Record<ArmName, SameOrders> };
  } finally {
    for (const arm of ARMS) await servers[arm].stop();
  }
}

export async function findHighestRate(arm: ArmName, { around, admin, size, signal, tell }: Measuring): Promise<ArmRun> {
  await emptyTables(around.database[arm], admin);
  const server = await startArm(arm, around);
  try {
    const tokens = customers(around);
    await warmHouse(arm, server, tokens, { around, size, signal });
    const steps: Step[] = [];
    const highest = await highestRate(size.search, async (rate) => {
      const taken = await step(arm, server, around, tokens, { ...size.step, ratePerSecond: rate }, signal);
      steps.push(taken);
      tell(`  ${arm}: ${describe(taken)}`);
      return taken.carried;
    });
    return { highestRate: highest, steps, rows: await countRows(around.database[arm]) };
  } finally {
    await server.stop();
  }
}

/** A server that has run for a while, on a database that knows its tables: plans made for empty ones are not what is measured. */
async function warmHouse(
  arm: ArmName,
  server: RunningNode,
  tokens: readonly string[],
  { around, size, signal }: Pick<Measuring, 'around' | 'size' | 'signal'>,
): Promise<void> {
  await step(arm, server, around, tokens, { ...NO_HURRY, ...size.houseWarming }, signal);
  await around.database[arm].query('ANALYZE');
}

/** Where an arm's time goes at a rate that it carries, from a CPU profile of its process. */
export async function profileArm(
  arm: ArmName,
  ratePerSecond: number,
  { around, admin, size, signal, tell }: Measuring,
): Promise<ProfileSummary> {
  await emptyTables(around.database[arm], admin);
  const folder = join(around.folder, `profile-${arm}`);
  const server = await startArm(arm, around, ['--cpu-prof', `--cpu-prof-dir=${folder}`, '--cpu-prof-interval=500']);
  let [fromUs, toUs, orders] = [0, 0, 0];
  try {
    const tokens = customers(around);
    await warmHouse(arm, server, tokens, { around, size, signal });
    fromUs = monotonicUs();
    const options = { ...size.step, warmUpMs: 0, maxStartLagMs: 60_000, ratePerSecond };
    const taken = await step(arm, server, around, tokens, options, signal);
    toUs = fromUs + size.step.durationMs * 1_000;
    orders = taken.ok;
    tell(`  ${arm}, profiled: ${describe(taken)}`);
  } finally {
    // The profile is written when the process exits by itself.
    await server.stop();
  }
  const file = (await readdir(folder)).find((name) => name.endsWith('.cpuprofile'));
  if (file === undefined) throw new Error(`${arm} wrote no profile`);
  return summarise(await readCpuProfile(join(folder, file)), { fromUs, toUs, orders, atRatePerSecond: ratePerSecond });
}

/** The clock that profiles are in, which all processes of a machine share. */
const monotonicUs = (): number => Number(process.hrtime.bigint() / 1_000n);

const describe = ({ rate, carried, why, p50Ms, p99Ms, cpuMsPerOrder }: Step): string =>
  `${rate}/s  p50 ${p50Ms?.toFixed(1) ?? '–'} ms, p99 ${p99Ms?.toFixed(1) ?? '–'} ms` +
  (cpuMsPerOrder === null ? '' : `, ${cpuMsPerOrder.toFixed(2)} ms CPU an order`) +
  (carried ? '' : `: ${why}`);
