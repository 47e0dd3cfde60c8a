import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ArmName, Headline } from '../../lib/drill/drill.js';
import { median, medianOf, p50Of, p99Of } from '../../lib/drill/medians.js';
import type { ArmRun, PhaseObservation } from '../../lib/drill/observation.js';
import { repository } from '../../lib/processes/node-process.js';
import { atLeast, atMost, type Check, exactly } from '../../lib/results/result.js';
import { flags } from './flagged.js';
import { aloneName, isBroken, risingName } from './phases.js';
import { LOADED, type NPlusOneSize, ORDERS } from './sizes.js';

type Runs = Readonly<Record<ArmName, readonly ArmRun[]>>;

const UNPROTECTED = 'load-tests/drills/n-plus-one/unprotected.ts';
/** What the loop asks again and again stands on this line. */
const CULPRIT = 'SELECT name FROM product';

export function verdict(runs: Runs, size: NPlusOneSize): Check[] {
  const { unprotected = [], protected: guarded = [], bare = [] } = runs;
  const alone500 = aloneName(500);
  const found = unprotected.map((run) => flags.parse(run.figures));
  const clean = guarded.map((run) => flags.parse(run.figures));
  const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
  const wrong = new Set(found.flatMap(({ places }) => places).filter((place) => !pointsAtCulprit(place)));
  return [
    atMost(
      'statements of a protected page, whatever its size',
      Math.max(...clean.map((one) => one.statementsPerPage)),
      'statements',
      4,
    ),
    atMost(
      'protected, 500 orders: p50 against bare node-pg',
      times(ratio(guarded, bare, alone500), MISSING),
      '×',
      size.limits.againstBare,
    ),
    atLeast(
      'unprotected, 500 orders: p50 against protected',
      times(ratio(unprotected, guarded, alone500), 0),
      '×',
      size.limits.faster,
    ),
    exactly(
      'runs in which rising load broke the unprotected arm',
      unprotected.filter(hasBroken).length,
      'runs',
      unprotected.length,
    ),
    exactly('runs in which it broke the protected arm', guarded.filter(hasBroken).length, 'runs', 0),
    atMost(
      'protected, at the load that broke the other: p99 against its own baseline',
      times(heldBy(unprotected, guarded), MISSING),
      '×',
      size.limits.held,
    ),
    exactly(
      'unprotected pages that the query budget did not flag',
      sum(found.map(({ pages, flagged }) => pages - flagged)),
      'pages',
      0,
    ),
    exactly(
      'flags that name another line than the one in the loop',
      found.every(({ places }) => places.length > 0) ? wrong.size : -1,
      'places',
      0,
    ),
    exactly('protected pages that it flagged', sum(clean.map(({ flagged }) => flagged)), 'pages', 0),
    exactly(
      'arms that answered otherwise than the others',
      differing([...unprotected, ...guarded, ...bare]),
      'arms',
      0,
    ),
  ];
}

export function headlines(runs: Runs, { rising }: NPlusOneSize): Headline[] {
  const arms = Object.keys(runs);
  const line = (name: string, unit: string, read: (of: readonly ArmRun[]) => number | null): Headline => ({
    ...{ name, unit },
    values: Object.fromEntries(arms.map((arm) => [arm, read(runs[arm] ?? [])])),
  });
  return [
    ...ORDERS.map((orders) => line(`${aloneName(orders)}: p50`, 'ms', (of) => medianOf(of, aloneName(orders), p50Of))),
    ...rising.ratesPerSecond.map((rate) =>
      line(`${risingName(rate)}: p99`, 'ms', (of) => medianOf(of, risingName(rate), p99Of)),
    ),
    line('statements of a page', 'statements', (of) =>
      median(of.flatMap((run) => flags.safeParse(run.figures).data?.statementsPerPage ?? [])),
    ),
  ];
}

const phaseOf = (run: ArmRun | undefined, name: string): PhaseObservation | undefined =>
  run?.phases.find((phase) => phase.name === name);

/** Stands for a figure that is missing where the most is limited: no check holds with it. */
const MISSING = 1e9;

/** Median over the repeats of one arm's p50 to another's in the same repeat. */
function ratio(of: readonly ArmRun[], to: readonly ArmRun[], phase: string): number | null {
  const ratios = of.flatMap((run) => {
    const [upper, lower] = [phaseOf(run, phase), phaseOf(sameRepeat(to, run), phase)].map((one) => one && p50Of(one));
    return upper && lower ? [upper / lower] : [];
  });
  return median(ratios);
}

const hasBroken = ({ phases }: ArmRun): boolean => phases.some((phase) => isBroken(phase));

/** Median over the repeats: the protected arm's p99 at the load that broke the unprotected one, to its p99 with nothing else to do. */
function heldBy(unprotected: readonly ArmRun[], guarded: readonly ArmRun[]): number | null {
  const ratios = unprotected.flatMap((run) => {
    const breaking = run.phases.find((phase) => isBroken(phase));
    const same = sameRepeat(guarded, run);
    const [loaded, alone] = [phaseOf(same, breaking?.name ?? ''), phaseOf(same, aloneName(LOADED))].map(
      (one) => one && p99Of(one),
    );
    return loaded && alone ? [loaded / alone] : [];
  });
  return median(ratios);
}

const sameRepeat = (runs: readonly ArmRun[], { repeat }: ArmRun): ArmRun | undefined =>
  runs.find((run) => run.repeat === repeat);

function pointsAtCulprit(place: string): boolean {
  const [file, line] = place.split(':');
  if (file !== UNPROTECTED) return false;
  const text = readFileSync(join(repository, file), 'utf8').split('\n')[Number(line) - 1];
  return text?.includes(CULPRIT) === true;
}

/** How many answers differ from the first arm's. */
function differing(all: readonly ArmRun[]): number {
  const answers = all.map(({ figures }) => JSON.stringify(figures['answers']));
  return answers.filter((answer) => answer !== answers[0]).length;
}

const times = (value: number | null, missing: number): number => (value === null ? missing : Number(value.toFixed(2)));
