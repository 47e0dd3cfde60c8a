import { resolve } from 'node:path';
import { parseArgs, type ParseArgsOptionsConfig } from 'node:util';
import { z } from 'zod';
import { OptionError } from '../lib/command/command.js';
import { localShop, type ShopUrls } from '../lib/http/shop-urls.js';
import { resultPath } from '../lib/results/save-result.js';

export interface ReplayOptions {
  file: string;
  speed: number;
  limit: number;
  stockShare: number;
  concurrency: number;
  times: number | undefined;
  linesFile: string;
  resultFile: string;
  stallMs: number;
  urls: ShopUrls;
  admin: { email: string; password: string };
  customerPassword: string;
}

const numberIn = (schema: z.ZodNumber) =>
  z
    .string()
    .trim()
    .regex(/^\d+(\.\d+)?$/, 'must be a number')
    .transform(Number)
    .pipe(schema);
const count = numberIn(z.number().int('must be a whole number').min(1));
const url = z
  .url({ protocol: /^https?$/, error: 'must be an http or https URL' })
  .transform((text) => text.replace(/\/+$/, ''));

interface Option {
  /** What stands behind it in the help; none for a switch. */
  value: string;
  help: string;
  schema: z.ZodType;
  env?: string;
}

const service = (name: keyof ShopUrls, env: string) => ({
  value: 'URL',
  help: `where ${name} answers (default ${localShop()[name]})`,
  schema: url.optional(),
  env,
});

const options = {
  file: { value: 'CSV', help: 'the Online Retail data set or a part of it (required)', schema: z.string().min(1) },
  speed: {
    value: 'N',
    help: 'N times as fast as in life; 0, the default: as fast as the shop takes them',
    schema: numberIn(z.number().min(0)).default(0),
  },
  limit: { value: 'N', help: 'only the first N invoices (default: all)', schema: count.optional() },
  'stock-share': {
    value: 'X',
    help: 'part of the demand that is put on stock, 0.01 to 10 (default 0.95: some orders find too little)',
    schema: numberIn(z.number().min(0.01).max(10)).default(0.95),
  },
  concurrency: {
    value: 'N',
    help: 'requests at a time, 1 to 256 (default 16)',
    schema: count.pipe(z.number().max(256)).default(16),
  },
  times: {
    value: 'N',
    help: 'afterwards replays a file N times as long, to show that memory does not grow with it',
    schema: count.pipe(z.number().min(2).max(100)).optional(),
  },
  'lines-file': {
    value: 'FILE',
    help: 'where refused and noted lines go (default load-tests/results/replay-lines.jsonl)',
    schema: z.string().min(1).optional(),
  },
  result: {
    value: 'FILE',
    help: 'where the result goes (default load-tests/results/replay.json; with --limit replay-limited.json)',
    schema: z.string().min(1).optional(),
  },
  'stall-seconds': {
    value: 'N',
    help: 'gives up when the shop makes no progress for so long (default 120)',
    schema: count.default(120),
  },
  'port-offset': {
    value: 'N',
    help: 'a local shop whose ports are all moved by N',
    schema: numberIn(z.number().int().min(0).max(60_000)).default(0),
  },
  'identity-url': service('identity', 'IDENTITY_URL'),
  'inventory-url': service('inventory', 'INVENTORY_URL'),
  'orders-url': service('orders', 'ORDERS_URL'),
  'shipping-url': service('shipping', 'SHIPPING_URL'),
  'notification-url': service('notification', 'NOTIFICATION_URL'),
  'sandbox-url': service('sandbox', 'SANDBOX_URL'),
  'admin-email': {
    value: 'EMAIL',
    help: 'the admin who loads the catalogue (default admin@breakwater.example)',
    schema: z.string().min(1).default('admin@breakwater.example'),
    env: 'ADMIN_EMAIL',
  },
  'admin-password': {
    value: 'TEXT',
    help: "the admin's password (default: the one that npm start prints)",
    schema: z.string().min(1).default('admin-password-1'),
    env: 'ADMIN_PASSWORD',
  },
  'customer-password': {
    value: 'TEXT',
    help: 'password of the replayed customers; the same in each replay against the same shop (default replay-password-1)',
    schema: z.string().min(10, 'must have at least 10 characters').max(200).default('replay-password-1'),
    env: 'REPLAY_CUSTOMER_PASSWORD',
  },
} as const satisfies Record<string, Option>;

/** @returns undefined when help is wanted. @throws OptionError naming each option and the value received */
export function readOptions(
  argv: readonly string[],
  env: NodeJS.ProcessEnv,
  folder: string,
): ReplayOptions | undefined {
  const values = parse(argv);
  if (values['help'] === true) return undefined;
  const faults: string[] = [];
  const read = <K extends keyof typeof options>(name: K): z.infer<(typeof options)[K]['schema']> => {
    const option: Option = options[name];
    const text = values[name] ?? (option.env === undefined ? undefined : env[option.env]);
    const parsed = option.schema.safeParse(text);
    if (!parsed.success) {
      const received = text === undefined ? 'is missing' : `= ${JSON.stringify(text)}`;
      faults.push(`--${name} ${received}: ${text === undefined ? option.help : parsed.error.issues[0]?.message}`);
    }
    return parsed.data as z.infer<(typeof options)[K]['schema']>;
  };
  const limit = read('limit');
  const local = localShop(read('port-offset') ?? 0);
  const wanted = {
    file: resolve(folder, read('file') ?? ''),
    speed: read('speed'),
    limit: limit ?? Infinity,
    stockShare: read('stock-share'),
    concurrency: read('concurrency'),
    times: read('times'),
    linesFile: pathOr(folder, read('lines-file'), resultPath('replay-lines.jsonl')),
    resultFile: pathOr(folder, read('result'), resultPath(limit === undefined ? 'replay.json' : 'replay-limited.json')),
    stallMs: read('stall-seconds') * 1000,
    urls: {
      identity: read('identity-url') ?? local.identity,
      inventory: read('inventory-url') ?? local.inventory,
      orders: read('orders-url') ?? local.orders,
      shipping: read('shipping-url') ?? local.shipping,
      notification: read('notification-url') ?? local.notification,
      sandbox: read('sandbox-url') ?? local.sandbox,
    },
    admin: { email: read('admin-email'), password: read('admin-password') },
    customerPassword: read('customer-password'),
  } satisfies ReplayOptions;
  if (limit !== undefined && wanted.times !== undefined)
    faults.push('--times repeats the whole file: leave --limit out.');
  if (faults.length > 0) throw new OptionError(`${faults.join('\n')}\nAll options: npm run replay -- --help`);
  return wanted;
}

const pathOr = (folder: string, path: string | undefined, other: string): string =>
  path === undefined ? other : resolve(folder, path);

function parse(argv: readonly string[]): Record<string, string | boolean | undefined> {
  const known: ParseArgsOptionsConfig = { help: { type: 'boolean', short: 'h' } };
  for (const name of Object.keys(options)) known[name] = { type: 'string' };
  try {
    return parseArgs({ args: [...argv], options: known, strict: true, allowPositionals: false }).values as Record<
      string,
      string | boolean
    >;
  } catch (error) {
    throw new OptionError(
      `${error instanceof Error ? error.message : String(error)}\nAll options: npm run replay -- --help`,
    );
  }
}

/** All options, one a line. */
export function help(): string {
  const rows = Object.entries<Option>(options).map(([name, option]) => {
    const env = option.env === undefined ? '' : ` [${option.env}]`;
    return `  ${`--${name} ${option.value}`.padEnd(26)} ${option.help}${env}`;
  });
  return [
    'Replays the orders of a real shop through the public API: npm run replay -- --file online-retail.csv [options]',
    '',
    ...rows,
    `  ${'--help'.padEnd(26)} this text`,
    '',
    'Exit codes: 0 every check holds, 1 one does not or the shop failed, 2 the file or an option is wrong, 130 stopped by Ctrl-C.',
  ].join('\n');
}
