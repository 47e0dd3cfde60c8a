import { resolve } from 'node:path';
import { checkBoundaries, extentOf, formatBreaches } from './boundaries/check.ts';
import { readWorkspace } from './boundaries/workspace.ts';

// usage: node tools/check-boundaries.ts [workspace root]
const workspace = readWorkspace(resolve(process.argv[2] ?? '.'));
const breaches = checkBoundaries(workspace);
const { packages, files } = extentOf(workspace);
if (breaches.length > 0) {
  console.error(`${formatBreaches(breaches)}\n\n${breaches.length} breach(es) in ${packages} packages, ${files} files`);
  process.exitCode = 1;
} else {
  console.log(`boundaries hold: ${packages} packages, ${files} files`);
}
