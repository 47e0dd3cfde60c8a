import { CreateOrders1763683200000 } from './1763683200000-create-orders.js';
import { CreateShippingReconciliation1763942400000 } from './1763942400000-create-shipping-reconciliation.js';

/** In the order in which they run. */
export const migrations = [CreateOrders1763683200000, CreateShippingReconciliation1763942400000];
