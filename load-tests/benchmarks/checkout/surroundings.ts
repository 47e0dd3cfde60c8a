import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { ensureDatabases, makeTemporaryFolder, removeDataDir, startBroker, startPostgres } from '@breakwater/embedded';
import pg from 'pg';
import { serveAccessTokens, type AccessTokens } from '../../lib/stand-ins/access-tokens.js';
import { repository, runNode } from '../../lib/processes/node-process.js';
import { startQuotes } from '../../lib/stand-ins/quotes.js';

/** Each has a database and a login of its name, in the same server, with the same tables. */
export const ARMS = ['orders', 'bare'] as const;
export type ArmName = (typeof ARMS)[number];

export const SKUS = ['85123A', '71053', '84406B', '22752'] as const;

/** What both arms stand on: one PostgreSQL, one emulator, one stand-in for shipping, one for identity. */
export interface Surroundings {
  folder: string;
  databaseUrl: Record<ArmName, string>;
  /** To look at an arm's rows with. */
  database: Record<ArmName, pg.Pool>;
  /** Of the superuser. */
  adminUrl: string;
  postgresLog: string;
  quotesUrl: string;
  tokens: AccessTokens;
  /** For orders. */
  messagingEnv: Record<string, string>;
  stop(): Promise<void>;
}

export async function startSurroundings(): Promise<Surroundings> {
  const folder = await makeTemporaryFolder('breakwater-checkout-');
  const log = (name: string) => join(folder, `${name}.log`);
  const stops: (() => Promise<unknown>)[] = [() => rm(folder, { recursive: true, force: true, maxRetries: 5 })];
  const stop = async () => {
    for (const one of stops.splice(0).toReversed()) await one();
  };
  try {
    const dataDir = join(folder, 'postgres');
    stops.push(() => removeDataDir(dataDir));
    const postgres = await startPostgres({ dataDir, port: 0, logFile: log('postgres') });
    stops.push(() => postgres.stop());
    const logins = ARMS.map((name) => ({ name, password: name }));
    await ensureDatabases(postgres.url, logins);
    const databaseUrl = { orders: '', bare: '' };
    for (const login of logins) databaseUrl[login.name] = postgres.urlFor(login);

    const broker = await startBroker({ port: 0, logFile: log('broker') });
    stops.push(() => broker.stop());
    const messagingEnv = {
      AWS_ENDPOINT_URL: broker.url,
      AWS_REGION: broker.region,
      AWS_ACCESS_KEY_ID: 'local',
      AWS_SECRET_ACCESS_KEY: 'local',
    };
    await runNode({
      name: 'provisioning',
      entry: join(repository, 'libs/messaging/dist/commands/provision.main.js'),
      env: () => messagingEnv,
      logFile: log('provision'),
    });
    const quotes = await startQuotes({ logFile: log('quotes') });
    stops.push(() => quotes.stop());
    const tokens = await serveAccessTokens();
    stops.push(() => tokens.close());

    const database = { orders: pool(databaseUrl.orders), bare: pool(databaseUrl.bare) };
    stops.push(() => Promise.all(ARMS.map((arm) => database[arm].end())));
    for (const arm of ARMS) {
      await runNode({
        name: `the migration of ${arm}`,
        entry: join(repository, 'apps/orders/dist/database/migrate.js'),
        env: () => ({ DATABASE_URL: databaseUrl[arm] }),
        logFile: log(`migrate-${arm}`),
      });
      await stock(database[arm]);
    }
    const quotesUrl = quotes.url;
    return {
      folder,
      databaseUrl,
      database,
      adminUrl: postgres.url,
      postgresLog: log('postgres'),
      quotesUrl,
      tokens,
      messagingEnv,
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

function pool(connectionString: string): pg.Pool {
  const made = new pg.Pool({ connectionString, max: 2 });
  // The server is stopped while connections idle here.
  made.on('error', () => undefined);
  return made;
}

/** More than can be sold: stock is not what is measured. */
async function stock(database: pg.Pool): Promise<void> {
  await database.query(
    `INSERT INTO product (sku, name, unit_price, currency, weight_grams, product_version, available, stock_version)
     SELECT sku, 'Product ' || sku, 255, 'GBP', 200, 1, 1000000000, 1 FROM unnest($1::text[]) AS sku`,
    [SKUS],
  );
}
