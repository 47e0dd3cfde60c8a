import { dirname } from 'node:path';

/**
 * Gives every workspace package the targets `build`, `lint` and `test`, so that `npx nx affected -t test` runs what a
 * change can break and nothing else, and answers from its cache what it has run before. No package needs scripts of its own.
 */
export const createNodesV2 = [
  '{apps,libs}/*/package.json',
  (files) => files.map((file) => [file, { projects: { [dirname(file)]: { targets: targetsOf(dirname(file)) } } }]),
];

function targetsOf(root) {
  return {
    build: {
      command: `tsc -b ${root}`,
      dependsOn: ['^build'],
      inputs: ['sources', '^sources'],
      outputs: ['{projectRoot}/dist'],
      cache: true,
    },
    lint: { command: `oxlint --disable-nested-config ${root}`, inputs: ['default', '^sources'], cache: true },
    // Never from the cache: a test talks to real servers, and yesterday's green says nothing about today's.
    test: { command: `vitest run --passWithNoTests ${root}/`, cache: false },
  };
}
