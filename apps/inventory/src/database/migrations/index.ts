import { CreateInventory1763683200000 } from './1763683200000-create-inventory.js';

/** In the order in which they run. */
export const migrations = [CreateInventory1763683200000];
