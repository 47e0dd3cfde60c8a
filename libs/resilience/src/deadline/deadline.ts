/**
 * Milliseconds that whoever sent the request will go on waiting, counted from when it was sent. A duration and no point in time,
 * as the clocks of two machines differ by more than a call takes; what the network takes is lost, which errs on the long side.
 *
 * Source: gRPC's `grpc-timeout`; Beyer et al., "Site Reliability Engineering" (O'Reilly, 2016), chapter 22, "Deadline propagation".
 */
export const DEADLINE_HEADER = 'x-deadline-ms';

const LONGEST_MS = 3_600_000;

/** A point in time after which nobody waits. */
export class Deadline {
  /** @param at of the clock of `performance.now()`, which never goes back */
  private constructor(private readonly at: number) {}

  /** @param durationMs from now */
  static in(durationMs: number): Deadline {
    return new Deadline(performance.now() + durationMs);
  }

  /**
   * As a caller told it. A header that makes no sense is none: who waits for ever is no worse off than without it.
   *
   * @param received a whole number of milliseconds, up to an hour
   */
  static received(received: unknown): Deadline | undefined {
    if (typeof received !== 'string' || !/^\d{1,7}$/.test(received)) return undefined;
    const durationMs = Number(received);
    return durationMs > LONGEST_MS ? undefined : Deadline.in(durationMs);
  }

  /** Negative once it has passed. */
  get remainingMs(): number {
    return this.at - performance.now();
  }

  get passed(): boolean {
    return this.remainingMs <= 0;
  }

  /** A deadline of one's own that leaves `ms` of this one. */
  earlier(ms: number): Deadline {
    return new Deadline(this.at - ms);
  }

  soonerOf(other: Deadline | undefined): Deadline {
    return other === undefined || this.at <= other.at ? this : other;
  }

  /** For {@link DEADLINE_HEADER}: rounded down, never below zero. */
  toHeader(): string {
    return String(Math.max(0, Math.floor(this.remainingMs)));
  }
}
