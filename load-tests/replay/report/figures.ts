import type { ReplayOptions } from '../options.js';
import type { ReplayReport } from '../replay.js';

export type Figures = ReturnType<typeof figuresOf>;

/** The raw figures of a replay, for the result file. */
export function figuresOf(report: ReplayReport, options: ReplayOptions, peakMemoryMb: number) {
  const { seen, placing, reconciliation, retries } = report;
  return {
    speed: options.speed,
    concurrency: options.concurrency,
    stockShare: options.stockShare,
    lines: seen?.lines ?? 0,
    invoices: seen === undefined ? 0 : { orders: seen.orders, cancellations: seen.cancellations },
    products: seen?.demand.size ?? 0,
    customers: seen?.customers.size ?? 0,
    linesPlaced: placing?.ledger.placed ?? 0,
    linesCancelling: placing?.ledger.cancelling ?? 0,
    linesRefused: Object.fromEntries(placing?.ledger.refusedBy ?? []),
    notes: Object.fromEntries(placing?.ledger.notes ?? []),
    accepted: placing?.accepted ?? 0,
    refusedByShop: placing?.refusedByShop ?? 0,
    cancelled: placing?.cancelled ?? 0,
    placingSeconds: seconds(placing?.tookMs ?? 0),
    ordersPerSecond: rate(placing),
    latencyMs: placing?.latency.summary(),
    signInLatencyMs: placing?.signIns.summary(),
    ...(options.speed > 0 ? { latencySinceDueMs: placing?.sinceDue.summary() } : {}),
    retries,
    reconciliation,
    peakMemoryMb,
    seconds: seconds(report.tookMs),
  };
}

/** Answered orders per second, accepted or refused by the shop. */
export function rate(placing: ReplayReport['placing']): number {
  if (placing === undefined || placing.tookMs === 0) return 0;
  return Math.round(((placing.accepted + placing.refusedByShop) / placing.tookMs) * 10_000) / 10;
}

const seconds = (ms: number) => Math.round(ms / 100) / 10;
