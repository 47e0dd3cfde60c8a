import { metrics } from '@breakwater/service-kit';
import { Counter } from 'prom-client';

export const faultsInjected = new Counter({
  name: 'sandbox_faults_injected_total',
  help: 'Requests that a fault has hit',
  labelNames: ['kind'],
  registers: [metrics],
});
