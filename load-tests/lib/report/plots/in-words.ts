import { figure } from '../figure.js';
import { type PhaseFigures, phaseFigures, spreadOf } from '../phase-figures.js';
import type { Story } from '../story.js';

type Arms = Story['arms'];

/** A description that is longer is not listened to. */
const MOST_PHASES = 6;

export const latencyInWords = (arms: Arms): string =>
  phaseByPhase(arms, ({ p50Ms, p99Ms }) =>
    p99Ms === null ? 'nothing ok' : `p50 ${figure(p50Ms?.median)} ms, p99 ${figure(p99Ms.median)} ms`,
  );

export const goodputInWords = (arms: Arms): string =>
  phaseByPhase(
    arms,
    ({ goodputPerSecond, errorPercent }) =>
      `${figure(goodputPerSecond?.median)} per second, ${figure(errorPercent?.median ?? 0)} % errors`,
  );

export function probeInWords(arms: Arms, probe: string): string {
  return arms
    .map(({ name, runs }) => {
      const found = runs.flatMap(({ probes }) => probes.filter((one) => one.name === probe));
      const spread = spreadOf(found.flatMap(({ readings }) => readings.map(([, value]) => value)));
      if (spread === null) return `${name}: no reading.`;
      const { lowest, median, highest } = spread;
      return `${name}: ${figure(lowest)} to ${figure(highest)}, median ${figure(median)} ${found[0]?.unit ?? ''}.`;
    })
    .join(' ');
}

function phaseByPhase(arms: Arms, tell: (figures: PhaseFigures) => string): string {
  const all = phaseFigures(arms);
  const phases = [...new Set(all.map(({ phase }) => phase))];
  const told = phases.slice(0, MOST_PHASES).map((phase) => {
    const each = all.filter((one) => one.phase === phase).map((one) => `${one.arm} ${tell(one)}`);
    return `${phase}: ${each.join('; ')}.`;
  });
  return [...told, ...(phases.length > MOST_PHASES ? [`And ${phases.length - MOST_PHASES} more phases.`] : [])].join(
    ' ',
  );
}
