import { reconciliationChecks } from '../../lib/reconcile/checks.js';
import { atLeast, exactly, type Check } from '../../lib/results/result.js';
import type { CrashReport } from '../crash.js';
import type { CrashOptions } from '../options.js';
import { RULES } from '../reconcile/rules.js';
import { KILL_TARGETS } from '../schedule/kill-schedule.js';

/** A check for each promise, and for each thing without which the run would have shown nothing. */
export function checksOf(report: CrashReport, options: CrashOptions): Check[] {
  const { placing, kills, supervisor, reconciliation, findings } = report;
  const killed = kills.map(({ target }) => target);
  const targets = Math.min(options.kills, KILL_TARGETS.length);
  return [
    exactly('kills', kills.filter(({ backAtMs }) => !Number.isNaN(backAtMs)).length, 'kills', options.kills),
    exactly('processes killed at least once', new Set(killed).size, 'processes', targets),
    exactly('processes that ended without being killed', supervisor.unplannedEnds(killed).length, 'processes', 0),
    exactly('orders accepted', placing.accepted, 'orders', options.orders),
    exactly('answers that the contract does not name', placing.oddAnswers.length, 'answers', 0),
    exactly('requests whose fate is unknown', placing.unanswered.length, 'requests', 0),
    exactly('keys whose repeats were answered otherwise', placing.unlike.length, 'keys', 0),
    atLeast('orders sent twice on purpose', placing.sentTwice, 'orders', 1),
    atLeast('orders cancelled', placing.cancelled, 'orders', 1),
    ...(reconciliation === undefined
      ? []
      : [
          atLeast('orders rejected for want of stock', reconciliation.rejected, 'orders', 1),
          exactly('came to rest', report.settled ? 1 : 0, 'yes', 1),
          ...RULES.map((rule) =>
            exactly(rule.name, findings.find((found) => found.rule === rule)?.offenders.length ?? 0, rule.unit, 0),
          ),
          ...reconciliationChecks(reconciliation).map((check) => ({ ...check, name: `by the API: ${check.name}` })),
        ]),
  ];
}
