import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { App } from './architecture.ts';
import type { ServiceConfiguration } from './configuration.ts';

/** Something that must have been built was not. */
export class NotBuiltError extends Error {
  readonly code = 'not-built';
  constructor(path: string) {
    super(`${path} is missing; run: npm run build`);
  }
}

/** The names of the apps that have a `src/config.ts`, sorted. */
export function appNames(root: string): string[] {
  return readdirSync(join(root, 'apps'))
    .filter((name) => existsSync(join(root, 'apps', name, 'src/config.ts')))
    .toSorted();
}

/**
 * Loads an app's built `dist/config.js` and finds its ConfigDefinition, the export whose name ends in `Config`.
 * @throws {NotBuiltError} before `npm run build`
 */
export async function loadConfiguration(root: string, app: string): Promise<ServiceConfiguration> {
  const file = join(root, 'apps', app, 'dist/config.js');
  if (!existsSync(file)) throw new NotBuiltError(`apps/${app}/dist/config.js`);
  const exported = (await import(pathToFileURL(file).href)) as Record<string, unknown>;
  const found = Object.entries(exported).find(([name, value]) => name.endsWith('Config') && isDefinition(value));
  if (!found) throw new Error(`apps/${app}/src/config.ts must export its definition as ${app}Config: defineConfig(…)`);
  return found[1] as ServiceConfiguration;
}

function isDefinition(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'service' in value && 'settings' in value;
}

/** What the architecture page says of an app. */
export function describeApp(root: string, app: string, configuration: ServiceConfiguration): App {
  const port = Object.values(configuration.settings).find(({ env }) => env === 'PORT')?.default;
  const manifest = readFileSync(join(root, 'apps', app, 'package.json'), 'utf8');
  return {
    name: app,
    description: (JSON.parse(manifest) as { description: string }).description,
    ...(typeof port === 'number' && { port }),
    hasDatabase: existsSync(join(root, 'apps', app, 'src/database/migrate.ts')),
  };
}
