import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';

/** What a package is decides what it may depend on; see `rules.ts`. */
export type Kind = 'contracts' | 'lib' | 'development-lib' | 'app' | 'infra' | 'load-tests' | 'tools';

export interface WorkspacePackage {
  name: string;
  /** Relative to the workspace's root, with forward slashes. */
  directory: string;
  kind: Kind;
  /** Entry points that others may import: "." and whatever else `exports` declares. */
  exports: ReadonlySet<string>;
  dependencies: ReadonlySet<string>;
  devDependencies: ReadonlySet<string>;
}

export interface Workspace {
  root: string;
  packages: readonly WorkspacePackage[];
  /** The root's devDependencies: the tool chain that specs and tools may use without declaring it again. */
  toolchain: ReadonlySet<string>;
}

interface Manifest {
  name?: string;
  workspaces?: string[];
  exports?: unknown;
  dependencies?: Record<string, string>;
  optionalDependencies?: Record<string, string>;
  peerDependencies?: Record<string, string>;
  devDependencies?: Record<string, string>;
}

// Libraries that production code must never load: they start servers.
const developmentLibraries = new Set(['libs/testing', 'libs/embedded']);

/**
 * Reads the npm workspace at `root`.
 * @throws {Error} when a package has no name or lies where no kind of package is expected.
 */
export function readWorkspace(root: string): Workspace {
  const manifest = readManifest(join(root, 'package.json'));
  const packages = (manifest.workspaces ?? [])
    .flatMap((pattern) => expand(root, pattern))
    .map((d) => readPackage(root, d));
  return { root, packages, toolchain: new Set(Object.keys(manifest.devDependencies ?? {})) };
}

/** The package whose folder holds the file (relative to the root), the innermost if several do. */
export function packageOf(workspace: Workspace, file: string): WorkspacePackage | undefined {
  return workspace.packages
    .filter((candidate) => file.startsWith(`${candidate.directory}/`))
    .sort((a, b) => b.directory.length - a.directory.length)[0];
}

function expand(root: string, pattern: string): string[] {
  if (!pattern.endsWith('/*')) return existsSync(join(root, pattern, 'package.json')) ? [pattern] : [];
  const parent = pattern.slice(0, -2);
  if (!existsSync(join(root, parent))) return [];
  return readdirSync(join(root, parent))
    .map((name) => `${parent}/${name}`)
    .filter((directory) => existsSync(join(root, directory, 'package.json')))
    .sort();
}

function readPackage(root: string, directory: string): WorkspacePackage {
  const file = `${directory}/package.json`;
  const manifest = readManifest(join(root, file));
  if (!manifest.name) throw new Error(`${file}: "name" is missing; every workspace package needs one`);
  return {
    name: manifest.name,
    directory,
    kind: kindOf(directory),
    exports: entryPoints(manifest.exports),
    dependencies: new Set([
      ...Object.keys(manifest.dependencies ?? {}),
      ...Object.keys(manifest.optionalDependencies ?? {}),
      ...Object.keys(manifest.peerDependencies ?? {}),
    ]),
    devDependencies: new Set(Object.keys(manifest.devDependencies ?? {})),
  };
}

function kindOf(directory: string): Kind {
  if (directory === 'libs/contracts') return 'contracts';
  if (developmentLibraries.has(directory)) return 'development-lib';
  if (directory === 'load-tests') return 'load-tests';
  if (directory === 'tools') return 'tools';
  const parent = dirname(directory);
  if (parent === 'libs') return 'lib';
  if (parent === 'apps') return 'app';
  if (parent === 'infra') return 'infra';
  throw new Error(
    `${directory}: unknown kind of package; put it into apps, libs or infra, or teach tools/boundaries/workspace.ts`,
  );
}

function entryPoints(exports: unknown): ReadonlySet<string> {
  if (exports === undefined || exports === null) return new Set();
  if (typeof exports === 'string') return new Set(['.']);
  const keys = Object.keys(exports);
  return new Set(keys.some((key) => key.startsWith('.')) ? keys : ['.']);
}

function readManifest(file: string): Manifest {
  return JSON.parse(readFileSync(file, 'utf8')) as Manifest;
}

const skipped = new Set(['node_modules', 'dist', 'coverage', 'results']);

/** Every TypeScript or JavaScript source below a package's folder, relative to the root, with forward slashes. */
export function sourceFiles(workspace: Workspace, owner: WorkspacePackage): string[] {
  const found: string[] = [];
  const visit = (directory: string): void => {
    for (const entry of readdirSync(directory, { withFileTypes: true })) {
      if (entry.isDirectory() && !skipped.has(entry.name)) visit(join(directory, entry.name));
      else if (entry.isFile() && /\.[cm]?[jt]s$/.test(entry.name)) found.push(join(directory, entry.name));
    }
  };
  visit(join(workspace.root, owner.directory));
  return found.map((file) => relative(workspace.root, file).split(sep).join('/')).sort();
}
