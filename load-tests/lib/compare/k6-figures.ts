import type { K6Check, K6Metric } from './k6-forms.js';
import type { ComparableCheck, ComparableMetric } from './measured.js';

/** `p(95)<500`, `rate>=0.99`, `count==0` */
const EXPRESSION = /^\s*([a-z]+|p\([\d.]+\))\s*(<=|>=|<|>|={2,3}|!=)\s*(-?[\d.]+)\s*$/;

/** The thresholds of a metric, in its own unit. */
export function thresholdsOf(metric: K6Metric): ComparableCheck[] {
  return Object.entries(metric.thresholds).map(([expression, holds]) => {
    const [, aggregate, sign, target] = EXPRESSION.exec(expression) ?? [];
    return {
      name: `threshold ${metric.name}: ${expression}`,
      value: aggregate === undefined ? null : (valueOf(metric, aggregate) ?? null),
      unit: aggregate === undefined ? '' : unitOf(metric, aggregate),
      limit: expression,
      holds,
      worse: worseOf(sign, Number(target)),
    };
  });
}

function worseOf(sign: string | undefined, target: number): ComparableCheck['worse'] {
  if (sign === undefined || sign === '!=') return undefined;
  if (sign.startsWith('<')) return 'higher';
  return sign.startsWith('>') ? 'lower' : { awayFrom: target };
}

/** Of a check() in the script: it holds when it never failed. */
export function checkOf({ name, passes, fails }: K6Check): ComparableCheck {
  const all = passes + fails;
  return {
    name: `check ${name}`,
    value: all === 0 ? null : (100 * passes) / all,
    unit: '%',
    limit: '= 100',
    holds: fails === 0,
    worse: 'lower',
  };
}

/** What is worth a line, of a trend, a rate, a counter or a gauge, which the older form does not name. */
export function metricsOf(metric: K6Metric): ComparableMetric[] {
  return aggregatesOf(metric).flatMap((aggregate) => {
    const value = valueOf(metric, aggregate);
    const name = aggregate === 'value' ? metric.name : `${metric.name} ${aggregate}`;
    return typeof value === 'number' ? [{ name, unit: unitOf(metric, aggregate), value }] : [];
  });
}

function aggregatesOf({ values }: K6Metric): readonly string[] {
  if ('med' in values || 'avg' in values) {
    const percentiles = Object.keys(values).filter((key) => key.startsWith('p('));
    return ['med', ...percentiles.toSorted((a, b) => Number(a.slice(2, -1)) - Number(b.slice(2, -1))), 'max'];
  }
  if ('passes' in values || 'matches' in values) return ['rate'];
  if ('count' in values) return 'rate' in values ? ['rate'] : ['count'];
  return 'value' in values ? ['value'] : Object.keys(values).filter((key) => key.startsWith('p('));
}

/** --summary-export calls a rate's share its value. */
const valueOf = ({ values }: K6Metric, aggregate: string): number | null | undefined =>
  values[aggregate] ?? (aggregate === 'rate' ? values['value'] : undefined);

const TIMES =
  /^(http_req_(?!failed)|grpc_req_duration|iteration_duration|group_duration|ws_(connecting|session_duration|ping))/;

function unitOf({ name, values, contains }: K6Metric, aggregate: string): string {
  const isShare = 'passes' in values || 'matches' in values;
  if (isShare && (aggregate === 'rate' || aggregate === 'value')) return 'of 1';
  const isData = contains === 'data' || /^data_(sent|received)/.test(name);
  if ('count' in values && !('med' in values)) {
    return `${isData ? 'bytes' : ''}${aggregate === 'rate' ? '/s' : ''}`;
  }
  return contains === 'time' || (contains === undefined && TIMES.test(name)) ? 'ms' : isData ? 'bytes' : '';
}
