import type { ConfigDefinition, ConfigValues, Setting, Settings } from './setting.js';

export type Environment = Readonly<Record<string, string | undefined>>;

/** The environment does not make a valid configuration. The message lists every problem, not the first alone. */
export class ConfigError extends Error {
  readonly code = 'invalid-config';

  constructor(
    readonly service: string,
    readonly problems: readonly string[],
  ) {
    const count = problems.length === 1 ? '1 setting is' : `${problems.length} settings are`;
    super(`${service} cannot start: ${count} wrong.\n${problems.map((problem) => `  ${problem}`).join('\n')}`);
    this.name = 'ConfigError';
  }
}

/**
 * Parses a service's settings out of an environment. Blank variables count as unset.
 *
 * The default of a secret is for local use, and public: with NODE_ENV `production` it is neither taken nor accepted.
 *
 * @returns a frozen object of parsed values, plus `service`.
 * @throws ConfigError naming every wrong variable, what was received (never of a secret), and the way out.
 */
export function loadConfig<S extends Settings>(definition: ConfigDefinition<S>, env: Environment): ConfigValues<S> {
  const production = env['NODE_ENV'] === 'production';
  const problems: string[] = [];
  const values: Record<string, unknown> = { service: definition.service };
  for (const [name, setting] of Object.entries(definition.settings)) {
    const text = env[setting.env]?.trim();
    const received = text === '' ? undefined : text;
    const publicSecret = production && setting.secret && setting.default !== undefined;
    if (publicSecret && (received === undefined || received === setting.default)) {
      problems.push(describeMissingSecret(setting, received));
      continue;
    }
    if (received === undefined && setting.default !== undefined) {
      values[name] = setting.default;
      continue;
    }
    const parsed = setting.schema.safeParse(received);
    if (parsed.success) {
      values[name] = parsed.data;
    } else {
      problems.push(describeProblem(setting, received, parsed.error.issues[0]?.message ?? 'invalid'));
    }
  }
  if (problems.length > 0) {
    throw new ConfigError(definition.service, problems);
  }
  return Object.freeze(values) as ConfigValues<S>;
}

const LONGEST_SHOWN = 120;

function describeMissingSecret({ env, description }: Setting, received: string | undefined): string {
  return received === undefined
    ? `${env} is required when NODE_ENV is production, where its local default is not taken: ${description}. Set it.`
    : `${env} received the public default of local use, although NODE_ENV is production: ${description}. Correct it.`;
}

function describeProblem(setting: Setting, received: string | undefined, complaint: string): string {
  const purpose = `${setting.description}${setting.unit === undefined ? '' : ` (${setting.unit})`}`;
  if (received === undefined) {
    return `${setting.env} is required but not set: ${purpose}. Set it.`;
  }
  const shown = setting.secret ? 'a hidden value' : JSON.stringify(received.slice(0, LONGEST_SHOWN));
  const reason = setting.secret ? complaint.replaceAll(received, '(hidden)') : complaint;
  const fallback = setting.secret ? 'the default' : JSON.stringify(setting.default);
  const wayOut = setting.default === undefined ? 'Correct it.' : `Correct it, or unset it for ${fallback}.`;
  return `${setting.env} received ${shown}: ${reason}. It is: ${purpose}. ${wayOut}`;
}
