import { fileURLToPath } from 'node:url';
import { freePort, launch, waitForPort, type EndingStep } from '@breakwater/embedded';

/** Run from its sources as well as from what was built. */
const OWN_ENDING = import.meta.url.endsWith('.ts') ? 'ts' : 'js';
const READY_TIMEOUT_MS = 10_000;
const ENDING: readonly EndingStep[] = [['SIGTERM', 1_000]];

export interface Distance {
  port: number;
  stop(): Promise<void>;
}

/**
 * Puts a server on this machine a network away: connections to the port that this returns reach it `delayMs` later, in a
 * process of its own. Node's timers are no finer than a millisecond, and some 0.1 ms late.
 */
export async function startDistance(to: { port: number; delayMs: number; logFile: string }): Promise<Distance> {
  const port = await freePort();
  const launched = await launch({
    name: 'the network',
    command: process.execPath,
    args: [
      fileURLToPath(new URL(`distance.main.${OWN_ENDING}`, import.meta.url)),
      ...[port, to.port, to.delayMs].map(String),
    ],
    env: {},
    logFile: to.logFile,
    ipc: true,
  });
  await launched.readyWhen(() => waitForPort(port).then(() => true), READY_TIMEOUT_MS);
  return { port, stop: () => launched.stop(ENDING) };
}
