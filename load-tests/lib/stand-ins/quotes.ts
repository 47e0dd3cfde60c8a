import { fileURLToPath } from 'node:url';
import { request } from 'undici';
import { z } from 'zod';
import { type NodeServer, type RunningNode, startNode } from '../processes/node-process.js';

/** A stand-in for shipping that quotes at once, as a process of its own. */
export const quotesServer: Pick<NodeServer, 'name' | 'entry' | 'args'> = {
  name: 'the stand-in for shipping',
  entry: fileURLToPath(new URL('quotes.main.js', import.meta.url)),
  args: (port) => [String(port)],
};

export function startQuotes(options: { logFile: string; port?: number }): Promise<RunningNode> {
  return startNode({ ...quotesServer, ...options });
}

/** What can be done to the stand-in from outside. */
export class SlowQuotes {
  constructor(private readonly url: string) {}

  /** From now on it answers `ms` late, for so many seconds. */
  begin(ms: number, seconds: number): Promise<unknown> {
    return this.ask('PUT', `?ms=${ms}&seconds=${seconds}`);
  }

  end(): Promise<unknown> {
    return this.ask('DELETE');
  }

  /** How many it has held up to now. */
  async held(): Promise<number> {
    return z.object({ held: z.number() }).parse(await this.ask('GET')).held;
  }

  private async ask(method: 'GET' | 'PUT' | 'DELETE', query = ''): Promise<unknown> {
    const answer = await request(`${this.url}/slowness${query}`, { method });
    return answer.body.json();
  }
}
