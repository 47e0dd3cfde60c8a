import { INTERRUPTED, OptionError, optionsOrCode, stopOnSignals, textOf } from './lib/command/command.js';
import { drillNames, loadDrill } from './lib/drill/catalogue.js';
import { conduct } from './lib/drill/conduct.js';
import type { Drill } from './lib/drill/drill.js';
import { type DrillOptions, HELP, readOptions } from './lib/drill/options.js';

process.exitCode = await main();

async function main(): Promise<number> {
  const options = optionsOrCode(
    () => readOptions(process.argv.slice(2), process.env['INIT_CWD'] ?? process.cwd()),
    HELP,
  );
  if (typeof options === 'number') return options;
  try {
    const drills = await wanted(options);
    if (drills.length === 0) return await list();
    const signal = stopOnSignals(
      'Stopping: faults are cleared and servers closed; what was found is kept as a partial result.',
    );
    let worst = 0;
    for (const drill of drills) {
      const code = await conduct(drill, options, { baseEnv: process.env, signal });
      if (code === INTERRUPTED) return code;
      worst = Math.max(worst, code);
    }
    return worst;
  } catch (error) {
    console.error(textOf(error));
    return error instanceof OptionError ? 2 : 1;
  }
}

async function wanted({ name, all }: DrillOptions): Promise<Drill[]> {
  if (name !== undefined) return [await loadDrill(name)];
  return all ? Promise.all((await drillNames()).map(loadDrill)) : [];
}

async function list(): Promise<number> {
  const drills = await Promise.all((await drillNames()).map(loadDrill));
  const width = Math.max(...drills.map(({ name }) => name.length));
  for (const { name, title } of drills) console.log(`${name.padEnd(width)}  ${title}`);
  console.log('\nnpm run drill -- <name>; all options: npm run drill -- --help');
  return 0;
}
