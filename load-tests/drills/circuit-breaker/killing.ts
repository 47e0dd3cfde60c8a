import type { Phase } from '../../lib/drill/drill.js';
import type { LoadJob } from '../../lib/load/index.js';
import type { CheckoutShop } from './shop.js';

/** Since the generator was asked for its load. */
const KILL_AFTER_MS = 1_500;

/** A phase in which shipping crashes with work in hand, and is started again at once. */
export function killing(name: string, shop: CheckoutShop, load: LoadJob): Phase {
  let pending = 0;
  let restart: Promise<void> | undefined;
  const kill = async () => {
    const { rows } = await shop.databases.orders.query<{ count: string }>(
      `SELECT count(*) FROM shipping_reconciliation WHERE state = 'pending'`,
    );
    pending = Number(rows[0]?.count);
    await shop.killShipping();
  };
  let timer: NodeJS.Timeout | undefined;
  return {
    name,
    role: 'observe',
    load,
    before() {
      timer = setTimeout(() => {
        restart = kill();
        // Told when the load is over.
        restart.catch(() => undefined);
      }, KILL_AFTER_MS);
      return Promise.resolve();
    },
    async proof() {
      await restart;
      return pending > 0 ? undefined : 'nothing was left to reconcile when shipping was killed';
    },
    async after() {
      clearTimeout(timer);
      await restart;
    },
  };
}
