import type { z } from 'zod';

/** One environment variable: how it is named, read, documented and kept secret. */
export interface Setting<T = unknown> {
  readonly env: string;
  readonly schema: z.ZodType<T>;
  readonly description: string;
  readonly unit?: string;
  /** The value used when the variable is unset or blank; already parsed. */
  readonly default?: T;
  /** Secrets are never printed, neither in errors nor in generated documents. */
  readonly secret: boolean;
}

export interface SettingMeta<T> {
  default?: T;
  /** `ms`, `bytes`, `connections` … as shown in the documentation. */
  unit?: string;
  description: string;
  secret?: boolean;
}

const ENVIRONMENT_NAME = /^[A-Z][A-Z0-9_]*$/;

/**
 * Declares a setting. `schema` receives the variable's text, so numbers are `z.coerce.number()` and flags `z.stringbool()`.
 *
 * A setting with neither a default nor an optional schema is required.
 * @throws TypeError when `env` is not UPPER_SNAKE_CASE.
 */
export function setting<S extends z.ZodType>(
  env: string,
  schema: S,
  meta: SettingMeta<z.output<S>>,
): Setting<z.output<S>> {
  if (!ENVIRONMENT_NAME.test(env)) {
    throw new TypeError(`A setting's variable must be UPPER_SNAKE_CASE, received "${env}".`);
  }
  return { env, schema: schema as z.ZodType<z.output<S>>, secret: false, ...meta };
}

export type Settings = Readonly<Record<string, Setting>>;

export type ConfigValues<S extends Settings> = { readonly service: string } & {
  readonly [K in keyof S]: S[K] extends Setting<infer T> ? T : never;
};

/** The settings of one service: what `loadConfig` reads and what docs/configuration.md is generated from. */
export interface ConfigDefinition<S extends Settings = Settings> {
  readonly service: string;
  readonly settings: S;
}

/** The parsed configuration that a definition leads to: `type OrdersConfig = ConfigOf<typeof ordersConfig>`. */
export type ConfigOf<D extends ConfigDefinition> = ConfigValues<D['settings']>;

/**
 * Collects a service's settings under camelCase names.
 * @throws TypeError when two settings read the same variable.
 */
export function defineConfig<S extends Settings>(service: string, settings: S): ConfigDefinition<S> {
  const owners = new Map<string, string>();
  for (const [name, { env }] of Object.entries(settings)) {
    const owner = owners.get(env);
    if (owner !== undefined) {
      throw new TypeError(
        `${service}: the settings "${owner}" and "${name}" both read ${env}; give one another variable.`,
      );
    }
    owners.set(env, name);
  }
  return { service, settings };
}
