import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The order is the one in which they are listed for people. */
export const SERVICE_NAMES = ['identity', 'inventory', 'orders', 'shipping', 'notification', 'sandbox'] as const;
export type ServiceName = (typeof SERVICE_NAMES)[number];

/** Where everything answers; what a service is told of the others. */
export interface Addresses {
  services: Readonly<Record<ServiceName, string>>;
}

export interface ServiceDescription {
  name: ServiceName;
  /** The app's folder; its compiled entry points lie in `dist`. */
  folder: string;
  /** Has a database and a login of its name, and a migrate command. */
  database: boolean;
  /** Has a seed command. */
  seeded: boolean;
  /** Its settings beyond those that all services get. */
  env: (addresses: Addresses) => Readonly<Record<string, string>>;
}

const apps = fileURLToPath(new URL('../../../apps', import.meta.url));
const app = (name: ServiceName) => ({ name, folder: join(apps, name), env: () => ({}) });

/** The shop's services. */
export const shopServices: readonly ServiceDescription[] = [
  { ...app('identity'), database: true, seeded: true },
  { ...app('inventory'), database: true, seeded: true },
  {
    ...app('orders'),
    database: true,
    seeded: false,
    env: ({ services }) => ({ SHIPPING_URL: services.shipping }),
  },
  {
    ...app('shipping'),
    database: true,
    seeded: false,
    env: ({ services }) => ({ CARRIERS_URL: services.sandbox }),
  },
  {
    ...app('notification'),
    database: true,
    seeded: false,
    env: ({ services }) => ({ EMAIL_PROVIDER_URL: services.sandbox }),
  },
  { ...app('sandbox'), database: true, seeded: false },
];
