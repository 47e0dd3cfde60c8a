import { fileURLToPath } from 'node:url';
import { type RunningNode, startNode } from '../processes/node-process.js';

/** A stand-in for shipping that quotes at once, in a process of its own. */
export function startQuotes(options: { logFile: string; port?: number }): Promise<RunningNode> {
  return startNode({
    name: 'the stand-in for shipping',
    entry: fileURLToPath(new URL('quotes.main.js', import.meta.url)),
    args: (port) => [String(port)],
    ...options,
  });
}
