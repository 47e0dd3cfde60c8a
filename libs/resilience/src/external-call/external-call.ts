import { setTimeout as delay } from 'node:timers/promises';
import { type BreakerState, CircuitBreaker, type Passage } from '../breaker/circuit-breaker.js';
import { Bulkhead, BulkheadFullError, type Release } from '../bulkhead/bulkhead.js';
import { Deadline, DEADLINE_HEADER } from '../deadline/deadline.js';
import { RetryBudget } from '../retry/retry-budget.js';
import { isWorthARetry, retryDelayMs } from '../retry/retry-policy.js';
import { ABANDONED, type Answer, attempt } from './attempt.js';
import { checkAnswer } from './check-answer.js';
import { checkDeclaration } from './check-declaration.js';
import { type Attempt, type CallDeclaration, refuse, type WhatInstead } from './declaration.js';
import { type CallFailure, type FailureReason, failureOf } from './failure.js';
import type { CallName } from './observer.js';
import type { Outcome } from './outcome.js';
import { alone, type Surroundings } from './surroundings.js';

export interface AskOptions {
  /** Gives the call up. */
  readonly signal?: AbortSignal | undefined;
  /** Sooner than the call's own. */
  readonly deadline?: Deadline | undefined;
}

const NO_SLOT: CallFailure = { reason: 'timeout', detail: 'no slot for it became free before the deadline' };

/** The request was wrong, nobody waited, or there was less time than the call needs. */
const TELLS_NOTHING: ReadonlySet<FailureReason> = new Set(['rejected', 'abandoned', 'timeout']);
/** Who says that we are too many for it is well; being told so is no reason to stop altogether. */
const TOO_MANY_REQUESTS = 429;

/** Slower than this part of the deadline is as good as failed: such answers come before those that never do. */
const SLOW_SHARE = 0.8;

/** How long one call may go on, retries and all. */
interface Circumstances {
  readonly deadline: Deadline;
  readonly signals: readonly AbortSignal[];
}

/**
 * A guarded call: a deadline, a breaker, a bulkhead, checked answers, retries within a budget, and something to say when all of
 * that was in vain. Declare each call once, and keep the object: breaker and bulkhead are its memory.
 *
 * Sources: Nygard, "Release It!" (2nd edition, 2018), chapter 5; Brooker, "Timeouts, retries, and backoff with jitter" (Amazon
 * Builders' Library, 2019).
 */
export class ExternalCall<Input, Value, Fallback = never> {
  readonly name: CallName;
  readonly #breaker: CircuitBreaker;
  readonly #bulkhead: Bulkhead;
  readonly #budget = new RetryBudget();
  readonly #slowMs: number;

  /** @throws RangeError naming the value that makes no sense */
  constructor(
    private readonly declaration: CallDeclaration<Input, Value, Fallback>,
    private readonly surroundings: Surroundings = alone,
  ) {
    checkDeclaration(declaration);
    this.name = { name: declaration.name, target: declaration.target ?? '' };
    this.#bulkhead = new Bulkhead(declaration.bulkhead);
    this.#slowMs = declaration.deadlineMs * SLOW_SHARE;
    this.#breaker = new CircuitBreaker(declaration.breaker, (transition) =>
      surroundings.observer.changed(this.name, transition),
    );
  }

  get breakerState(): BreakerState {
    return this.#breaker.state;
  }

  /** Whether the circuit would let a call through now. */
  get accepts(): boolean {
    return !this.#breaker.refuses;
  }

  /** Slots held by work that has not ended, including work that nobody waits for any more. */
  get inFlight(): number {
    return this.#bulkhead.inFlight;
  }

  get waiting(): number {
    return this.#bulkhead.waiting;
  }

  /** Makes the call. Never rejects, and resolves at the latest at the deadline, and what it then takes to find the fallback. */
  async ask(input: Input, options: AskOptions = {}): Promise<Outcome<Value, Fallback>> {
    const startedAt = performance.now();
    const answer = await this.#persistently(input, this.#circumstances(options));
    const outcome: Outcome<Value, Fallback> = answer.ok
      ? { kind: 'fresh', value: answer.value }
      : await this.#instead(input, answer.failure);
    const failure = outcome.kind === 'fresh' ? undefined : outcome.failure;
    this.surroundings.observer.settled(this.name, outcome.kind, failure, performance.now() - startedAt);
    return outcome;
  }

  /** Stops its timers; every later call is refused. */
  close(): void {
    this.#breaker.close();
  }

  #circumstances({ signal, deadline }: AskOptions): Circumstances {
    const around = this.surroundings.signal();
    const signals = [signal, around].filter((one) => one !== undefined);
    const own = Deadline.in(this.declaration.deadlineMs);
    return { signals, deadline: own.soonerOf(deadline).soonerOf(this.surroundings.deadline()) };
  }

  async #persistently(input: Input, circumstances: Circumstances): Promise<Answer<Value>> {
    this.#budget.earn();
    for (let tried = 1; ; tried += 1) {
      const answer = await this.#once(input, circumstances);
      if (answer.ok || !(await this.#another(tried, answer.failure, circumstances))) return answer;
    }
  }

  /** Whether another attempt is allowed, worth it and affordable; the wait before it is over when this resolves. */
  async #another(tried: number, failure: CallFailure, { deadline, signals }: Circumstances): Promise<boolean> {
    const { retry } = this.declaration;
    if (retry === undefined || tried >= retry.attempts || !isWorthARetry(failure)) return false;
    const waitMs = retryDelayMs(tried, retry);
    if (waitMs >= deadline.remainingMs || signals.some(({ aborted }) => aborted)) return false;
    const granted = this.#budget.spend();
    this.surroundings.observer.retried(this.name, granted);
    if (!granted) return false;
    await delay(waitMs, undefined, { signal: AbortSignal.any([...signals]) }).catch(() => {});
    // A busy process wakes late: then what failed is the answer, and not that nobody waits.
    return !deadline.passed;
  }

  async #once(input: Input, circumstances: Circumstances): Promise<Answer<Value>> {
    const { deadline, signals } = circumstances;
    if (deadline.passed || signals.some(({ aborted }) => aborted)) return { ok: false, failure: ABANDONED };
    if (this.#breaker.refuses) return this.#refusal();
    const release = await this.#slot(circumstances);
    if (typeof release !== 'function') return { ok: false, failure: release };
    // While this call waited for its slot its caller may have gone, or the circuit opened.
    const gone = signals.some(({ aborted }) => aborted);
    const passage = gone ? undefined : this.#breaker.admit();
    if (passage === undefined) {
      release();
      return gone ? { ok: false, failure: ABANDONED } : this.#refusal();
    }
    const startedAt = performance.now();
    const headers = { ...this.surroundings.headers(), [DEADLINE_HEADER]: deadline.toHeader() };
    const answer = await attempt((one) => this.#checked(input, one), {
      deadline,
      signals,
      headers,
      onWorkEnded: release,
    });
    this.#judge(passage, answer, performance.now() - startedAt);
    return answer;
  }

  /** A slot, or why there is none. */
  async #slot({ deadline, signals }: Circumstances): Promise<Release | CallFailure> {
    try {
      // Made only for who has to wait: on the usual path there is a slot at once.
      return await this.#bulkhead.acquire(() =>
        // Of whole milliseconds: it throws at a part of one.
        AbortSignal.any([...signals, AbortSignal.timeout(Math.max(0, Math.ceil(deadline.remainingMs)))]),
      );
    } catch (error) {
      if (error instanceof BulkheadFullError) return { reason: 'bulkhead-full', detail: error.message };
      return signals.some(({ aborted }) => aborted) ? ABANDONED : NO_SLOT;
    }
  }

  async #checked(input: Input, one: Attempt): Promise<Value> {
    return checkAnswer(this.declaration, await this.declaration.perform(input, one), input);
  }

  /** A time-out tells something about the dependency only when it had a fair time. */
  #judge(passage: Passage, answer: Answer<Value>, ms: number): void {
    if (ms >= this.#slowMs)
      passage.report('failure', answer.ok ? `it took ${Math.round(ms)} ms` : answer.failure.detail);
    else if (answer.ok) passage.report('success');
    else if (tellsNothing(answer.failure)) passage.report('inconclusive');
    else passage.report('failure', answer.failure.detail);
  }

  #refusal(): Answer<Value> {
    const detail = `its circuit is ${this.#breaker.state}: it has been failing`;
    return { ok: false, failure: { reason: 'circuit-open', detail } };
  }

  async #instead(input: Input, failure: CallFailure): Promise<Outcome<Value, Fallback>> {
    const what = this.#question(failure);
    if (what === refuse) return { kind: 'refused', failure };
    try {
      const dated = await what(input, failure);
      return dated === undefined ? { kind: 'refused', failure } : { kind: 'fallback', failure, ...dated };
    } catch (error) {
      const detail = `${failure.detail}, and its fallback: ${failureOf(error).detail}`;
      return { kind: 'refused', failure: { ...failure, detail } };
    }
  }

  #question({ reason }: CallFailure): WhatInstead<Input, Fallback> {
    switch (reason) {
      case 'unreachable':
      case 'failed':
      case 'busy':
      case 'circuit-open':
        return this.declaration.whenItFails;
      case 'timeout':
      case 'bulkhead-full':
        return this.declaration.whenItIsSlow;
      case 'nonsense':
        return this.declaration.whenItAnswersNonsense;
      case 'rejected':
      case 'abandoned':
        // The request is at fault, or nobody is there to take what stands in.
        return refuse;
    }
  }
}

function tellsNothing({ reason, status }: CallFailure): boolean {
  return TELLS_NOTHING.has(reason) || status === TOO_MANY_REQUESTS;
}
