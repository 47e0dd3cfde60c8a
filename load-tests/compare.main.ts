import { compareFiles } from './lib/compare/command.js';

process.exitCode = await compareFiles(process.argv.slice(2), process.env['INIT_CWD'] ?? process.cwd());
