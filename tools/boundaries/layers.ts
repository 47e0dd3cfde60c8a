import type { Kind } from './workspace.ts';

// Dependencies point one way. What a kind of package may use in production code:
const uses: Record<Kind, readonly Kind[]> = {
  contracts: [],
  lib: ['contracts', 'lib'],
  'development-lib': ['contracts', 'lib', 'development-lib'],
  app: ['contracts', 'lib'],
  infra: ['contracts', 'lib', 'development-lib'],
  // A drill's unprotected arm is the real app with one provider replaced.
  'load-tests': ['contracts', 'lib', 'development-lib', 'app', 'infra'],
  tools: ['contracts', 'lib'],
};

/** Specs may use the libraries made for development as well, whatever they test. */
export function mayUse(from: Kind, to: Kind, isSpec: boolean): boolean {
  return uses[from].includes(to) || (isSpec && to === 'development-lib');
}

/** What to do instead of a forbidden dependency. */
export function remedy(from: Kind, to: Kind): string {
  if (to === 'app')
    return "publish an event (libs/messaging), or call the app's HTTP API by a schema of libs/contracts";
  if (to === 'development-lib')
    return 'move the code that needs it into a *.spec.ts, into infra/local or into load-tests';
  if (from === 'contracts') return 'contracts stand alone: move the code into the library that needs both';
  if (to === 'infra') return 'only load-tests start the local shop: move what both need into a library';
  return 'dependencies point one way (apps → libs → contracts): move what both need into a library';
}

/** Specs and what only they load: never shipped. */
export function isSpecFile(file: string): boolean {
  return file.endsWith('.spec.ts') || /(^|\/)(test|e2e)\//.test(file);
}
