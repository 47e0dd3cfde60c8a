import { existsSync } from 'node:fs';
import { defineConfig } from 'vitest/config';

// Specs import a library's sources, so that they never test yesterday's build.
// The rest is what Node itself asks for: a bundler's `module` would find other files than production runs.
const conditions = ['@breakwater/source', 'node', 'module-sync'];

// Starts PostgreSQL, Redis and the broker once for all specs of a run.
const servers = 'libs/testing/src/global-setup.ts';

// A second run (against another broker, say) must not overwrite what the first one found.
const report = process.env['VITEST_REPORT'] ?? 'vitest';

// Everything that services log, for tools/check-logs.ts; of end-to-end shops too, which else delete their folders.
const logs = `${import.meta.dirname}/reports/logs/${report}`;

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  // As in tsconfig.base.json, said again: a spec outside a package's `include` would get none of it.
  oxc: {
    decorator: { legacy: true, emitDecoratorMetadata: true },
    assumptions: { setPublicClassFields: true },
    typescript: { removeClassFieldsWithoutInitializer: true },
  },
  test: {
    env: { TEST_LOG_FOLDER: logs, BREAKWATER_KEEP_LOGS: `${logs}/shops` },
    reporters: ['default', ['json', { outputFile: `reports/${report}.json` }]],
    coverage: {
      include: [
        'apps/*/src/**/*.ts',
        'libs/*/src/**/*.ts',
        'infra/local/src/**/*.ts',
        'load-tests/{benchmarks,chaos,drills,flows,lib,replay}/**/*.ts',
      ],
      exclude: ['**/*.spec.ts'],
      reporter: ['text-summary', 'html'],
    },
    projects: [
      {
        extends: true,
        test: {
          name: 'specs',
          include: ['{apps,libs}/*/{src,test}/**/*.spec.ts', 'infra/local/src/**/*.spec.ts', 'load-tests/**/*.spec.ts'],
          exclude: ['**/node_modules/**', '**/dist/**', '**/e2e/**'],
          globalSetup: existsSync(servers) ? [servers] : [],
          // One module graph for all files of a worker: ten times faster, and specs own their data anyway.
          isolate: false,
          maxWorkers: 2,
          testTimeout: 20_000,
          hookTimeout: 60_000,
          sequence: { groupOrder: 0 },
        },
      },
      {
        extends: true,
        test: {
          name: 'tools',
          include: ['tools/**/*.spec.ts'],
          isolate: false,
          maxWorkers: 2,
          testTimeout: 20_000,
          sequence: { groupOrder: 0 },
        },
      },
      {
        extends: true,
        test: {
          name: 'e2e',
          include: ['infra/local/e2e/**/*.spec.ts'],
          // Each starts the whole built shop, kills something and waits: after everything else, and two at a time.
          maxWorkers: 2,
          testTimeout: 180_000,
          hookTimeout: 180_000,
          sequence: { groupOrder: 1 },
        },
      },
      {
        extends: true,
        test: {
          name: 'load',
          include: ['load-tests/e2e/**/*.spec.ts'],
          // They measure: one at a time.
          fileParallelism: false,
          maxWorkers: 1,
          testTimeout: 180_000,
          hookTimeout: 180_000,
          sequence: { groupOrder: 2 },
        },
      },
    ],
  },
});
