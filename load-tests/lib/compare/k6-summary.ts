import { checkOf, metricsOf, thresholdsOf } from './k6-figures.js';
import { readForm } from './k6-forms.js';
import type { Measured } from './measured.js';

export const isK6Like = (json: object): boolean =>
  ('metrics' in json && typeof json.metrics === 'object') ||
  ('results' in json && typeof json.results === 'object' && json.results !== null && 'metrics' in json.results);

/** @throws ComparisonError that names what is missing or of another form */
export function readK6Summary(file: string, json: object): Measured {
  const { format, date, metrics: found, checks } = readForm(file, json);
  // k6 writes them in another order each time.
  const metrics = found.toSorted((a, b) => (a.name < b.name ? -1 : 1));
  return {
    ...{ file, kind: 'k6', name: null, commit: null, machine: null, size: null, format, date },
    checks: [...metrics.flatMap(thresholdsOf), ...checks.map(checkOf)],
    phases: null,
    metrics: metrics.flatMap(metricsOf),
  };
}
