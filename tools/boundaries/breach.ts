/** A rule that a line breaks, and the way out. */
export interface Breach {
  /** Relative to the workspace's root. */
  file: string;
  /** 1-based. */
  line: number;
  problem: string;
  remedy: string;
}
