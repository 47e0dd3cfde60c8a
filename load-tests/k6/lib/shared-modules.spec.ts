import { readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { describe, expect, it } from 'vitest';
import { k6Scripts, loadTestsFolder } from '../run/scripts.js';

const folder = loadTestsFolder();
const isWhole = (specifier: string): boolean => /^\..*\.ts$/.test(specifier);

/** What a module loads when it runs; `import type` is gone by then. */
function loads(file: string): string[] {
  const source = readFileSync(file, 'utf8');
  return [...source.matchAll(/^(?:import|export)\s+(?!type\b)(?:[^'";]*\sfrom\s+)?'([^']+)'/gm)].map(
    ([, path]) => path ?? '',
  );
}

/** All that k6 loads for a script, from a file to what it loads; modules of k6 itself left out. */
function loadedFor(script: string): Map<string, string[]> {
  const loaded = new Map<string, string[]>();
  const visit = (file: string): void => {
    if (loaded.has(file)) return;
    const own = loads(file).filter((specifier) => !/^k6(\/|$)/.test(specifier));
    loaded.set(file, own);
    for (const specifier of own) if (isWhole(specifier)) visit(join(dirname(file), specifier));
  };
  visit(join(folder, script));
  return loaded;
}

const isK6s = (file: string): boolean => file.endsWith('.k6.ts') || relative(folder, file).startsWith('k6/lib/');

// The real k6 would say so too; it is not everywhere where specs run.
describe.each(k6Scripts())('%s', (script) => {
  const loaded = [...loadedFor(script)];

  it('loads files by their whole names, and nothing of Node or of npm', () => {
    const others = loaded.flatMap(([file, own]) => own.filter((path) => !isWhole(path)).map((path) => [file, path]));
    expect(others).toEqual([]);
  });

  it('shares modules with our generator that load nothing', () => {
    const shared = loaded.filter(([file]) => !isK6s(file));
    expect(shared.map(([file]) => relative(folder, file))).toContain('flows/profiles.ts');
    expect(shared.filter(([, own]) => own.length > 0)).toEqual([]);
  });
});
