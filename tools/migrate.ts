import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { parseArgs } from 'node:util';

const known = readdirSync('apps').filter((app) => existsSync(`apps/${app}/src/database/migrate.ts`));
const HELP = `Brings the databases of all apps, or of those named, to the newest schema: npm run migrate [-- app …]

Apps: ${known.join(', ')}. DATABASE_URL says where the database of one named app is; without it each app's default counts.`;

const { named, help } = read();
if (help) {
  console.log(HELP);
  process.exit(0);
}
const apps = named.length > 0 ? named : known;

const unknown = named.filter((app) => !known.includes(app));
if (unknown.length > 0) refuse(`no such app with migrations: ${unknown.join(', ')}; there are: ${known.join(', ')}`);
if (process.env['DATABASE_URL'] && apps.length !== 1) {
  refuse('DATABASE_URL names one database, but every app has its own; name the app: npm run migrate -- orders');
}

for (const app of apps) {
  const { status, error } = spawnSync(process.execPath, [`apps/${app}/dist/database/migrate.js`], { stdio: 'inherit' });
  if (error) throw error;
  if (status !== 0) process.exitCode = 1;
}

function read(): { named: string[]; help: boolean } {
  try {
    const options = { help: { type: 'boolean', short: 'h', default: false } } as const;
    const { values, positionals } = parseArgs({ options, allowPositionals: true });
    return { named: positionals, help: values.help };
  } catch (error) {
    return refuse(`${error instanceof Error ? error.message : String(error)}. See --help.`);
  }
}

function refuse(reason: string): never {
  console.error(`migrate: ${reason}`);
  process.exit(2);
}
