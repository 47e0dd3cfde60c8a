import { localShop } from '../../lib/http/shop-urls.ts';
import type { AskedService, Credentials } from '../../flows/requests/shop-request.js';

// What a script is told by environment variables (`-e NAME=value`, or the environment itself).

const setting = (name: string): string | undefined => {
  const value = __ENV[name];
  return value === '' ? undefined : value;
};

const local = localShop();
const urlOf = (service: AskedService): string =>
  (setting(`${service.toUpperCase()}_URL`) ?? setting('BASE_URL') ?? local[service]).replace(/\/+$/, '');

/** `IDENTITY_URL`, `INVENTORY_URL`, `ORDERS_URL`; else `BASE_URL` for all of them; else the ports of `npm start`. */
export const urls: Readonly<Record<AskedService, string>> = {
  identity: urlOf('identity'),
  inventory: urlOf('inventory'),
  orders: urlOf('orders'),
};

/** `DEMO_CUSTOMER_EMAIL` and `DEMO_CUSTOMER_PASSWORD`; else the customer that the local seed registers. */
export const customer: Credentials = {
  email: setting('DEMO_CUSTOMER_EMAIL') ?? 'demo@breakwater.example',
  password: setting('DEMO_CUSTOMER_PASSWORD') ?? 'demo-password-1',
};

/** `SIZE`: `full` (default), or `ci` for some seconds. */
export const size: 'ci' | 'full' = sizeFrom(setting('SIZE') ?? 'full');

/** `SUMMARY`: a file that gets k6's figures as JSON, for `npm run drill:compare`. */
export const summaryFile: string | undefined = setting('SUMMARY');

/** A number above 0 that is given by an environment variable. */
export function positive(name: string, fallback: number): number {
  const given = setting(name);
  const value = given === undefined ? fallback : Number(given);
  if (!(value > 0)) throw new Error(`${name} must be a number above 0, not "${given}".`);
  return value;
}

function sizeFrom(given: string): 'ci' | 'full' {
  if (given !== 'ci' && given !== 'full') throw new Error(`SIZE must be ci or full, not "${given}".`);
  return given;
}
