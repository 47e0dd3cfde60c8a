import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { INTERRUPTED, OptionError } from '../command/command.js';
import { saveReport } from '../report/save-report.js';
import type { Story } from '../report/story.js';
import { summaryOf } from '../report/summary.js';
import { allHold, type Check, exactly, type Result, writeResult } from '../results/result.js';
import { resultPath } from '../results/save-result.js';
import { describeCommit, describeMachine } from '../results/surroundings.js';
import type { ArmName, Drill, Size } from './drill.js';
import type { ArmRun } from './observation.js';
import type { DrillOptions } from './options.js';
import { type DrillRun, runDrill } from './run-drill.js';
import { Watch } from './watch.js';

const NO_VERDICT = 3;

type Wanted = Pick<DrillOptions, 'size' | 'repeats' | 'arms' | 'folder' | 'logs'>;

export interface Surroundings {
  baseEnv: NodeJS.ProcessEnv;
  signal: AbortSignal;
}

/** Runs a drill with progress on the terminal, then prints, saves and reports what it found. @returns the exit code */
export async function conduct(drill: Drill, wanted: Wanted, { baseEnv, signal }: Surroundings): Promise<number> {
  const size = drill.sizes[wanted.size];
  const arms = armsOf(drill, wanted.arms);
  const repeats = wanted.repeats ?? size.repeats;
  const name = sizeName(drill, wanted, arms, repeats, size);
  console.log(`${drill.title}\n\n${drill.hypothesis}\n`);
  const watch = new Watch(process.stderr, repeats);
  const found = await runDrill(drill, { size, repeats, arms, baseEnv, signal, listener: watch, logs: wanted.logs });
  watch.end();
  const partial = whyNoVerdict(drill, arms, found);
  const story = await storyOf(drill, found.runs, size, name, partial, repeats * arms.length);
  const file = await save(story, wanted, name, partial);
  console.log(`\n${summaryOf(story)}\n\nResult: ${file.result}\nReport: ${file.report}${logsLine(wanted)}`);
  if (partial === undefined) return allHold(story.checks) ? 0 : 1;
  console.error(`\nNo verdict: ${partial}`);
  return found.incomplete === 'interrupted' ? INTERRUPTED : NO_VERDICT;
}

const logsLine = ({ logs }: Wanted): string => (logs === undefined ? '' : `\nLogs: ${logs}`);

/** @throws OptionError for an arm that the drill does not have */
function armsOf(drill: Drill, wanted: readonly string[] | undefined): readonly ArmName[] {
  if (wanted === undefined) return drill.arms;
  const unknown = wanted.find((arm) => !drill.arms.includes(arm));
  if (unknown !== undefined || wanted.length === 0) {
    throw new OptionError(`--arm takes ${drill.arms.join(', ')}; ${drill.name} has no "${unknown ?? ''}".`);
  }
  return drill.arms.filter((arm) => wanted.includes(arm));
}

function sizeName(drill: Drill, wanted: Wanted, arms: readonly ArmName[], repeats: number, size: Size): string {
  const less = [
    ...(repeats === size.repeats ? [] : [`${repeats} instead of ${size.repeats} repeats`]),
    ...(arms.length === drill.arms.length ? [] : [`only ${arms.join(', ')}`]),
  ];
  return [wanted.size, ...less].join(', ');
}

function whyNoVerdict(drill: Drill, arms: readonly ArmName[], { incomplete }: DrillRun): string | undefined {
  if (incomplete === 'interrupted') return 'the run was interrupted';
  if (incomplete !== undefined) return incomplete.message;
  if (arms.length < drill.arms.length) return `only ${arms.join(', ')} was run`;
  return undefined;
}

async function storyOf(
  drill: Drill,
  runs: Readonly<Record<ArmName, readonly ArmRun[]>>,
  size: Size,
  name: string,
  partial: string | undefined,
  planned: number,
): Promise<Story> {
  const done = Object.values(runs).reduce((sum, each) => sum + each.length, 0);
  // A result file has checks; of a run that allows no verdict there is only one to be made.
  const checks: readonly Check[] =
    partial === undefined
      ? drill.verdict(runs, size)
      : [exactly('runs that followed the protocol', done, 'runs', planned)];
  return {
    ...{ name: drill.name, title: drill.title, hypothesis: drill.hypothesis, ownProbe: drill.ownProbe, size: name },
    commit: await describeCommit(),
    date: new Date().toISOString(),
    machine: describeMachine(),
    arms: drill.arms.filter((arm) => arm in runs).map((arm) => ({ name: arm, runs: runs[arm] ?? [] })),
    headlines: drill.headlines(runs, size),
    checks,
    ...(partial === undefined ? {} : { partial }),
  };
}

/** Only a whole run at full size takes the place of the committed figures. */
async function save(
  story: Story,
  { folder: wanted, size }: Wanted,
  name: string,
  partial: string | undefined,
): Promise<{ result: string; report: string }> {
  const isWhole = partial === undefined && name === 'full';
  const folder = wanted ?? (isWhole ? dirname(resultPath('x')) : join(tmpdir(), 'breakwater-drills'));
  const base = partial === undefined ? story.name : `${story.name}-partial`;
  const { commit, date, machine, checks } = story;
  const result: Result = {
    ...{ name: story.name, commit, date, machine },
    size: partial === undefined ? name : `partial (${partial}) of ${size}`,
    arms: Object.fromEntries(story.arms.map((arm) => [arm.name, { runs: arm.runs }])),
    checks: [...checks],
  };
  const file = join(folder, `${base}.json`);
  await writeResult(file, result);
  return { result: file, report: await saveReport({ ...story, name: base }, folder) };
}
