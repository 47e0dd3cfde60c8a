import { loadConfig } from '@breakwater/service-kit';
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { localConfig } from '../config.js';
import { dataDirAt } from '../data-dir.js';
import { LocalShopError, UsageError } from '../errors.js';
import { reportFailure } from '../report-failure.js';
import { resolveDataDir } from '../repository.js';
import { LogFollower } from './log-follower.js';
import { formatLogLine } from './log-line.js';

const HELP = `Shows an order's way through all services, by its correlation id (the field correlationId of the order's answer).

  npm run logs -- CORRELATION_ID [--follow]

  --follow            go on and show new lines until Ctrl-C
  --data-dir FOLDER   of a shop that was started with --data-dir

For example: npm run logs -- 3579db5e-6ac8-4f76-b22f-967977e58055`;

const FOLLOW_INTERVAL_MS = 300;

try {
  await showLogs(process.argv.slice(2), process.env);
} catch (error) {
  process.exit(reportFailure(error));
}

async function showLogs(args: readonly string[], env: NodeJS.ProcessEnv): Promise<void> {
  const { values, positionals } = parse(args);
  const [correlationId, ...more] = positionals;
  if (values.help) return print(HELP);
  if (correlationId === undefined) throw new UsageError('Which correlation id?', HELP);
  if (more.length > 0) throw new UsageError(`One correlation id at a time, not ${positionals.length}.`, HELP);

  const { logs } = dataDirAt(resolveDataDir(values['data-dir'] ?? loadConfig(localConfig, env).dataDir));
  const follower = new LogFollower(logs, correlationId);
  const first = await follower.read();
  for (const line of first) print(formatLogLine(line));
  if (!values.follow && first.length === 0) {
    throw new LocalShopError(
      'no-log-lines',
      `No line with the correlation id ${JSON.stringify(correlationId)} in ${logs}. ` +
        'An order tells its own in the field correlationId, every answer in the header x-correlation-id.',
    );
  }
  while (values.follow) {
    await delay(FOLLOW_INTERVAL_MS);
    for (const line of await follower.read()) print(formatLogLine(line));
  }
}

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        follow: { type: 'boolean', short: 'f' },
        'data-dir': { type: 'string' },
        help: { type: 'boolean', short: 'h' },
      },
    });
  } catch (error) {
    throw new UsageError((error as Error).message, HELP);
  }
}
