import { terminalConfirm } from '@breakwater/embedded';
import { loadConfig } from '@breakwater/service-kit';
import { parseStartArguments, START_HELP } from './arguments.js';
import { localConfig } from './config.js';
import { StoppedError } from './errors.js';
import { portsOf } from './ports.js';
import { type Report, seconds } from './report.js';
import { resolveDataDir } from './repository.js';
import type { ServiceDescription } from './services.js';
import { Shop } from './shop.js';
import { welcome } from './welcome.js';

export interface SupervisorOptions {
  args: readonly string[];
  env: NodeJS.ProcessEnv;
  services: readonly ServiceDescription[];
  /** Text shown when the shop is open. */
  welcome?: typeof welcome;
}

/** npm passes a Ctrl-C on that the terminal has sent to the supervisor already: the same wish, not a second one. */
const SAME_WISH_MS = 500;

/** Opens the shop and keeps it open until a signal comes. @returns the exit code */
export async function runSupervisor({
  args,
  env,
  services,
  welcome: text = welcome,
}: SupervisorOptions): Promise<number> {
  const started = performance.now();
  const report: Report = (line) => process.stdout.write(`${line}\n`);
  const { help, endpoint, dataDir, portOffset } = parseStartArguments(args);
  if (help) {
    report(START_HELP);
    return 0;
  }
  const config = loadConfig(localConfig, { ...env, ...(endpoint === undefined ? {} : { AWS_ENDPOINT_URL: endpoint }) });
  const ports = portsOf(config, portOffset);
  const shop = new Shop({
    config,
    ports,
    services,
    env,
    report,
    dataDir: resolveDataDir(dataDir ?? config.dataDir),
    confirm: terminalConfirm(),
  });
  const closed = closeOnSignal(shop, report);
  try {
    await shop.open();
    report(await text(config, ports, () => seconds(performance.now() - started)));
  } catch (error) {
    if (error instanceof StoppedError) return closed;
    await shop.close();
    throw error;
  }
  return closed;
}

/** Settles when the shop was closed because of a signal. */
function closeOnSignal(shop: Shop, report: Report): Promise<number> {
  let firstAt: number | undefined;
  const close = async (): Promise<number> => {
    const started = performance.now();
    try {
      await shop.close();
      report(`closed after ${seconds(performance.now() - started)}, nothing is left running`);
      return 0;
    } catch (error) {
      report(`closing failed: ${String(error)}`);
      return 1;
    }
  };
  return new Promise((resolve) => {
    const onSignal = (signal: NodeJS.Signals) => {
      const now = performance.now();
      if (firstAt === undefined) {
        firstAt = now;
        report(`\n${signal}: closing the shop (again to end everything at once)`);
        void close().then(resolve);
      } else if (now - firstAt > SAME_WISH_MS) {
        shop.kill();
        resolve(1);
      }
    };
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, onSignal);
  });
}
