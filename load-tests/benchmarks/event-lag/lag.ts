import { build } from 'hdr-histogram-js';

/** One event on its way from a publisher's outbox to a consumer. Milliseconds since 1970, by the database server's clock. */
export interface Journey {
  /** Commit of the transaction that wrote the outbox row. */
  committedAt: number;
  /** When the relay marked it, after SNS had taken it; null while it had not. */
  publishedAt: number | null;
  /** Commit of the consumer's transaction; null while there was none. */
  handledAt: number | null;
}

export interface Lag {
  events: number;
  p50Ms: number;
  p99Ms: number;
  maxMs: number;
}

/** What one hop did at one rate. */
export interface HopFigures {
  /** From the commit at the publisher to the commit at the consumer. */
  lag: Lag | null;
  /** The part of it until the relay had published and marked the row. */
  relayLag: Lag | null;
  /** Committed and never handled, however long was waited. */
  lost: number;
  /** Waiting in the middle and at the end of the load. */
  backlog: { middle: number; end: number; unpublishedAtEnd: number };
}

/** A backlog that grows by more than this share of what comes in is one that never ends. */
const GROWTH_SHARE = 0.02;
/** Less than this is on its way, not waiting: 200 ms of a rate, and of a low rate a handful. */
const ON_ITS_WAY_SECONDS = 0.2;
const A_HANDFUL = 20;

const HIGHEST_US = 3_600_000_000;

/** Percentiles from an HDR histogram; null without any value. */
export function lagOf(valuesMs: readonly number[]): Lag | null {
  if (valuesMs.length === 0) return null;
  const histogram = build({ highestTrackableValue: HIGHEST_US, numberOfSignificantValueDigits: 3 });
  for (const value of valuesMs) histogram.recordValue(Math.min(HIGHEST_US, Math.max(1, Math.round(value * 1_000))));
  const at = (percentile: number) => Number((histogram.getValueAtPercentile(percentile) / 1_000).toFixed(2));
  return { events: valuesMs.length, p50Ms: at(50), p99Ms: at(99), maxMs: at(100) };
}

/**
 * @param journeys of the events that were committed during the load, warm-up apart
 * @param window of the load; what was handled afterwards counts in `lag` with all its waiting
 */
export function hopFigures(journeys: readonly Journey[], window: { from: number; to: number }): HopFigures {
  const took = (end: (journey: Journey) => number | null) =>
    journeys.flatMap((journey) => {
      const at = end(journey);
      return at === null ? [] : [at - journey.committedAt];
    });
  const waiting = (at: number, end: (journey: Journey) => number | null) =>
    journeys.filter((journey) => journey.committedAt <= at && (end(journey) ?? Infinity) > at).length;
  const handledAt = (journey: Journey) => journey.handledAt;
  const publishedAt = (journey: Journey) => journey.publishedAt;
  return {
    lag: lagOf(took(handledAt)),
    relayLag: lagOf(took(publishedAt)),
    lost: journeys.filter((journey) => journey.handledAt === null).length,
    backlog: {
      middle: waiting((window.from + window.to) / 2, handledAt),
      end: waiting(window.to, handledAt),
      unpublishedAtEnd: waiting(window.to, publishedAt),
    },
  };
}

/** Why a hop lags at this rate; null when it keeps up. */
export function whyLagging(
  { lag, lost, backlog }: HopFigures,
  { ratePerSecond, seconds, limitMs }: { ratePerSecond: number; seconds: number; limitMs: number },
): string | null {
  if (lost > 0) return `${lost} events were not handled in time`;
  const growth = (backlog.end - backlog.middle) / (seconds / 2);
  if (backlog.end > Math.max(A_HANDFUL, ratePerSecond * ON_ITS_WAY_SECONDS) && growth > ratePerSecond * GROWTH_SHARE) {
    return `the backlog grows by ${growth.toFixed(0)} events/s, ${backlog.end} wait at the end`;
  }
  if (lag !== null && lag.p99Ms > limitMs) return `p99 is ${lag.p99Ms} ms (${limitMs} ms are promised)`;
  return null;
}

/** Of several measurements of one rate the most decide; half of them are not the most. */
export const mostLag = (steps: readonly { lags: string | null }[]): boolean =>
  steps.filter(({ lags }) => lags !== null).length > steps.length / 2;
