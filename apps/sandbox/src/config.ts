import { databaseSettings } from '@breakwater/persistence';
import { type ConfigOf, defineConfig, serviceSettings, setting } from '@breakwater/service-kit';
import { z } from 'zod';

const service = serviceSettings({ port: 4006 });

export const sandboxConfig = defineConfig('sandbox', {
  ...service,
  ...databaseSettings('sandbox'),
  bodyLimitBytes: setting(service.bodyLimitBytes.env, service.bodyLimitBytes.schema, {
    default: 8_388_608,
    unit: 'bytes',
    description:
      'Largest request body; an e-mail carries its attachments in base64, a PDF invoice of 600 lines up to 2 MB',
  }),
  emailRatePerSecond: setting('EMAIL_RATE_PER_SECOND', z.coerce.number().int().min(0).max(100_000), {
    default: 0,
    unit: 'e-mails/s',
    description:
      'What the e-mail provider takes, with bursts of one second; more is answered with 429. 0 takes everything',
  }),
});

export type SandboxConfig = ConfigOf<typeof sandboxConfig>;
