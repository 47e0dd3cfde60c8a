import { makeTemporaryFolder, removeDataDir } from '@breakwater/embedded';
import { execFile, spawn } from 'node:child_process';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { freePorts, portEnvironment, type Ports } from '../src/ports.js';
import { SupervisorProcess } from './supervisor-process.js';

const packageFolder = fileURLToPath(new URL('..', import.meta.url));

/** A service that says it is ready, tells its environment, logs a line, and can be told to misbehave. */
const MAIN = `
import { createServer } from 'node:http';
const { PORT, HOST, STUBBORN, BROKEN } = process.env;
if (BROKEN) { console.error('the stub is broken'); process.exit(7); }
const server = createServer((request, response) => response.end(JSON.stringify(process.env)));
server.listen(Number(PORT), HOST, () => console.log('listening as ' + process.pid));
process.on('SIGTERM', () => {
  if (STUBBORN) return;
  server.close();
  server.closeAllConnections();
});
`;
const MIGRATE = `
import pg from ${JSON.stringify(import.meta.resolve?.('pg') ?? 'pg')};
if (process.env.MIGRATION_FAILS) { console.error('column "quantity" does not exist'); process.exit(1); }
if (process.env.MIGRATION_HANGS) await new Promise((resolve) => setTimeout(resolve, 600_000));
const client = new pg.Client({ connectionString: process.env.DATABASE_URL });
await client.connect();
await client.query('CREATE TABLE IF NOT EXISTS migrated (at timestamptz DEFAULT now())');
await client.query('INSERT INTO migrated DEFAULT VALUES');
await client.end();
`;
const SEED = `console.log('seeded');\n`;

/** The supervisor itself, with stubs for services. */
const supervisor = (services: string) => `
import { runSupervisor } from ${JSON.stringify(join(packageFolder, 'dist', 'index.js'))};
const stub = (name, database, seeded) => ({ name, database, seeded, folder: ${JSON.stringify(services)}, env: () => ({}) });
process.exit(await runSupervisor({
  args: process.argv.slice(2),
  env: process.env,
  services: [stub('orders', true, true), stub('shipping', true, false), stub('sandbox', false, false)],
  welcome: async () => 'THE STUBS ARE OPEN',
}).catch((error) => { console.error(error.message); return 1; }));
`;

/** A shop of stubs in a temporary folder, run by the real supervisor in a process of its own. */
export class StubShop {
  private readonly processes: SupervisorProcess[] = [];

  private constructor(
    readonly folder: string,
    readonly dataDir: string,
    readonly ports: Ports,
  ) {}

  static async create(): Promise<StubShop> {
    await buildOnce();
    const folder = await makeTemporaryFolder('breakwater-stubs-');
    const files = {
      'services/package.json': '{"type":"module"}',
      'services/dist/main.js': MAIN,
      'services/dist/database/migrate.js': MIGRATE,
      'services/dist/database/seed.js': SEED,
      'supervisor.mjs': supervisor(join(folder, 'services')),
    };
    for (const [name, content] of Object.entries(files)) {
      await mkdir(dirname(join(folder, name)), { recursive: true });
      await writeFile(join(folder, name), content);
    }
    return new StubShop(folder, join(folder, 'data'), await freePorts());
  }

  start(env: Record<string, string> = {}, args: string[] = []): SupervisorProcess {
    const child = spawn(process.execPath, [join(this.folder, 'supervisor.mjs'), '--data-dir', this.dataDir, ...args], {
      env: { ...process.env, ...portEnvironment(this.ports), ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const started = new SupervisorProcess(child);
    this.processes.push(started);
    return started;
  }

  async open(env: Record<string, string> = {}, args: string[] = []): Promise<SupervisorProcess> {
    const started = this.start(env, args);
    await started.says('THE STUBS ARE OPEN');
    return started;
  }

  url(name: 'orders' | 'shipping' | 'sandbox'): string {
    return `http://127.0.0.1:${this.ports[name]}`;
  }

  /** Ends what still runs and deletes the folder. */
  async remove(): Promise<void> {
    for (const each of this.processes) await each.stop();
    await removeDataDir(join(this.dataDir, 'postgres'));
    await rm(this.folder, { recursive: true, force: true });
  }
}

let built: Promise<unknown> | undefined;

/** The supervisor's process runs compiled code; nothing is done when it is up to date. */
function buildOnce(): Promise<unknown> {
  built ??= promisify(execFile)('tsc', ['-b', packageFolder]);
  return built;
}
