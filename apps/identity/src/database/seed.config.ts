import { databaseSettings } from '@breakwater/persistence';
import { defineConfig, setting } from '@breakwater/service-kit';
import { registerBody } from '@breakwater/contracts';

const { email, password } = registerBody.shape;

/** @param production leaves the well-known local defaults out, so that no shop opens with a public admin password */
export const defineSeedConfig = (production: boolean) => {
  const local = (value: string) => (production ? {} : { default: value });
  return defineConfig('identity-seed', {
    ...databaseSettings('identity'),
    demoCustomerEmail: setting('DEMO_CUSTOMER_EMAIL', email, {
      ...local('demo@breakwater.example'),
      description: 'E-mail of the demo customer that the seed registers',
    }),
    demoCustomerPassword: setting('DEMO_CUSTOMER_PASSWORD', password, {
      ...local('demo-password-1'),
      description: 'Password of the demo customer',
      secret: true,
    }),
    adminEmail: setting('ADMIN_EMAIL', email, {
      ...local('admin@breakwater.example'),
      description: 'E-mail of the administrator that the seed registers',
    }),
    adminPassword: setting('ADMIN_PASSWORD', password, {
      ...local('admin-password-1'),
      description: 'Password of the administrator',
      secret: true,
    }),
  });
};

export const seedConfig = defineSeedConfig(process.env['NODE_ENV'] === 'production');
