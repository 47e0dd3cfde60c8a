import { registerBody } from '@breakwater/contracts';
import { databaseSettings } from '@breakwater/persistence';
import { type ConfigOf, defineConfig, setting } from '@breakwater/service-kit';
import type { SeedAccount } from './seed-accounts.js';

const { email, password } = registerBody.shape;

const DEMO_PASSWORD = 'demo-password-1';
const ADMIN_PASSWORD = 'admin-password-1';

/** @param production neither takes nor accepts the well-known local passwords, so that no shop opens with a public one */
export const defineSeedConfig = (production: boolean) => {
  const local = (value: string) => (production ? {} : { default: value });
  const notPublic = (known: string) =>
    password.refine((given) => !production || given !== known, 'is the public default of local use; choose another');
  return defineConfig('identity-seed', {
    ...databaseSettings('identity'),
    demoCustomerEmail: setting('DEMO_CUSTOMER_EMAIL', email.optional(), {
      ...local('demo@breakwater.example'),
      description:
        'E-mail of the demo customer that the seed registers; none when NODE_ENV is production and this is unset',
    }),
    demoCustomerPassword: setting('DEMO_CUSTOMER_PASSWORD', notPublic(DEMO_PASSWORD).optional(), {
      ...local(DEMO_PASSWORD),
      description: 'Password of the demo customer',
      secret: true,
    }),
    adminEmail: setting('ADMIN_EMAIL', email, {
      ...local('admin@breakwater.example'),
      description: 'E-mail of the administrator that the seed registers; no default when NODE_ENV is production',
    }),
    adminPassword: setting('ADMIN_PASSWORD', notPublic(ADMIN_PASSWORD), {
      ...local(ADMIN_PASSWORD),
      description: 'Password of the administrator; no default when NODE_ENV is production',
      secret: true,
    }),
  });
};

export const seedConfig = defineSeedConfig(process.env['NODE_ENV'] === 'production');
type SeedConfig = ConfigOf<typeof seedConfig>;

/** Whom a configuration asks for: the administrator, and the demo customer where there is one. */
export function accountsOf(config: SeedConfig): SeedAccount[] {
  const { demoCustomerEmail, demoCustomerPassword, adminEmail, adminPassword } = config;
  const admin = { email: adminEmail, password: adminPassword, name: 'Shop Administrator', role: 'admin' } as const;
  if (demoCustomerEmail === undefined || demoCustomerPassword === undefined) return [admin];
  return [{ email: demoCustomerEmail, password: demoCustomerPassword, name: 'Demo Customer', role: 'customer' }, admin];
}
