import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { BareSettings } from './bare/bare-server.main.js';
import { repository, startNode, type RunningNode } from '../../lib/processes/node-process.js';
import type { ArmName, Surroundings } from './surroundings.js';

/** The defaults of `databaseSettings` in libs/persistence, said to both arms. */
const DATABASE = { poolSize: 10, connectMs: 2_000, statementMs: 5_000, idleInTransactionMs: 10_000 };

/** Ends orders with this process, as the local shop does. */
const FOLLOW_PARENT = pathToFileURL(join(repository, 'infra/local/dist/follow-parent.js')).href;

/** @param flags of Node; none is how a container would run it. The local shop's small heaps are for a laptop that runs everything. */
export function startArm(arm: ArmName, around: Surroundings, flags: readonly string[] = []): Promise<RunningNode> {
  return arm === 'orders' ? startOrders(around, flags) : startBare(around, flags);
}

/** The service as it is built, with its relay and its consumers. */
function startOrders(around: Surroundings, flags: readonly string[]): Promise<RunningNode> {
  return startNode({
    name: 'orders',
    entry: join(repository, 'apps/orders/dist/main.js'),
    flags: [...flags, '--import', FOLLOW_PARENT],
    env: (port) => ({
      NODE_COMPILE_CACHE: join(around.folder, 'compile-cache'),
      PORT: String(port),
      DATABASE_URL: around.databaseUrl.orders,
      DATABASE_POOL_SIZE: String(DATABASE.poolSize),
      DATABASE_CONNECT_TIMEOUT_MS: String(DATABASE.connectMs),
      DATABASE_STATEMENT_TIMEOUT_MS: String(DATABASE.statementMs),
      DATABASE_IDLE_IN_TRANSACTION_TIMEOUT_MS: String(DATABASE.idleInTransactionMs),
      SHIPPING_URL: around.quotesUrl,
      JWKS_URL: around.tokens.jwksUrl,
      ...around.messagingEnv,
    }),
    logFile: join(around.folder, 'orders.log'),
  });
}

function startBare(around: Surroundings, flags: readonly string[]): Promise<RunningNode> {
  const settings = (port: number): BareSettings => ({
    port,
    quotesUrl: around.quotesUrl,
    pool: {
      connectionString: around.databaseUrl.bare,
      max: DATABASE.poolSize,
      connectionTimeoutMillis: DATABASE.connectMs,
      statement_timeout: DATABASE.statementMs,
      idle_in_transaction_session_timeout: DATABASE.idleInTransactionMs,
      keepAlive: true,
    },
  });
  return startNode({
    name: 'bare',
    entry: fileURLToPath(new URL('bare/bare-server.main.js', import.meta.url)),
    flags: [...flags],
    args: (port) => [JSON.stringify(settings(port))],
    logFile: join(around.folder, 'bare.log'),
  });
}
