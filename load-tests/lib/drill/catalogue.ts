import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { OptionError } from '../command/command.js';
import type { Drill } from './drill.js';

const folder = new URL('../../drills/', import.meta.url);

/** Names of all drills: the folders of `load-tests/drills` that hold a `drill.ts`. */
export async function drillNames(): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  return entries
    .filter((entry) => entry.isDirectory() && existsSync(new URL(`${entry.name}/drill.js`, folder)))
    .map(({ name }) => name)
    .sort();
}

/** @throws OptionError that names the nearest drill when there is none of that name */
export async function loadDrill(name: string): Promise<Drill> {
  const names = await drillNames();
  if (!names.includes(name)) {
    throw new OptionError(
      `There is no drill "${name}". Did you mean "${nearest(name, names)}"? All: ${names.join(', ')}.`,
    );
  }
  const { drill } = (await import(fileURLToPath(new URL(`${name}/drill.js`, folder)))) as { drill: Drill };
  if (drill.name !== name) throw new Error(`drills/${name}/drill.ts is named "${drill.name}"`);
  return drill;
}

/** Of the names the one that begins so, else the one that takes the fewest changes of a letter. */
export function nearest(wanted: string, names: readonly string[]): string | undefined {
  const begun = names.find((name) => name.startsWith(wanted));
  if (begun !== undefined) return begun;
  const closest = names.map((name) => ({ name, changes: changesBetween(wanted, name) }));
  return closest.toSorted((a, b) => a.changes - b.changes)[0]?.name;
}

/** Levenshtein's distance (1966), a row at a time. */
function changesBetween(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const replaced = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(replaced, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
