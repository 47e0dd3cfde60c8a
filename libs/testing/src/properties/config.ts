/** Parameters of a property, as `fc.assert` takes them. */
export interface PropertyRuns {
  numRuns: number;
  seed?: number;
  path?: string;
  endOnFailure?: boolean;
}

/**
 * How often a property is tried. A failure prints its seed and path: FC_SEED and FC_PATH run exactly that case again (name
 * the test with `-t`, a path belongs to one property), FC_SEED alone the whole sequence, and FC_RUNS tries more cases.
 */
export function propertyRuns(numRuns: number, env: NodeJS.ProcessEnv = process.env): PropertyRuns {
  const { FC_SEED: seed, FC_PATH: path, FC_RUNS: runs } = env;
  return {
    numRuns: runs === undefined ? numRuns : wholeNumber('FC_RUNS', runs),
    ...(seed === undefined ? {} : { seed: wholeNumber('FC_SEED', seed) }),
    ...(path === undefined ? {} : { path, endOnFailure: true }),
  };
}

function wholeNumber(name: string, value: string): number {
  if (!/^-?\d+$/.test(value)) throw new Error(`${name} is "${value}"; set it to a whole number`);
  return Number(value);
}
