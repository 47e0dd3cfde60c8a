// What may be wrapped or replaced from outside, by tests and experiments; the service itself starts in main.ts.
export { CarrierClient } from './carriers/carrier-client.js';
export { LastRates } from './carriers/last-rates.js';
