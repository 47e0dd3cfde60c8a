import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { type Check, result, type Result } from '../results/result.js';
import { resultPath } from '../results/save-result.js';
import { drillNames, loadDrill } from './catalogue.js';
import type { ArmName, Drill, Headline } from './drill.js';
import { type ArmRun, drillArms } from './observation.js';

/** Markdown blocks that tell what the committed results say, by the name of the page that has the block `figures`. */
export async function figureBlocks(): Promise<Record<string, string>> {
  const rows: string[] = [];
  const blocks: Record<string, string> = {};
  for (const drill of await Promise.all((await drillNames()).map(loadDrill))) {
    const found = await resultOf(drill.name);
    if (found === undefined) continue;
    const { headlines, checks } = found;
    rows.push(rowOf(drill, headlines(drill), checks));
    blocks[`load-tests/drills/${drill.name}/README.md`] = pageBlock(drill, headlines(drill), found);
  }
  blocks['README.md'] = table(['drill', 'figure', 'unprotected', 'protected', 'checks that hold'], rows);
  return blocks;
}

interface Found {
  size: string;
  machine: Result['machine'];
  date: string;
  repeats: number;
  checks: readonly Check[];
  headlines: (drill: Drill) => readonly Headline[];
}

/** Undefined while there is no committed result. @throws ZodError for a result in another form */
async function resultOf(name: string): Promise<Found | undefined> {
  const file = resultPath(`${name}.json`);
  if (!existsSync(file)) return undefined;
  const { arms, ...rest } = result.parse(JSON.parse(await readFile(file, 'utf8')));
  const parsed = drillArms.parse(arms);
  const runs: Record<ArmName, ArmRun[]> = Object.fromEntries(
    Object.entries(parsed).map(([arm, found]) => [arm, found.runs]),
  );
  const repeats = Math.max(...Object.values(runs).map(({ length }) => length));
  return { ...rest, repeats, headlines: (drill) => drill.headlines(runs, drill.sizes.full) };
}

function rowOf(drill: Drill, headlines: readonly Headline[], checks: readonly Check[]): string {
  const shown = headlines.find(({ name }) => name === drill.shows);
  const held = checks.filter(({ holds }) => holds).length;
  const value = (arm: ArmName) => (shown && arm in shown.values ? figure(shown, arm) : '–');
  const link = `[${drill.name}](load-tests/drills/${drill.name}/README.md)`;
  return `| ${[link, drill.shows, value('unprotected'), value('protected'), `${held} of ${checks.length}`].join(' | ')} |`;
}

function pageBlock(drill: Drill, headlines: readonly Headline[], { machine, date, repeats, checks }: Found): string {
  const where = `${machine.cpu}, ${machine.cores} cores, Node ${machine.node.slice(1)}, ${date.slice(0, 10)}`;
  const figures = headlines.map((one) => `| ${[one.name, ...drill.arms.map((arm) => figure(one, arm))].join(' | ')} |`);
  const verdict = checks.map(
    ({ name, value, unit, limit, holds }) =>
      `| ${[name, `${value} ${unit}`, limit, holds ? 'holds' : '**fails**'].join(' | ')} |`,
  );
  return [
    `Median of ${repeats} ${repeats === 1 ? 'run' : 'runs'} of each arm (${where}):`,
    table(['', ...drill.arms], figures),
    table(['promised', 'measured', 'limit', ''], verdict),
  ].join('\n\n');
}

const table = (heads: readonly string[], rows: readonly string[]): string =>
  [`| ${heads.join(' | ')} |`, `|${heads.map(() => ' --- ').join('|')}|`, ...rows].join('\n');

function figure({ values, unit }: Headline, arm: ArmName): string {
  const value = values[arm];
  if (value === null || value === undefined) return '–';
  const digits = value >= 100 ? 0 : value >= 10 ? 1 : 2;
  return `${value.toLocaleString('en-GB', { maximumFractionDigits: digits })} ${unit}`;
}
