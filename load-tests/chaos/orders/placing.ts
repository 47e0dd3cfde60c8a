import { Latency } from '../../lib/latency/latency.js';

/** An answer that the contract does not name for a well-formed order. */
export interface OddAnswer {
  atMs: number;
  key: string;
  what: string;
}

/** What placing the orders came to. */
export class Placing {
  /** Orders answered with 201, each once. */
  accepted = 0;
  /** Answered with `insufficient-stock`: nothing was written. */
  refused = 0;
  sentTwice = 0;
  cancelled = 0;
  /** Rejected before the cancellation came. */
  cancelledTooLate = 0;
  readonly oddAnswers: OddAnswer[] = [];
  /** Keys that were given up without a known answer. */
  readonly unanswered: string[] = [];
  /** Keys whose repeats were answered with another order, or with a refusal. */
  readonly unlike: string[] = [];
  /** Arrivals that waited because too many were under way. */
  heldBack = 0;
  readonly latency = new Latency();
  readonly sinceDue = new Latency();
  tookMs = 0;
}
