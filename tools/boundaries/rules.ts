import { readFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { join } from 'node:path';
import type { Import } from './imports.ts';
import { isSpecFile, mayUse, remedy } from './layers.ts';
import { isClient, unguarded } from './outgoing.ts';
import { packageNameOf, pointsTo } from './resolve.ts';
import { packageOf, type Workspace, type WorkspacePackage } from './workspace.ts';

export interface Finding {
  problem: string;
  remedy: string;
}

/** Modules that a runtime other than Node brings with it; their types are declared as `@types/<name>`. */
const runtimes = new Set(['k6']);

/** What is wrong with one import of `file`, a source of `owner`. */
export function checkImport(workspace: Workspace, owner: WorkspacePackage, file: string, found: Import): Finding[] {
  const { specifier } = found;
  if (specifier.startsWith('.')) return checkRelative(workspace, owner, file, specifier);
  const isSpec = isSpecFile(file);
  if (owner.kind === 'app' && !isSpec && !found.typeOnly && isClient(specifier)) return [unguarded(specifier)];
  if (isBuiltin(specifier)) return owner.kind === 'contracts' && !isSpec ? [onlyZod(specifier)] : [];
  const name = packageNameOf(specifier);
  const target = workspace.packages.find((candidate) => candidate.name === name);
  if (target === owner) return isSpec ? [] : [importsItself(specifier)];
  if (target) return checkWorkspaceImport(owner, target, specifier, isSpec);
  if (owner.kind === 'contracts' && !isSpec && name !== 'zod') return [onlyZod(specifier)];
  return isDeclared(workspace, owner, name, isSpec) ? [] : [undeclared(owner, name, isSpec)];
}

function checkRelative(workspace: Workspace, owner: WorkspacePackage, file: string, specifier: string): Finding[] {
  const path = pointsTo(file, specifier);
  if (path.startsWith(`${owner.directory}/`)) return [];
  const target = packageOf(workspace, path);
  const problem = `'${specifier}' leaves ${owner.directory}`;
  if (!target) return [{ problem, remedy: 'move the file into the package that uses it' }];
  const advice = mayUse(owner.kind, target.kind, isSpecFile(file))
    ? `import '${target.name}' and export what you need from ${target.directory}/src/index.ts`
    : remedy(owner.kind, target.kind);
  return [{ problem, remedy: advice }];
}

function checkWorkspaceImport(
  owner: WorkspacePackage,
  target: WorkspacePackage,
  specifier: string,
  isSpec: boolean,
): Finding[] {
  const findings: Finding[] = [];
  if (!mayUse(owner.kind, target.kind, isSpec)) return [forbidden(owner, target)];
  const entry = specifier === target.name ? '.' : `.${specifier.slice(target.name.length)}`;
  if (!target.exports.has(entry)) findings.push(notExported(target, specifier));
  // The test libraries stand on the libraries they test: declared by those, they would make a circle.
  const isGiven = isSpec && target.kind === 'development-lib';
  if (!isGiven && !declares(owner, target.name, isSpec)) findings.push(undeclared(owner, target.name, isSpec));
  return findings;
}

function isDeclared(workspace: Workspace, owner: WorkspacePackage, name: string, isSpec: boolean): boolean {
  if (runtimes.has(name)) return owner.devDependencies.has(`@types/${name}`);
  const usesToolchain = isSpec || owner.kind === 'tools' || owner.kind === 'development-lib';
  return declares(owner, name, isSpec) || (usesToolchain && workspace.toolchain.has(name));
}

function declares(owner: WorkspacePackage, name: string, isSpec: boolean): boolean {
  return owner.dependencies.has(name) || (isSpec && owner.devDependencies.has(name));
}

export interface ManifestEntry {
  file: string;
  line: number;
  /** The workspace package that is depended on. */
  name: string;
  /** Declared for production, not for specs alone. */
  production: boolean;
  breach?: Finding;
}

/** The workspace packages that a package.json declares, each with what is wrong with it. */
export function checkManifest(workspace: Workspace, owner: WorkspacePackage): ManifestEntry[] {
  const file = `${owner.directory}/package.json`;
  const lines = readFileSync(join(workspace.root, file), 'utf8').split('\n');
  return workspace.packages
    .filter(({ name }) => owner.dependencies.has(name) || owner.devDependencies.has(name))
    .map((target) => {
      const production = owner.dependencies.has(target.name);
      const line = lines.findIndex((text) => text.includes(`"${target.name}":`)) + 1;
      const breach = mayUse(owner.kind, target.kind, !production) ? undefined : forbidden(owner, target);
      return { file, line, name: target.name, production, ...(breach && { breach }) };
    });
}

function forbidden(owner: WorkspacePackage, target: WorkspacePackage): Finding {
  return {
    problem: `${owner.directory} may not depend on ${target.directory}`,
    remedy: remedy(owner.kind, target.kind),
  };
}

function onlyZod(specifier: string): Finding {
  return {
    problem: `libs/contracts imports '${specifier}', but zod is all it may import`,
    remedy: 'contracts are schemas that any program can read: move the code into the library that needs it',
  };
}

function importsItself(specifier: string): Finding {
  return { problem: `the package imports itself as '${specifier}'`, remedy: 'import the file by its relative path' };
}

function notExported(target: WorkspacePackage, specifier: string): Finding {
  const faces = [...target.exports].join(', ') || 'nothing';
  return {
    problem: `'${specifier}' is not a declared entry of ${target.directory} (its package.json exports ${faces})`,
    remedy: `import '${target.name}' and export what you need from ${target.directory}/src/index.ts`,
  };
}

function undeclared(owner: WorkspacePackage, name: string, isSpec: boolean): Finding {
  const section = isSpec ? 'devDependencies' : 'dependencies';
  return {
    problem: `'${name}' is not declared in the ${section} of ${owner.directory}/package.json`,
    remedy: `npm install ${isSpec ? '--save-dev ' : ''}--workspace ${owner.directory} ${name}`,
  };
}
