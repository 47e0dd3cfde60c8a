import { type OpenShop, startShop } from '@breakwater/local';
import { Journal } from '../lib/orders/journal.js';
import type { Progress } from '../lib/progress/progress.js';
import { reconcile, type Reconciliation } from '../lib/reconcile/reconcile.js';
import { ChaosRun } from './chaos-run.js';
import type { Kill } from './kills/kill-runner.js';
import type { CrashOptions } from './options.js';
import { Placing } from './orders/placing.js';
import { type Finding, findingsOf } from './reconcile/rules.js';
import { killSchedule } from './schedule/kill-schedule.js';
import { SupervisorLog } from './supervisor-log.js';

/** As far as the run came. */
export interface CrashReport {
  kills: readonly Kill[];
  placing: Placing;
  supervisor: SupervisorLog;
  settled: boolean;
  /** What the services' public lists say, and what their databases do; missing when the run ended early. */
  reconciliation: Reconciliation | undefined;
  findings: readonly Finding[];
  retries: number;
  settlingMs: number;
  tookMs: number;
  /** What ended it early, unless that was Ctrl-C. */
  failure: unknown;
  interrupted: boolean;
}

export interface CrashContext {
  /** Where the shop's data and logs go. */
  dataDir: string;
  baseEnv: NodeJS.ProcessEnv;
  progress: Progress;
  signal: AbortSignal;
  /** Told of each kill, and again when the process is back. */
  say: (line: string) => void;
}

/** The whole run. Never rejects: what ends it early is in the report, and the shop is closed in any case. */
export async function crash(options: CrashOptions, context: CrashContext): Promise<CrashReport> {
  const { progress, signal } = context;
  const startedAt = performance.now();
  let zeroMs = startedAt;
  const nowMs = () => performance.now() - zeroMs;
  const report: CrashReport = {
    kills: [],
    placing: new Placing(),
    supervisor: new SupervisorLog(nowMs),
    settled: false,
    reconciliation: undefined,
    findings: [],
    retries: 0,
    settlingMs: 0,
    tookMs: 0,
    failure: undefined,
    interrupted: false,
  };
  const journal = new Journal();
  let open: OpenShop | undefined;
  let run: ChaosRun | undefined;
  try {
    const opening = progress.begin('opening the shop', 0);
    open = await startShop({ dataDir: context.dataDir, baseEnv: context.baseEnv, report: report.supervisor.line });
    opening.end();
    run = new ChaosRun({ open, journal, progress, signal, say: context.say, nowMs, stallMs: options.stallMs });
    report.kills = run.kills;
    report.placing = run.placing;
    await run.setUp(options.orders);
    zeroMs = performance.now();
    await run.place(options, killSchedule(options));
    const placedAtMs = nowMs();
    report.settled = await run.settle();
    report.settlingMs = nowMs() - placedAtMs;
    report.reconciliation = await reconcile(run.shop, run.ends, run.customerDomain, run.deadLettersBefore);
    report.findings = findingsOf(journal);
  } catch (error) {
    if (!signal.aborted) report.failure = error;
  } finally {
    progress.close();
    report.interrupted = signal.aborted;
    report.retries = run?.shop.client.retries ?? 0;
    await run?.close();
    journal.close();
    await open?.stop();
    report.tookMs = performance.now() - startedAt;
  }
  return report;
}
