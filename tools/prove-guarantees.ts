import { chapters } from './guarantees/chapters/index.ts';
import { proveCommand } from './guarantees/prove-command.ts';

// usage: npm run prove:guarantees -- --help
// Servers and workers of the specs are closed by then; what they left in the event loop must not keep the process.
process.exit(await proveCommand(chapters, process.argv.slice(2)));
