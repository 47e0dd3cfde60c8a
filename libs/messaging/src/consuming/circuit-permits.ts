import { setTimeout as delay } from 'node:timers/promises';
import type { ExternalCall } from '@breakwater/resilience';
import type { Permits } from './permits.js';

/** A guarded call that every message of a queue needs. */
export type Circuit = Pick<ExternalCall<unknown, unknown>, 'breakerState' | 'accepts'>;

const LOOK_AGAIN_MS = 100;

/**
 * Receives nothing while the circuits of all `circuits` are open: messages that can only fail would use up their deliveries and
 * end as dead letters, however short the outage. When a circuit lets one call try, one message is received to try it with.
 *
 * @param circuits any of which is enough, such as those of several carriers
 */
export function permitsBehind(circuits: readonly Circuit[]): Permits {
  return {
    async acquire(_queue, wanted, signal) {
      for (;;) {
        if (circuits.some(({ breakerState }) => breakerState === 'closed')) return wanted;
        if (circuits.some(({ accepts }) => accepts)) return 1;
        await delay(LOOK_AGAIN_MS, undefined, { signal });
      }
    },
  };
}
