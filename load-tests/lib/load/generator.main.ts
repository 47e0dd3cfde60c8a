import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import type { Flow } from './flow.js';
import type { GeneratorMessage, JobMessage } from './generator-channel.js';
import { LoadGenerator } from './generator.js';
import { describeFlowError, openFlow } from './load-flow.js';

/** A flow that does not close is no reason to keep the result waiting. */
const CLOSE_TIMEOUT_MS = 2_000;

// Run by `runLoad`, which gives the job over the channel. When the channel ends, nobody waits for the result any more.
process.once('disconnect', () => process.exit(1));

const [{ job }] = (await once(process, 'message')) as [JobMessage];
let flow: Flow | undefined;
try {
  flow = await openFlow(job.flow, job.flowOptions);
} catch (error) {
  tell({ kind: 'no-flow', why: describeFlowError(error) });
}
if (flow !== undefined) {
  const result = await new LoadGenerator(job, flow, (second) => tell({ kind: 'second', second })).run();
  await Promise.race([flow.close(), delay(CLOSE_TIMEOUT_MS)]);
  tell({ kind: 'result', result });
}

// The caller ends this process when it has the last message.
function tell(message: GeneratorMessage): void {
  process.send?.(message);
}
