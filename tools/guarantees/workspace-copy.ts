import {
  cpSync,
  existsSync,
  globSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { applyEdit } from './edits.ts';
import type { Edit } from './guarantee.ts';

/** What is nobody's business in a copy. What was built is copied: some specs run it, and compile only what changed. */
const LEFT_OUT = new Set(['node_modules', 'coverage', 'reports', 'results', '.git', '.nx', '.breakwater']);

/**
 * A copy of a workspace's sources in a temporary folder, to be changed without harm. Packages of the workspace that import
 * each other get the copied ones; everything else is the workspace's own installation, by links.
 */
export class WorkspaceCopy {
  readonly root: string;
  readonly #original: string;

  constructor(original: string) {
    this.#original = original;
    // Its real path: that is what a test runner reports.
    this.root = realpathSync(mkdtempSync(join(tmpdir(), 'breakwater-guarantees-')));
    try {
      this.#copySources();
    } catch (error) {
      this.remove();
      throw error;
    }
  }

  /**
   * Changes the copy.
   *
   * @returns what changes it back
   * @throws EditError when a text is not there exactly once; then nothing was changed
   */
  apply(edits: readonly Edit[]): () => void {
    const before = new Map<string, string>();
    const after = new Map<string, string>();
    for (const edit of edits) {
      const text = after.get(edit.file) ?? readFileSync(join(this.root, edit.file), 'utf8');
      if (!before.has(edit.file)) before.set(edit.file, text);
      after.set(edit.file, applyEdit(text, edit));
    }
    this.#write(after);
    return () => this.#write(before);
  }

  remove(): void {
    rmSync(this.root, { recursive: true, force: true });
  }

  #write(files: ReadonlyMap<string, string>): void {
    for (const [file, text] of files) writeFileSync(join(this.root, file), text);
  }

  #copySources(): void {
    const { workspaces } = JSON.parse(readFileSync(join(this.#original, 'package.json'), 'utf8')) as {
      workspaces: string[];
    };
    for (const entry of readdirSync(this.#original, { withFileTypes: true })) {
      if (entry.isFile()) cpSync(join(this.#original, entry.name), join(this.root, entry.name));
    }
    const packages = workspaces
      .flatMap((pattern) => globSync(pattern, { cwd: this.#original }))
      .filter((folder) => existsSync(join(this.#original, folder, 'package.json')));
    this.#linkInstallation(packages);
    for (const folder of packages) {
      cpSync(join(this.#original, folder), join(this.root, folder), {
        recursive: true,
        preserveTimestamps: true,
        filter: (path) => !LEFT_OUT.has(basename(path)),
      });
      const own = join(this.#original, folder, 'node_modules');
      if (existsSync(own)) symlinkSync(own, join(this.root, folder, 'node_modules'));
    }
  }

  /** A scope that holds packages of the workspace is made anew; caches of tools (dot folders) stay where they are. */
  #linkInstallation(packages: readonly string[]): void {
    const names = packages.map((folder) => {
      const manifest = JSON.parse(readFileSync(join(this.#original, folder, 'package.json'), 'utf8')) as {
        name: string;
      };
      return { folder, name: manifest.name };
    });
    const installed = join(this.#original, 'node_modules');
    const target = join(this.root, 'node_modules');
    const ownScopes = new Set(names.map(({ name }) => name.split('/')[0]));
    mkdirSync(target);
    for (const entry of readdirSync(installed)) {
      if (ownScopes.has(entry) || (entry.startsWith('.') && entry !== '.bin')) continue;
      symlinkSync(join(installed, entry), join(target, entry));
    }
    for (const { name, folder } of names) {
      mkdirSync(dirname(join(target, name)), { recursive: true });
      symlinkSync(join(this.root, folder), join(target, name));
    }
  }
}
