import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { format, resolveConfig } from 'prettier';
import { renderArchitecture } from './docs/architecture.ts';
import { appNames, describeApp, loadConfiguration, NotBuiltError } from './docs/built-apps.ts';
import { renderConfiguration } from './docs/configuration.ts';
import { firstDifference, replaceBlock } from './docs/markdown.ts';
import { matrix } from './failure-modes/matrix.ts';
import { BrokenMatrixError, renderMatrix } from './failure-modes/render-matrix.ts';
import { chapters } from './guarantees/chapters/index.ts';
import { BrokenGuaranteesError, renderGuarantees } from './guarantees/render-guarantees.ts';

// usage: node tools/generate-docs.ts [--check]     Writes what the docs say about the code; --check only compares.
// It reads what was built, by way of the packages' own faces: run `npm run build` first.
const isCheck = process.argv.includes('--check');
const configurationPage = 'docs/configuration.md';
const architecturePage = 'docs/architecture.md';
const guaranteesPage = 'docs/guarantees.md';
const failureModesPage = 'docs/failure-modes.md';

try {
  for (const [file, content] of Object.entries(await renderPages())) await writeOrCompare(file, content);
} catch (error) {
  const isExplained = [NotBuiltError, BrokenGuaranteesError, BrokenMatrixError].some((kind) => error instanceof kind);
  if (!(isExplained && error instanceof Error)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}

async function renderPages(): Promise<Record<string, string>> {
  const names = appNames('.');
  const configurations = await Promise.all(names.map((name) => loadConfiguration('.', name)));
  const apps = names.map((name, index) => describeApp('.', name, configurations[index]!));
  const { topology } = await import('@breakwater/messaging');
  const block = renderArchitecture(topology, apps);
  const read = (path: string) => (existsSync(path) ? readFileSync(path, 'utf8') : undefined);
  const guarantees = renderGuarantees(chapters, read);
  return {
    [configurationPage]: renderConfiguration(configurations),
    [architecturePage]: replaceBlock(readFileSync(architecturePage, 'utf8'), 'topology', block),
    [guaranteesPage]: replaceBlock(readFileSync(guaranteesPage, 'utf8'), 'guarantees', guarantees),
    [failureModesPage]: replaceBlock(
      readFileSync(failureModesPage, 'utf8'),
      'failure-modes',
      renderMatrix(matrix, read),
    ),
    ...(await renderFigures()),
  };
}

/** What the committed results of the drills say. */
async function renderFigures(): Promise<Record<string, string>> {
  const built = pathToFileURL('load-tests/dist/lib/drill/figures.js').href;
  const { figureBlocks } = (await import(built)) as { figureBlocks: () => Promise<Record<string, string>> };
  const blocks = Object.entries(await figureBlocks());
  return Object.fromEntries(
    blocks.map(([page, block]) => [page, replaceBlock(readFileSync(page, 'utf8'), 'figures', block)]),
  );
}

async function writeOrCompare(file: string, content: string): Promise<void> {
  const expected = await format(content, { ...(await resolveConfig(file)), filepath: file });
  const actual = existsSync(file) ? readFileSync(file, 'utf8') : '';
  const difference = firstDifference(actual, expected);
  if (difference === undefined) {
    console.log(`${file} is up to date`);
  } else if (isCheck) {
    console.error(`${file} does not say what the code says, ${difference}\n  → npm run docs:generate`);
    process.exitCode = 1;
  } else {
    writeFileSync(file, expected);
    console.log(`${file} written`);
  }
}
