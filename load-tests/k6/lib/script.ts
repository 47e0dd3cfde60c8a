import exec from 'k6/execution';
import type { Options } from 'k6/options';
import type { K6Scenario } from '../../flows/profiles.js';
import { checksOf, isK6Summary, textOf } from './checks.ts';
import { size, summaryFile, urls } from './deployment.ts';
import { type Limit, thresholdsOf } from './limits.ts';

/** The options of a script: its scenarios, and its limits as thresholds. */
export function optionsOf(
  scenarios: Record<string, K6Scenario & { startTime?: string; exec?: string }>,
  limits: readonly Limit[],
): Options {
  return {
    scenarios,
    thresholds: thresholdsOf(limits),
    discardResponseBodies: true,
    summaryTrendStats: ['avg', 'min', 'med', 'max', 'p(90)', 'p(95)', 'p(99)', 'p(99.9)', 'count'],
  };
}

/**
 * For `setup`. The variables K6_VUS, K6_DURATION, K6_ITERATIONS and K6_STAGES, and the options of those names, make k6 run
 * something else than the script's scenarios, with no more than a warning.
 */
export function requireScenarios(names: readonly string[]): void {
  // Not from the script's own options: k6 writes into those what it runs.
  const running = exec.test.options.scenarios ?? {};
  const missing = names.filter((name) => !(name in running));
  if (missing.length === 0) return;
  throw new Error(
    `k6 leaves out the scenarios ${missing.join(', ')}: run it without --vus, --duration, --iterations and --stage, and ` +
      'without K6_VUS, K6_DURATION, K6_ITERATIONS and K6_STAGES. How much load there is, SIZE says: ci or full.',
  );
}

/** The script's `handleSummary`: a line for each limit, and k6's figures as JSON when `SUMMARY` names a file. */
export function summariseAs(name: string, limits: readonly Limit[]): (summary: object) => Record<string, string> {
  return (summary) => {
    const title = `${name} (${size}): ${[...new Set(Object.values(urls))].join(', ')}`;
    return {
      stdout: isK6Summary(summary)
        ? textOf(title, checksOf(limits, summary))
        : `\n${title}\n  Run it without --new-machine-readable-summary to see each limit here; k6 tells those that do not hold.\n\n`,
      ...(summaryFile === undefined ? {} : { [summaryFile]: `${JSON.stringify(summary, null, 2)}\n` }),
    };
  };
}
