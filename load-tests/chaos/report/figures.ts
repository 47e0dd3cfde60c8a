import type { CrashReport } from '../crash.js';
import { commandOf, type CrashOptions } from '../options.js';

/** The raw figures of a run, for the result file. */
export function figuresOf(report: CrashReport, options: CrashOptions) {
  const { placing, kills, supervisor, reconciliation, findings } = report;
  return {
    seed: options.seed,
    command: commandOf(options),
    orders: options.orders,
    ratePerSecond: options.ratePerSecond,
    accepted: placing.accepted,
    refused: placing.refused,
    sentTwice: placing.sentTwice,
    cancelled: placing.cancelled,
    cancelledTooLate: placing.cancelledTooLate,
    attemptsMadeAgain: report.retries,
    placingSeconds: seconds(placing.tookMs),
    settlingSeconds: seconds(report.settlingMs),
    seconds: seconds(report.tookMs),
    latencyMs: placing.latency.summary(),
    latencySinceDueMs: placing.sinceDue.summary(),
    heldBack: placing.heldBack,
    kills: kills.map(({ number, target, afterOrder, atOrder, atMs, backAtMs, nextOrderAtMs, resent }) => ({
      number,
      target,
      afterOrder,
      atOrder,
      atSecond: seconds(atMs),
      backAfterSeconds: seconds(backAtMs - atMs),
      nextOrderAfterSeconds: nextOrderAtMs === undefined ? null : seconds(nextOrderAtMs - atMs),
      resent,
    })),
    unplannedEnds: supervisor.unplannedEnds(kills.map(({ target }) => target)),
    oddAnswers: placing.oddAnswers,
    reconciliation,
    findings: findings.map(({ rule, offenders }) => ({ what: rule.name, offenders: offenders.slice(0, 100) })),
  };
}

const seconds = (ms: number) => (Number.isFinite(ms) ? Math.round(ms / 100) / 10 : null);
