import type { BreakerState } from '../../src/index.js';

/** What is asked of whatever guards a call, by the names that {@link ExternalCall} gives it. */
export interface GuardOptions {
  readonly deadlineMs: number;
  readonly concurrent: number;
  readonly minimumCalls: number;
  readonly openMs: number;
}

/** One attempt. A client error is thrown as a CallFailedError of reason `rejected`. */
export type Work = (signal: AbortSignal) => Promise<string>;

/** What the call came to: the answer, or none, whatever was thrown. */
export type Ended = { readonly ok: true; readonly value: string } | { readonly ok: false };

/** A breaker with a bulkhead and a deadline, whosever they are. */
export interface Guard {
  readonly state: BreakerState;
  /** Never rejects. @param input what the question is; another one each time unless a clause says otherwise */
  call(work: Work, input?: string): Promise<Ended>;
  close(): void;
}

export type OpenGuard = (options: GuardOptions) => Guard;
