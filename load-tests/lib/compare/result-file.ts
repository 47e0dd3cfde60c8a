import { drillArms } from '../drill/observation.js';
import { phaseFigures } from '../report/phase-figures.js';
import { type Check, result } from '../results/result.js';
import { ComparisonError } from './errors.js';
import { faultsOf } from './faults.js';
import type { ComparableCheck, Measured } from './measured.js';

/** The version of result files that this program reads; one without the field is of version 1. */
const SCHEMA = 1;

export const isResultLike = (json: object): boolean =>
  Object.keys(result.shape).filter((key) => key in json).length >= 3;

/** @throws ComparisonError that names each field that is unknown, missing or of another form */
export function readResult(file: string, json: object): Measured {
  const { schema = SCHEMA, ...rest } = json as { schema?: unknown };
  if (schema !== SCHEMA) {
    throw new ComparisonError(
      `${file} says "schema": ${JSON.stringify(schema)}; this version reads ${SCHEMA}. Compare with the version that wrote it, or run again.`,
    );
  }
  const parsed = result.safeParse(rest);
  if (!parsed.success) {
    throw new ComparisonError(
      `${file} is a result file of another version: ${faultsOf(parsed.error)}. Compare with the version that wrote it, or run again.`,
    );
  }
  const { name, commit, date, machine, size, arms, checks } = parsed.data;
  const runs = drillArms.safeParse(arms);
  if (!runs.success && hasRuns(arms)) {
    throw new ComparisonError(
      `${file} has the arms of a drill in the form of another version: ${faultsOf(runs.error, 'arms.')}. Run the drill again with this version.`,
    );
  }
  return {
    ...{ file, kind: 'result', name, commit, date, machine, size, format: 'result' },
    checks: checks.map(comparable),
    phases: runs.success
      ? phaseFigures(Object.entries(runs.data).map(([arm, value]) => ({ name: arm, runs: value.runs })))
      : null,
    metrics: [],
  };
}

const hasRuns = (arms: Readonly<Record<string, unknown>>): boolean =>
  Object.values(arms).some((arm) => typeof arm === 'object' && arm !== null && 'runs' in arm);

function comparable({ name, value, unit, limit, holds }: Check): ComparableCheck {
  const [sign, target] = limit.split(' ');
  const worse = sign === '<=' ? 'higher' : sign === '>=' ? 'lower' : { awayFrom: Number(target) };
  return { name, value, unit, limit, holds, worse };
}
