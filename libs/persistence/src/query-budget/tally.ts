import { currentContext, type ServiceContext, type Work } from '@breakwater/service-kit';
import type { Breach } from './breach.js';
import type { Limits } from './limits.js';
import { shortened } from './normalise.js';
import { type Place, UNKNOWN_PLACE } from './place.js';

/** The statements of one piece of work so far. Statements are normalised. */
export class Tally {
  #statements = 0;
  readonly #times = new Map<string, number>();
  /** The first one too many, and each that is repeated too often; where it was asked, once that is known. */
  readonly #culprits = new Map<string, Place | undefined>();

  constructor(
    readonly work: Work,
    /** Of the request or message, for its log line. */
    readonly context: ServiceContext,
    private limits: Limits,
  ) {}

  get statements(): number {
    return this.#statements;
  }

  /** For a test that allows less than the service does; from the work's first statement on. */
  tighten(limits: Partial<Limits>): void {
    this.limits = { ...this.limits, ...limits };
  }

  /** @returns whether it breaks the budget, as every further one too many does */
  add(statement: string): boolean {
    this.#statements += 1;
    const times = (this.#times.get(statement) ?? 0) + 1;
    this.#times.set(statement, times);
    const isTooMany = this.#statements > this.limits.statements;
    const isLoop = times >= this.limits.repeats;
    if (!isTooMany && !isLoop) return false;
    if ((isLoop || this.#culprits.size === 0) && !this.#culprits.has(statement))
      this.#culprits.set(statement, undefined);
    return true;
  }

  isSoughtAfter(statement: string): boolean {
    return this.#culprits.has(statement) && this.#culprits.get(statement) === undefined;
  }

  found(statement: string, place: Place): void {
    this.#culprits.set(statement, place);
  }

  /** A transaction that PostgreSQL undid is run again: the second attempt is no loop. What was a breach remains one. */
  startAgain(): void {
    if (this.isOver) return;
    this.#statements = 0;
    this.#times.clear();
  }

  get isOver(): boolean {
    return this.#culprits.size > 0;
  }

  /** What there is to say of work that is over its budget. */
  breach(): Breach {
    const [culprit] = [...this.#culprits].toSorted(([one], [other]) => this.#timesOf(other) - this.#timesOf(one));
    const [statement = '', place = UNKNOWN_PLACE] = culprit ?? [];
    const times = this.#timesOf(statement);
    const isTooMany = this.#statements > this.limits.statements;
    const isLoop = times >= this.limits.repeats;
    return {
      work: this.work.name,
      reason: isTooMany && isLoop ? 'both' : isLoop ? 'repeats' : 'statements',
      statements: this.#statements,
      statement: shortened(statement),
      times,
      limits: this.limits,
      ...place,
    };
  }

  #timesOf(statement: string): number {
    return this.#times.get(statement) ?? 0;
  }
}

/** Of all work under way, whichever data source it asks. */
export const tallies = new WeakMap<Work, Tally>();

/** {@link Tally.startAgain} for the work at hand. */
export function startAgain(): void {
  const work = currentContext()?.work;
  if (work !== undefined) tallies.get(work)?.startAgain();
}
