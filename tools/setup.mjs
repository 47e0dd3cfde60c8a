// Makes a fresh clone ready: installs what package-lock.json says, and builds. Plain JavaScript without dependencies, for it
// runs before there are any, on any Node from 20 on. The second time it takes under a second.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const OLDEST_NODE = 20;
const root = fileURLToPath(new URL('..', import.meta.url));
const bin = join(root, 'node_modules', '.bin');

requireNode();
const reason = whyInstall();
if (reason) install(reason);
build();

function requireNode() {
  const [major = '0'] = process.versions.node.split('.');
  if (Number(major) < OLDEST_NODE) {
    fail(
      `This needs Node ${OLDEST_NODE} or later to set itself up; it is ${process.version}. Get a newer one: https://nodejs.org`,
    );
  }
}

/** Why node_modules is not what package-lock.json says, or undefined when it is. */
function whyInstall() {
  const wanted = packagesOf(join(root, 'package-lock.json'));
  if (!wanted) fail('package-lock.json is missing or broken. Restore it: git checkout package-lock.json');
  // npm's own record of what it has installed, written when it was done.
  const installed = packagesOf(join(root, 'node_modules', '.package-lock.json'));
  if (!installed) return 'nothing is installed yet';
  for (const [path, { version, optional }] of Object.entries(wanted)) {
    const found = installed[path];
    if (path === '' || (found ? found.version === version : optional)) continue;
    return found ? `${nameOf(path)} is ${found.version}, not ${version}` : `${nameOf(path)} is not installed`;
  }
  const extra = Object.keys(installed).find((path) => !wanted[path]);
  if (extra) return `${nameOf(extra)} is no longer needed`;
  // node_modules of another kind of machine, or install scripts that were switched off.
  return runs(join(bin, 'node'), ['--version']) ? undefined : 'the Node in node_modules does not run on this machine';
}

function packagesOf(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8')).packages;
  } catch {
    return undefined;
  }
}

function nameOf(path) {
  return path.replace(/^.*node_modules\//, '');
}

function install(why) {
  say(`installing dependencies with npm ci (${why}); this takes a minute`);
  // Not its warnings: packages that want a newer Node than the system's run on the Node that is being installed.
  const code = run('npm', ['ci', '--loglevel=error', '--no-audit', '--no-fund', '--include=dev', '--include=optional']);
  if (code !== 0) {
    fail(
      `npm ci failed (exit code ${code}). If the messages above speak of the network (ENOTFOUND, ETIMEDOUT, ECONNREFUSED), this ` +
        'machine does not reach the npm registry: check the connection, or name a mirror with npm config set registry URL.',
    );
  }
  if (!runs(join(bin, 'node'), ['--version'])) {
    fail(
      'npm ci did not bring the Node that the services run on. Are install scripts switched off? ' +
        'Look at: npm config get ignore-scripts',
    );
  }
}

function build() {
  const missing = !existsSync(join(root, 'infra', 'local', 'dist', 'main.js'));
  if (missing) say('building');
  const code = run(join(bin, 'tsc'), ['-b', 'tsconfig.build.json']);
  if (code !== 0) fail(`The build failed (exit code ${code}); the messages above say where.`);
}

/** Runs a program in the clone's root with the project's own Node first on PATH; returns its exit code. */
function run(command, args) {
  const env = { ...process.env, PATH: `${bin}${delimiter}${process.env.PATH ?? ''}` };
  const { status, error } = spawnSync(command, args, { cwd: root, env, stdio: 'inherit' });
  if (error) fail(`${command} cannot be started: ${error.message}`);
  return status ?? 1;
}

function runs(command, args) {
  return spawnSync(command, args, { stdio: 'ignore' }).status === 0;
}

function say(text) {
  process.stderr.write(`${text}\n`);
}

function fail(text) {
  say(`\n${text}`);
  process.exit(1);
}
