import type { ArmRun } from '../drill/observation.js';

/**
 * The names of the phases of all runs, in their order. A run may lack some: an arm that has broken is spared the rest. Within one
 * run a name stands for one phase.
 */
export function mergePhaseNames(runs: readonly ArmRun[]): string[] {
  const names: string[] = [];
  for (const { phases } of runs) {
    let next = 0;
    for (const { name } of phases) {
      const known = names.indexOf(name);
      if (known === -1) names.splice(next, 0, name);
      next = (known === -1 ? next : known) + 1;
    }
  }
  return names;
}
