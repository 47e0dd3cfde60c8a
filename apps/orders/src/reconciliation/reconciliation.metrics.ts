import { metrics } from '@breakwater/service-kit';
import { Histogram } from 'prom-client';

/** Its count is how many were settled. */
export const costDifference = new Histogram({
  name: 'shipping_cost_difference_pence',
  help: 'Real shipping cost minus the estimate that the customer was told',
  buckets: [-1_000, -500, -200, -100, -50, -1, 0, 50, 100, 200, 500, 1_000, 5_000],
  registers: [metrics],
});
