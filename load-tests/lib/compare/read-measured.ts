import { ComparisonError } from './errors.js';
import { isK6Like, readK6Summary } from './k6-summary.js';
import type { Measured } from './measured.js';
import { readJson } from './read-json.js';
import { isResultLike, readResult } from './result-file.js';

/** Reads a file of any form that can be compared. @throws ComparisonError when it is none, or is broken */
export async function readMeasured(file: string): Promise<Measured> {
  const json = await readJson(file);
  if (typeof json === 'object' && json !== null) {
    if (isResultLike(json)) return readResult(file, json);
    if (isK6Like(json)) return readK6Summary(file, json);
  }
  throw new ComparisonError(
    `${file} is neither a result file (it has no name, arms and checks) nor a summary of k6 (it has no metrics). ` +
      `Name a file that npm run drill, a benchmark, or k6 run --summary-export wrote.`,
  );
}
