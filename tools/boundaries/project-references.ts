import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Breach } from './breach.ts';
import type { Workspace } from './workspace.ts';

const lists = ['tsconfig.build.json', 'tsconfig.json'];

/** Packages that a root tsconfig forgets: they would be neither built nor type-checked, and nobody would notice. */
export function missingProjectReferences(workspace: Workspace): Breach[] {
  const built = workspace.packages.filter(
    ({ directory, kind }) => kind !== 'tools' && has(workspace, `${directory}/tsconfig.json`),
  );
  return lists
    .filter((file) => has(workspace, file))
    .flatMap((file) => {
      const text = readFileSync(join(workspace.root, file), 'utf8');
      return built
        .filter(({ directory }) => !text.includes(`"${directory}"`))
        .map(({ directory }) => ({
          file,
          line: text.split('\n').findIndex((line) => line.includes('"references"')) + 1,
          problem: `${directory} is not among the references, so it is not ${file === lists[0] ? 'built' : 'there for specs'}`,
          remedy: `add { "path": "${directory}" }`,
        }));
    });
}

function has({ root }: Workspace, file: string): boolean {
  return existsSync(join(root, file));
}
