import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { compare } from './compare.js';
import { FixtureFolder, k6Export, k6Handled, k6MachineReadable, k6MachineReadableCamel } from './fixture-files.js';
import { readMeasured } from './read-measured.js';

let folder: FixtureFolder;
beforeAll(async () => {
  folder = await FixtureFolder.make();
});
afterAll(() => folder.remove());

const read = async (content: unknown) => readMeasured(await folder.write('k6.json', content));
const compared = async (a: unknown, b: unknown, tolerance?: number) => compare(await read(a), await read(b), tolerance);

describe('a summary of k6', () => {
  it('of --summary-export has thresholds that are true when they were crossed', async () => {
    const { checks, format } = await read(k6Export({ p95: 300, crossed: true }));
    expect(format).toBe('k6, --summary-export');
    expect(checks).toContainEqual(
      expect.objectContaining({
        name: 'threshold http_req_duration: p(95)<250',
        value: 300,
        unit: 'ms',
        holds: false,
        worse: 'higher',
      }),
    );
    expect(checks).toContainEqual(
      expect.objectContaining({ name: 'threshold http_req_failed: rate<0.01', value: 0, unit: 'of 1', holds: true }),
    );
  });

  it('of handleSummary has thresholds that are ok', async () => {
    const { checks, format } = await read(k6Handled({ p95: 300, ok: false }));
    expect(format).toBe('k6, handleSummary');
    expect(checks[0]).toMatchObject({ name: 'threshold http_req_duration: p(95)<250', value: 300, holds: false });
  });

  it('has checks, with their groups, which hold when they never failed', async () => {
    const handled = await read(k6Handled());
    expect(handled.checks.at(-1)).toMatchObject({ name: 'check checkout / placed', value: 100, holds: true });
    const { checks } = await read(k6Export({ fails: 3 }));
    expect(checks.at(-1)).toMatchObject({ name: 'check checkout / placed', value: 99, unit: '%', holds: false });
  });

  it('that is machine-readable has its metrics in a list, and a date', async () => {
    const { checks, metrics, date, format } = await read(k6MachineReadable());
    expect([format, date]).toEqual(['k6, machine-readable', '2026-11-21T12:34:56Z']);
    expect(checks).toMatchObject([{ name: 'check placed', value: 100, holds: true }]);
    expect(metrics).toContainEqual({ name: 'http_reqs rate', unit: '/s', value: 30 });
    expect(await read(k6MachineReadableCamel())).toEqual(await read(k6MachineReadable()));
  });

  it('says the same in each form', async () => {
    for (const content of [k6Export(), k6Handled(), k6MachineReadable(), k6MachineReadableCamel()]) {
      const { metrics } = await read(content);
      expect(metrics).toContainEqual({ name: 'http_req_duration med', unit: 'ms', value: 50 });
      expect(metrics).toContainEqual({ name: 'http_req_duration p(95)', unit: 'ms', value: 120 });
      expect(metrics).toContainEqual({ name: 'http_req_duration max', unit: 'ms', value: 400 });
      expect(metrics).toContainEqual({ name: 'http_req_failed rate', unit: 'of 1', value: 0 });
    }
    const { metrics } = await read(k6Export());
    expect(metrics).toContainEqual({ name: 'http_reqs rate', unit: '/s', value: 30 });
    expect(metrics).toContainEqual({ name: 'data_received rate', unit: 'bytes/s', value: 9_000 });
    expect(metrics).toContainEqual({ name: 'vus', unit: '', value: 5 });
  });
});

describe('two summaries of k6', () => {
  it('are compared metric by metric, with a warning about what they do not say', async () => {
    const { metrics, notes, worse } = await compared(k6Export(), k6Export({ p95: 180 }));
    expect(metrics).toContainEqual({ name: 'http_req_duration p(95)', unit: 'ms', a: 120, b: 180, changePercent: 50 });
    expect(notes).toEqual([expect.stringContaining('k6 does not say on which machine')]);
    expect(worse).toEqual([]);
  });

  it('are worse by a threshold that was crossed, a check that failed, or more than the tolerance', async () => {
    const crossed = await compared(k6Export(), k6Export({ p95: 300, crossed: true, fails: 1 }));
    expect(crossed.worse).toEqual([
      '"threshold http_req_duration: p(95)<250" held in A and fails in B',
      '"check checkout / placed" held in A and fails in B',
    ]);
    const slower = await compared(k6Handled(), k6Handled({ p95: 180 }), 10);
    expect(slower.worse).toEqual([
      '"threshold http_req_duration: p(95)<250" is worse by 50.0 %, beyond the tolerance of 10 %',
    ]);
  });

  it('of two forms are compared in what both say', async () => {
    const { metrics, notes, worse } = await compared(k6Handled(), k6MachineReadable());
    expect(worse).toEqual([]);
    expect(metrics.map(({ name }) => name)).toEqual([
      'http_req_duration med',
      'http_req_duration p(95)',
      'http_req_duration max',
      'http_req_failed rate',
      'http_reqs rate',
    ]);
    expect(notes).toContain(
      'Written in two forms (k6, handleSummary; k6, machine-readable): only what both say is compared.',
    );
  });
});
