import type { Chapter } from '../guarantee.ts';
import { calls } from './calls.ts';
import { handling } from './handling.ts';
import { identity } from './identity.ts';
import { orders } from './orders.ts';
import { publishing } from './publishing.ts';
import { service } from './service.ts';
import { stock } from './stock.ts';
import { thirdParties } from './third-parties.ts';

/** The promises of the shop: docs/guarantees.md is made of them, and `npm run prove:guarantees` takes each apart. */
export const chapters: readonly Chapter[] = [
  orders,
  publishing,
  handling,
  stock,
  thirdParties,
  calls,
  service,
  identity,
];
