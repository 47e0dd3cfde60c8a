import { code, table } from './markdown.ts';

/** What the page needs of a setting that `@breakwater/service-kit` defines. */
export interface DocumentedSetting {
  env: string;
  description: string;
  unit?: string;
  default?: unknown;
  secret: boolean;
  schema: { toJSONSchema(options: { unrepresentable: 'any' }): JsonSchema };
}

export interface ServiceConfiguration {
  service: string;
  settings: Readonly<Record<string, DocumentedSetting>>;
}

export interface JsonSchema {
  type?: string;
  enum?: readonly unknown[];
  const?: unknown;
  format?: string;
  minimum?: number;
  maximum?: number;
  anyOf?: readonly JsonSchema[];
}

const introduction = `# Configuration

Every setting of every service. A service reads its environment once, at its start, and reports all problems together,
each with the variable, the value received and the way out. An unset or blank variable takes its default.
The default of a secret is for the local shop: with \`NODE_ENV\` \`production\` it is neither taken nor accepted.

This page is generated from \`apps/*/src/config.ts\` by \`npm run docs:generate\`; edit the descriptions there.
`;

/** The whole of docs/configuration.md: what many services share comes first, and once. */
export function renderConfiguration(services: readonly ServiceConfiguration[]): string {
  const sections = new Map<string, string[][]>();
  for (const { owners, row } of mergedRows(services)) {
    const heading = owners.length === services.length && owners.length > 1 ? 'Every service' : owners.join(', ');
    sections.set(heading, [...(sections.get(heading) ?? []), row]);
  }
  const headings = [...sections.keys()].toSorted(
    (a, b) => breadth(b, services) - breadth(a, services) || a.localeCompare(b),
  );
  const body = headings.map((heading) => `## ${heading}\n\n${settingsTable(sections.get(heading)!)}\n`);
  return [introduction, ...body].join('\n');
}

function breadth(heading: string, services: readonly ServiceConfiguration[]): number {
  return heading === 'Every service' ? services.length : heading.split(', ').length;
}

function settingsTable(rows: readonly (readonly string[])[]): string {
  return table(['Variable', 'Default', 'Unit', 'Allowed', 'Meaning'], rows);
}

// A variable is the same in two services when all but its default is.
function mergedRows(services: readonly ServiceConfiguration[]): { owners: string[]; row: string[] }[] {
  const merged = new Map<string, { defaults: Map<string, string>; rest: string[]; env: string }>();
  for (const { service, settings } of services) {
    for (const setting of Object.values(settings)) {
      const allowed = describeSchema(setting.schema.toJSONSchema({ unrepresentable: 'any' }));
      const meaning = setting.secret ? `${setting.description} (secret)` : setting.description;
      const rest = [setting.unit ?? '', allowed, meaning];
      const key = [setting.env, ...rest].join('\n');
      const entry = merged.get(key) ?? { defaults: new Map<string, string>(), rest, env: setting.env };
      entry.defaults.set(service, describeDefault(setting));
      merged.set(key, entry);
    }
  }
  return [...merged.values()].map(({ defaults, rest, env }) => ({
    owners: [...defaults.keys()],
    row: [code(env), describeDefaults(defaults), ...rest],
  }));
}

function describeDefaults(defaults: ReadonlyMap<string, string>): string {
  const values = new Set(defaults.values());
  if (values.size === 1) return [...values][0]!;
  return [...defaults].map(([service, value]) => `${service} ${value}`).join(', ');
}

function describeDefault(setting: DocumentedSetting): string {
  if (setting.default === undefined) {
    return isOptional(setting) ? '(unset)' : '**required**';
  }
  if (setting.secret) return '(for the local shop)';
  // A list is given as it would be in the environment.
  const value = Array.isArray(setting.default) ? setting.default.join(',') : setting.default;
  return code(typeof value === 'string' ? value || '""' : JSON.stringify(value));
}

function isOptional({ schema }: DocumentedSetting): boolean {
  return (
    'safeParse' in schema && (schema as { safeParse(v: unknown): { success: boolean } }).safeParse(undefined).success
  );
}

/** A JSON schema in a few words: `a` or `b`, 1 to 9, URL, text. */
export function describeSchema(schema: JsonSchema): string {
  if (schema.anyOf) return schema.anyOf.map(describeSchema).join(' or ');
  if (schema.const !== undefined) return code(JSON.stringify(schema.const));
  if (schema.enum) return schema.enum.map((value) => code(String(value))).join(', ');
  if (schema.type === 'integer' || schema.type === 'number') return describeRange(schema);
  if (schema.type === 'boolean') return code('true') + ', ' + code('false');
  if (schema.format === 'uri') return 'URL';
  return 'text';
}

function describeRange({ type, minimum, maximum }: JsonSchema): string {
  const kind = type === 'integer' ? 'whole number' : 'number';
  // zod bounds every integer by what JavaScript can count; that is no limit worth reading.
  const low = minimum === Number.MIN_SAFE_INTEGER ? undefined : minimum;
  const high = maximum === Number.MAX_SAFE_INTEGER ? undefined : maximum;
  if (low !== undefined && high !== undefined) return `${kind}, ${low} to ${high}`;
  if (low !== undefined) return `${kind}, from ${low}`;
  return high === undefined ? kind : `${kind}, up to ${high}`;
}
