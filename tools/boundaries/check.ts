import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { findCycles } from './cycles.ts';
import { importsOf, type Import } from './imports.ts';
import { missingProjectReferences } from './project-references.ts';
import type { Breach } from './breach.ts';
import { checkImport, checkManifest } from './rules.ts';
import { isSpecFile } from './layers.ts';
import { resolveRelative } from './resolve.ts';
import { sourceFiles, type Workspace } from './workspace.ts';

/** A directed edge and the place that makes it. */
interface Edge {
  from: string;
  to: string;
  file: string;
  line: number;
}

/** Checks every package of the workspace. No breaches: an empty list; else sorted by place. */
export function checkBoundaries(workspace: Workspace): Breach[] {
  const breaches: Breach[] = [];
  const packageEdges: Edge[] = [];
  for (const owner of workspace.packages) {
    const files = sourceFiles(workspace, owner);
    const known = new Set(files);
    const fileEdges: Edge[] = [];
    for (const file of files) {
      for (const found of importsOf(file, readFileSync(join(workspace.root, file), 'utf8'))) {
        const place = { file, line: found.line };
        for (const breach of checkImport(workspace, owner, file, found)) breaches.push({ ...place, ...breach });
        if (!found.typeOnly) addFileEdge(fileEdges, known, file, found);
        const target = workspace.packages.find((p) => startsWithPackage(found.specifier, p.name));
        if (target && target !== owner && !isSpecFile(file))
          packageEdges.push({ from: owner.name, to: target.name, ...place });
      }
    }
    breaches.push(...circles(fileEdges, 'files import each other in a circle', fileRemedy));
    for (const found of checkManifest(workspace, owner)) {
      if (found.breach) breaches.push({ file: found.file, line: found.line, ...found.breach });
      if (found.production) packageEdges.push({ from: owner.name, to: found.name, file: found.file, line: found.line });
    }
  }
  breaches.push(...circles(packageEdges, 'packages depend on each other in a circle', packageRemedy));
  breaches.push(...missingProjectReferences(workspace));
  return breaches.sort((a, b) => a.file.localeCompare(b.file) || a.line - b.line);
}

const fileRemedy = 'move what both need into a file of its own; entities refer to each other by raw id or Relation<T>';
const packageRemedy = 'let one side go: move what both need into a third library, or turn the call round';

function addFileEdge(edges: Edge[], known: ReadonlySet<string>, file: string, found: Import): void {
  const to = resolveRelative(file, found.specifier, known);
  if (to) edges.push({ from: file, to, file, line: found.line });
}

function circles(edges: readonly Edge[], problem: string, remedy: string): Breach[] {
  const graph = new Map<string, Set<string>>();
  for (const { from, to } of edges) graph.set(from, (graph.get(from) ?? new Set()).add(to));
  return findCycles(graph).map((way) => {
    const first = edges.find((edge) => edge.from === way[0] && edge.to === way[1])!;
    return { file: first.file, line: first.line, problem: `${problem}: ${way.join(' → ')}`, remedy };
  });
}

function startsWithPackage(specifier: string, name: string): boolean {
  return specifier === name || specifier.startsWith(`${name}/`);
}

/** "file:line", then what is wrong, then what to do; a blank line between breaches. */
export function formatBreaches(breaches: readonly Breach[]): string {
  return breaches.map(({ file, line, problem, remedy }) => `${file}:${line}\n  ${problem}\n  → ${remedy}`).join('\n\n');
}

/** How much was looked at, so that a check that saw nothing does not look like one that found nothing. */
export function extentOf(workspace: Workspace): { packages: number; files: number } {
  const files = workspace.packages.reduce((sum, owner) => sum + sourceFiles(workspace, owner).length, 0);
  return { packages: workspace.packages.length, files };
}
