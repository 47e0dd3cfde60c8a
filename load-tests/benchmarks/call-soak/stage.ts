import { type CheckoutShop, openShop, type ShopSettings } from '../../drills/circuit-breaker/shop.js';
import { Bench } from '../../lib/drill/bench.js';
import { readProcess, type Reading } from './reading.js';

/** Those that make guarded calls in a checkout, each in a process of its own. */
export const PROCESSES = ['orders', 'shipping'] as const;
export type ProcessName = (typeof PROCESSES)[number];

export type PerProcess<T> = Readonly<Record<ProcessName, T>>;

/** The shop that the drill circuit-breaker protects, and what can be seen of it from outside. */
export interface Stage {
  shop: CheckoutShop;
  read: () => Promise<PerProcess<Reading>>;
  close(): Promise<void>;
}

/** @param baseEnv what processes are given besides (PATH …) */
export async function openStage(settings: ShopSettings, baseEnv: NodeJS.ProcessEnv): Promise<Stage> {
  const bench = await Bench.open(baseEnv);
  try {
    const shop = await openShop('protected', settings, bench);
    const names = await namesOf(shop, bench);
    return {
      shop,
      read: () => perProcess((process) => readProcess(shop[process], names)),
      close: () => bench.close(),
    };
  } catch (error) {
    await bench.close();
    throw error;
  }
}

export async function perProcess<T>(make: (process: ProcessName) => Promise<T>): Promise<PerProcess<T>> {
  const [orders, shipping] = await Promise.all([make('orders'), make('shipping')]);
  return { orders, shipping };
}

async function namesOf({ carriers, shipping }: CheckoutShop, bench: Bench): Promise<Map<number, string>> {
  const [postgres, redis, { jwksUrl }] = await Promise.all([bench.postgres(), bench.redisEnv(), bench.tokens()]);
  return new Map([
    [portOf(carriers.server.url), 'the carriers'],
    [portOf(shipping.url), 'shipping'],
    [portOf(postgres.url), 'PostgreSQL'],
    [portOf(redis['REDIS_URL']), 'Redis'],
    [portOf(jwksUrl), 'identity'],
  ]);
}

const portOf = (url: string | undefined): number => Number(new URL(url ?? '').port);
