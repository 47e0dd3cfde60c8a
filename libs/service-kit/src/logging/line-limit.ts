const INTERVAL_MS = 1_000;

interface Kind {
  admittedAt: number;
  leftOut: number;
}

/**
 * Which lines to write when the same thing goes wrong with every request: an outage that costs lines and stacks for each of
 * thousands of requests a second takes the disk and the CPU as well.
 */
export class LineLimit {
  private readonly kinds = new Map<string, Kind>();

  /** @param nowMs a clock that never goes back */
  constructor(private readonly nowMs: () => number = () => performance.now()) {}

  /**
   * One line a second of each kind.
   *
   * @param kind one of few: route patterns and codes, never ids
   * @returns fields for the line, with how many of its kind were left out before it, or undefined when it is to be left out
   */
  admit(kind: string): { leftOut?: number } | undefined {
    const now = this.nowMs();
    const known = this.kinds.get(kind);
    if (known !== undefined && now - known.admittedAt < INTERVAL_MS) {
      known.leftOut += 1;
      return undefined;
    }
    this.kinds.set(kind, { admittedAt: now, leftOut: 0 });
    return known !== undefined && known.leftOut > 0 ? { leftOut: known.leftOut } : {};
  }
}
