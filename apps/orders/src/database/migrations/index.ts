import { CreateOrders1763683200000 } from './1763683200000-create-orders.js';

/** In the order in which they run. */
export const migrations = [CreateOrders1763683200000];
