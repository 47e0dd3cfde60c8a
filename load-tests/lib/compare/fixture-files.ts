import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fixtureRun } from '../report/fixture-story.js';
import { atLeast, atMost, type Result } from '../results/result.js';

/** For specs: a folder that goes away, with the files that are written into it. */
export class FixtureFolder {
  private constructor(readonly path: string) {}

  static async make(): Promise<FixtureFolder> {
    return new FixtureFolder(await mkdtemp(join(tmpdir(), 'compare-')));
  }

  /** @returns its path */
  async write(name: string, content: unknown): Promise<string> {
    const file = join(this.path, name);
    await writeFile(file, typeof content === 'string' ? content : JSON.stringify(content, null, 2));
    return file;
  }

  remove(): Promise<void> {
    return rm(this.path, { recursive: true, force: true });
  }
}

export const drillResult = (change: Partial<Result> = {}): Result => ({
  name: 'slow-carrier',
  commit: 'a'.repeat(40),
  date: '2026-11-21T12:34:56.000Z',
  machine: { cpu: 'Some CPU', cores: 2, memoryGb: 24, system: 'linux x64', node: 'v24.21.0' },
  size: 'full',
  arms: {
    unprotected: { runs: [fixtureRun(1, 9_000, [3, 4, 3])] },
    protected: { runs: [fixtureRun(1, 0, [3, 4, 3])] },
  },
  checks: [atLeast('unprotected: p99', 9_012, 'ms', 5_000), atMost('protected: p99', 100, 'ms', 250)],
  ...change,
});

/** What `k6 run --summary-export` writes; a threshold that is true was crossed. */
export const k6Export = ({ p95 = 120, crossed = false, fails = 0 } = {}) => ({
  root_group: {
    name: '',
    path: '',
    id: 'd41d8cd98f00b204e9800998ecf8427e',
    groups: {
      checkout: {
        name: 'checkout',
        path: '::checkout',
        id: '1',
        groups: {},
        checks: { placed: { name: 'placed', path: '::checkout::placed', id: '2', passes: 300 - fails, fails } },
      },
    },
    checks: {},
  },
  metrics: {
    http_req_duration: {
      ...{ avg: 60, min: 5, med: 50, max: 400, 'p(90)': 100, 'p(95)': p95, 'p(99)': p95 * 2 },
      thresholds: { 'p(95)<250': crossed },
    },
    http_req_failed: { passes: fails, fails: 300 - fails, value: fails / 300, thresholds: { 'rate<0.01': fails > 2 } },
    http_reqs: { count: 300, rate: 30 },
    data_received: { count: 90_000, rate: 9_000 },
    vus: { value: 5, min: 1, max: 5 },
  },
});

/** What handleSummary is given; a threshold says whether it is ok. */
export const k6Handled = ({ p95 = 120, ok = true } = {}) => ({
  root_group: {
    name: '',
    groups: [{ name: 'checkout', groups: [], checks: [{ name: 'placed', path: '', id: '2', passes: 300, fails: 0 }] }],
    checks: [],
  },
  options: { summaryTrendStats: ['med', 'p(95)'], summaryTimeUnit: '', noColor: true },
  state: { isStdOutTTY: false, isStdErrTTY: false, testRunDurationMs: 10_012.5 },
  metrics: {
    http_req_duration: {
      type: 'trend',
      contains: 'time',
      values: { med: 50, 'p(95)': p95, max: 400 },
      thresholds: { 'p(95)<250': { ok } },
    },
    http_reqs: { type: 'counter', contains: 'default', values: { count: 300, rate: 30 } },
    http_req_failed: { type: 'rate', contains: 'default', values: { rate: 0, passes: 0, fails: 300 } },
  },
});

/** What `--new-machine-readable-summary` of k6 1.8 writes, schema 1.0.0. */
export const k6MachineReadable = ({ p95 = 120, fails = 0 } = {}) => ({
  config: { duration: 10, execution: 'local', script: 'export default () => {}' },
  metadata: { generated_at: '2026-11-21T12:34:56Z', k6_version: '1.8.1' },
  results: {
    checks: {
      metrics: [{ name: 'checks_total', type: 'counter', contains: 'default', values: { count: 300 } }],
      results: [{ name: 'placed', passes: 300 - fails, fails }],
    },
    metrics: [
      { name: 'http_reqs', type: 'counter', contains: 'default', values: { count: 300 } },
      { name: 'http_req_duration', type: 'trend', contains: 'time', values: { avg: 60, med: 50, max: 400, p95 } },
      { name: 'http_req_failed', type: 'rate', contains: 'default', values: { matches: 0, rate: 0, total: 300 } },
    ],
  },
  version: '1.0.0',
});

/** The other spelling of the same. */
export function k6MachineReadableCamel() {
  const { metadata, results, ...rest } = k6MachineReadable();
  const metrics = results.metrics.map((metric) =>
    metric.type === 'trend' ? { ...metric, values: { avg: 60, med: 50, max: 400, 'p(95)': 120 } } : metric,
  );
  return {
    ...rest,
    metadata: { generatedAt: metadata.generated_at, k6Version: '2.0.0' },
    results: { ...results, metrics },
  };
}
