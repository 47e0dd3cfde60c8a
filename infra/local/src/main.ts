import { enableCompileCache } from 'node:module';

enableCompileCache();
// Imported only now, for the cache to be of use.
const { reportFailure } = await import('./report-failure.js');
try {
  const [{ runSupervisor }, { shopServices }] = await Promise.all([
    import('./run-supervisor.js'),
    import('./services.js'),
  ]);
  // A terminal that is gone must not end the supervisor before it has ended its children.
  process.stdout.on('error', () => {});
  process.exit(await runSupervisor({ args: process.argv.slice(2), env: process.env, services: shopServices }));
} catch (error) {
  process.exit(reportFailure(error));
}
