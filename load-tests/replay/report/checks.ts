import { reconciliationChecks } from '../../lib/reconcile/checks.js';
import { atMost, exactly, type Check } from '../../lib/results/result.js';
import type { ReplayReport } from '../replay.js';

/** The whole process, from its start. */
export const MOST_MEMORY_MB = 150;
/** Growth of the peak that is still called flat: the garbage collector's timing alone moves it by some percent. */
export const MOST_GROWTH = 1.1;

/** A check for each promise of the replay. */
export function checksOf(report: ReplayReport, peakMemoryMb: number): Check[] {
  const { seen, placing, reconciliation: found } = report;
  if (seen === undefined || placing === undefined || found === undefined) return [];
  const { ledger } = placing;
  return [
    exactly(
      'lines placed, cancelling or refused, each once',
      ledger.placed + ledger.cancelling + ledger.refused,
      'lines',
      seen.lines,
    ),
    exactly('lines without a known answer', ledger.unfinished + unexpected(ledger.refusedBy), 'lines', 0),
    exactly(
      'orders accepted, in the list of orders',
      placing.accepted - found.missingInOrders,
      'orders',
      placing.accepted,
    ),
    ...reconciliationChecks(found),
    exactly('outboxes empty and nothing under way', report.settled ? 1 : 0, 'yes', 1),
    atMost('peak memory of the replay', peakMemoryMb, 'MB', MOST_MEMORY_MB),
  ];
}

/** @param peakMemoryMb of the file as it is, and of one `times` as long */
export function memoryChecks(times: number, peakMemoryMb: number, longerPeakMb: number, longerHolds: boolean): Check[] {
  return [
    atMost(`peak memory, file ${times} times as long`, longerPeakMb, 'MB', MOST_MEMORY_MB),
    atMost(`growth of the peak, file ${times} times as long`, round(longerPeakMb / peakMemoryMb), 'times', MOST_GROWTH),
    exactly(`all checks hold, file ${times} times as long`, longerHolds ? 1 : 0, 'yes', 1),
  ];
}

function unexpected(refusedBy: ReadonlyMap<string, number>): number {
  return (refusedBy.get('unexpected-answer') ?? 0) + (refusedBy.get('shop-unavailable') ?? 0);
}

const round = (value: number) => Math.round(value * 1000) / 1000;
