import type { CheckedJob } from './job.js';
import type { LoadResult, SecondOfLoad } from './load-result.js';

/** The only message to the generator's process. */
export interface JobMessage {
  job: CheckedJob;
}

/** What the generator's process says. */
export type GeneratorMessage =
  { kind: 'second'; second: SecondOfLoad } | { kind: 'result'; result: LoadResult } | { kind: 'no-flow'; why: string };
