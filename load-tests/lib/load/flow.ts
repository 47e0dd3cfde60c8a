/** One request (or one short conversation) that the generator starts. */
export interface Arrival {
  /** From 0, over the whole job, warm-up included. */
  index: number;
  /** When it should start, in milliseconds since 1970 with fractions. */
  intendedAt: number;
}

/**
 * How an arrival ended. `refused`: the system said clearly that it takes no more now (429, or 503 with Retry-After).
 * `failed`: an error, a wrong answer, no answer. The label tells kinds of the same outcome apart; keep them few.
 */
export interface Outcome {
  kind: 'ok' | 'refused' | 'failed';
  label: string;
}

/** What a flow's module opens, once in the generator's process. */
export interface Flow {
  /**
   * Runs at the same time as many others. What it throws counts as failed, under the error's code or name.
   * @param signal aborts when the arrival has timed out; then the flow lets go of its socket, and its outcome is not asked for
   */
  run(arrival: Arrival, signal: AbortSignal): Promise<Outcome>;
  close(): Promise<void>;
}

/** What a flow's module exports. */
export interface FlowModule {
  /** @param options `flowOptions` of the job, which the module validates */
  open(options: unknown): Promise<Flow>;
}
