import { CreateShipping1763719200000 } from './1763719200000-create-shipping.js';

export const migrations = [CreateShipping1763719200000];
