import { setTimeout as delay } from 'node:timers/promises';
import type { Journal } from '../../lib/orders/journal.js';
import type { ProgressStep } from '../../lib/progress/progress.js';
import type { QueueDepth } from './queues.js';
import type { ShopLedger } from './shop-ledger.js';

const PAUSE_MS = 500;

export interface AtRestOptions {
  journal: Journal;
  ledger: ShopLedger;
  depths: () => Promise<QueueDepth[]>;
  step: ProgressStep;
  /** How long nothing may change before it gives up. */
  stallMs: number;
  signal: AbortSignal;
}

/**
 * Waits until no queue holds a message, not even in the hands of a consumer that was killed, and no outbox an event: what
 * comes late would else be doubled after it was counted. Leaves the ledger read.
 * @returns whether it came to rest
 */
export async function atRest({ journal, ledger, depths, step, stallMs, signal }: AtRestOptions): Promise<boolean> {
  let before = '';
  let changedAt = performance.now();
  for (;;) {
    // Outboxes first: what leaves them is in a queue when the queues are looked at.
    await ledger.read();
    const events = journal.number('select count(*) from waiting_event');
    const queues = await depths();
    const messages = queues.reduce((sum, { waiting, inFlight }) => sum + waiting + inFlight, 0);
    step.at(events + messages, 0);
    if (events + messages === 0) {
      // What was handled between the two looks.
      await ledger.read();
      if (journal.number('select count(*) from waiting_event') === 0) return true;
    }
    const now = JSON.stringify([events, queues]);
    if (now !== before) changedAt = performance.now();
    before = now;
    if (performance.now() - changedAt > stallMs) return false;
    await delay(PAUSE_MS, undefined, { signal });
  }
}
