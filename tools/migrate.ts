import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';

// usage: npm run migrate [-- app …]     Brings the databases of all apps, or of those named, to the newest schema.
const known = readdirSync('apps').filter((app) => existsSync(`apps/${app}/src/database/migrate.ts`));
const named = process.argv.slice(2);
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

function refuse(reason: string): never {
  console.error(`migrate: ${reason}`);
  process.exit(2);
}
