import { setTimeout as delay } from 'node:timers/promises';
import type { ShopUrls } from '../../lib/http/shop-urls.js';
import { firstConfirmedOrder } from './first-order.js';
import type { StartedShop, TreeMemory } from './npm-start.js';
import { startOneMore, type ServiceStart } from './one-service.js';

const ORDER_TIMEOUT_MS = 120_000;
const IDLE_MS = 10_000;
/** Far longer than promised, to tell slow from never. */
const STOP_TIMEOUT_MS = 30_000;

export const services = [
  'identity',
  'inventory',
  'orders',
  'shipping',
  'notification',
  'sandbox',
] as const satisfies readonly (keyof ShopUrls)[];
export type MeasuredService = (typeof services)[number];

/** One start of the shop from nothing, and its end. */
export interface Repeat {
  firstOrderMs: number;
  memoryAtFirstOrder: TreeMemory;
  memoryIdle: TreeMemory;
  stopMs: number;
  processesLeft: number;
  /** The first one more of each service; Node has none of its compiled code at hand. */
  cold: Record<MeasuredService, ServiceStart>;
  /** The second, third …: Node's compile cache is filled, as from the second npm start on. */
  warm: Record<MeasuredService, ServiceStart>[];
}

/**
 * Measures a shop that was started just now, and ends it.
 * @param warmStarts starts of each service with a filled compile cache
 */
export async function measureOnce(
  shop: StartedShop,
  warmStarts: number,
  tell: (line: string) => void,
): Promise<Repeat> {
  let measured;
  try {
    await shop.orEnd(firstConfirmedOrder(shop.urls, ORDER_TIMEOUT_MS));
    const firstOrderMs = performance.now() - shop.startedAt;
    const memoryAtFirstOrder = await shop.memory();
    tell(
      `  first confirmed order after ${(firstOrderMs / 1000).toFixed(1)} s, ${memoryAtFirstOrder.pssMb.toFixed(0)} MB`,
    );
    await delay(IDLE_MS);
    const memoryIdle = await shop.memory();
    tell(`  idle: ${memoryIdle.pssMb.toFixed(0)} MB in ${memoryIdle.processes} processes`);
    const cold = await startEach(shop);
    const warm = [];
    for (let start = 0; start < warmStarts; start += 1) warm.push(await startEach(shop));
    for (const service of services)
      tell(`  ${service}: ${describe(cold[service])}, again: ${warm.map((one) => describe(one[service])).join(', ')}`);
    measured = { firstOrderMs, memoryAtFirstOrder, memoryIdle, cold, warm };
  } catch (error) {
    await shop.stop(STOP_TIMEOUT_MS);
    throw error;
  }
  const { tookMs, left } = await shop.stop(STOP_TIMEOUT_MS);
  tell(`  stopped after ${(tookMs / 1000).toFixed(1)} s, ${left.length} processes left`);
  return { ...measured, stopMs: tookMs, processesLeft: left.length };
}

async function startEach(shop: StartedShop): Promise<Record<MeasuredService, ServiceStart>> {
  const running = await shop.processes();
  const starts: Partial<Record<MeasuredService, ServiceStart>> = {};
  for (const service of services) starts[service] = await startOneMore(service, running);
  return starts as Record<MeasuredService, ServiceStart>;
}

const describe = ({ readyMs, cpuMs, rssMb }: ServiceStart) =>
  `${readyMs.toFixed(0)} ms (CPU ${cpuMs}), ${rssMb.toFixed(0)} MB`;
