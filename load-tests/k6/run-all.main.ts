import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { demoOrder, type OpenShop, signIn, startShop } from '@breakwater/local';
import { INTERRUPTED, OptionError, optionsOrCode, stopOnSignals, textOf } from '../lib/command/command.js';
import { findK6, HOW_TO_INSTALL, type K6, NOT_CHECKED } from './run/find-k6.js';
import { HELP, readOptions, type RunAllCommand } from './run/options.js';
import { type Counted, runAll } from './run/run-all.js';
import { k6Scripts, loadTestsFolder } from './run/scripts.js';

const TIMEOUT_MS = { ci: 180_000, full: 1_800_000 };

process.exitCode = await main();

async function main(): Promise<number> {
  const options = optionsOrCode(() => readOptions(process.argv.slice(2)), HELP);
  if (typeof options === 'number') return options;
  const signal = stopOnSignals('Stopping: the shop is being closed, which takes up to 5 s.');
  try {
    const k6 = await findK6(process.env);
    if (k6 === undefined) {
      console.error(HOW_TO_INSTALL);
      return NOT_CHECKED;
    }
    console.log(k6.version);
    const counted = await runAgainstShop(k6, options, signal);
    if (options.reportFile !== undefined) await report(options.reportFile, counted);
    return counted.failed === 0 ? 0 : 1;
  } catch (error) {
    if (signal.aborted) return INTERRUPTED;
    console.error(textOf(error));
    return error instanceof OptionError ? 2 : 1;
  }
}

async function runAgainstShop(k6: K6, { size }: RunAllCommand, signal: AbortSignal): Promise<Counted> {
  const logFolder = await mkdtemp(join(tmpdir(), 'breakwater-k6-'));
  let shop: OpenShop | undefined;
  try {
    shop = await startShop({ baseEnv: process.env });
    signal.throwIfAborted();
    // Returns when orders knows of the catalogue: scripts place the orders that they then list.
    await demoOrder(shop.urls, await signIn(shop.urls.identity, shop.customer));
    return await runAll(k6, {
      scripts: k6Scripts(),
      folder: loadTestsFolder(),
      env: environmentOf(shop, size),
      baseEnv: process.env,
      logFolder,
      timeoutMs: TIMEOUT_MS[size],
      signal,
      tell: console.log,
    });
  } finally {
    await shop?.stop();
    await rm(logFolder, { recursive: true, force: true });
  }
}

/** What the scripts read; see lib/deployment.ts. */
function environmentOf({ urls, customer }: OpenShop, size: string): Record<string, string> {
  return {
    IDENTITY_URL: urls.identity,
    INVENTORY_URL: urls.inventory,
    ORDERS_URL: urls.orders,
    DEMO_CUSTOMER_EMAIL: customer.email,
    DEMO_CUSTOMER_PASSWORD: customer.password,
    SIZE: size,
  };
}

async function report(file: string, counted: Counted): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, JSON.stringify(counted));
}
