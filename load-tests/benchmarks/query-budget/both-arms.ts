import { z } from 'zod';
import { type Flow, HttpTarget, outcomeOf } from '../../lib/load/index.js';

const url = z.url({ protocol: /^https?$/ });
const options = z.strictObject({
  urls: z.strictObject({ off: url, warn: url }),
  path: z.string().startsWith('/'),
  token: z.string().min(1),
});
export type BothArmsOptions = z.input<typeof options>;

/** The same request to each arm in turn; what is ok has the arm's name for its label. */
export async function open(given: unknown): Promise<Flow> {
  const { urls, path, token } = options.parse(given);
  const targets = { off: new HttpTarget(urls.off), warn: new HttpTarget(urls.warn) };
  const request = { method: 'GET', path, headers: { authorization: `Bearer ${token}` } } as const;
  return {
    async run({ index }, signal) {
      const mode = index % 2 === 0 ? 'off' : 'warn';
      return outcomeOf(await targets[mode].request(request, signal), 200, mode);
    },
    close: async () => {
      await Promise.all([targets.off.close(), targets.warn.close()]);
    },
  };
}
