import { setTimeout as delay } from 'node:timers/promises';
import { z } from 'zod';
import type { ArmName, Probe } from '../../lib/drill/drill.js';
import { ServiceMetrics } from '../../lib/probes/service-probes.js';
import { changesIn, circuits, circuitsDuring } from './circuits.js';
import { ledger, readLedger } from './ledger.js';
import type { TriggerTimes } from './phases.js';
import type { CheckoutShop } from './shop.js';
import type { CircuitBreakerSize } from './sizes.js';

const CARRIERS = 3;

const count = z.number().nullable();

/** What is told of a run beside the load's own figures. */
export const figures = z.object({
  circuits,
  /** To the carriers, the most of each time; null where the system does not tell. */
  sockets: z.object({ before: count, hang: count, open: count, afterwards: count }),
  /** When all is at rest; null when shipping did not answer. */
  inFlight: count,
  /** Of the protected arm: the other one estimates nothing. */
  ledger: ledger.optional(),
  /** From the end of the trigger until all was at rest. */
  restSeconds: count,
});
export type Figures = z.infer<typeof figures>;

/** A probe, and what it has read by time: the verdict wants its most in parts of the run. */
export class Remembered implements Probe {
  readonly name: string;
  readonly unit: string;
  readonly #readings: { atMs: number; value: number }[] = [];

  constructor(private readonly probe: Probe) {
    this.name = probe.name;
    this.unit = probe.unit;
  }

  async read(): Promise<number | null> {
    const value = await this.probe.read();
    if (value !== null) this.#readings.push({ atMs: Date.now(), value });
    return value;
  }

  /** @param from and `to` in milliseconds since 1970; null without a reading */
  most(from: number, to: number): number | null {
    const found = this.#readings.filter(({ atMs }) => atMs >= from && atMs < to);
    return found.length === 0 ? null : Math.max(...found.map(({ value }) => value));
  }
}

export async function figuresOf(
  arm: ArmName,
  { openWithinMs, restWithinMs }: CircuitBreakerSize,
  shop: CheckoutShop,
  { from, to }: TriggerTimes,
  sockets: Remembered,
): Promise<Figures> {
  const settles = arm !== 'unprotected';
  const left = settles ? await shop.rest(restWithinMs) : Infinity;
  const restAt = Date.now();
  const afterwards = settles ? await sockets.read() : null;
  return {
    circuits: circuitsDuring(await changesIn(shop.shipping.logFile), CARRIERS, from, to),
    sockets: {
      before: sockets.most(0, from),
      hang: sockets.most(from, to),
      open: sockets.most(from + openWithinMs, to),
      afterwards,
    },
    inFlight: await callsInFlight(new ServiceMetrics(shop.shipping.url)),
    ...(settles ? { ledger: await readLedger(shop) } : {}),
    restSeconds: left === 0 ? Math.round(restAt - to) / 1_000 : null,
  };
}

/** Of an abandoned call the slot is held until its work has ended, a moment later. */
async function callsInFlight(metrics: ServiceMetrics): Promise<number | null> {
  const read = async () => {
    const totals = await Promise.all(
      ['carrier-rate', 'carrier-label', 'carrier-void'].map((call) =>
        metrics.total('external_calls_in_flight', { call }),
      ),
    );
    return totals.includes(null) ? null : totals.reduce<number>((sum, value) => sum + (value ?? 0), 0);
  };
  for (let tried = 0; tried < 5; tried += 1) {
    if ((await read()) === 0) return 0;
    await delay(200);
  }
  return read();
}
