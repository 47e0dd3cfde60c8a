import { databaseSettings } from '@breakwater/persistence';
import { type ConfigOf, defineConfig, serviceSettings, setting } from '@breakwater/service-kit';
import { z } from 'zod';

const service = serviceSettings({ port: 4006 });

const MIN_TOKEN_LENGTH = 16;
const HOW_TO_MAKE_ONE = 'make one with: openssl rand -hex 16';

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
  faultsPort: setting('FAULTS_PORT', z.coerce.number().int().min(0).max(65_535).optional(), {
    unit: 'port',
    description:
      'Port of the API that sets faults in what the third parties answer; 0 takes a free one. Unset: no such API and no faults',
  }),
  faultsToken: setting(
    'FAULTS_TOKEN',
    z
      .string()
      .regex(/^[\x21-\x7e]+$/, `must be visible ASCII characters; ${HOW_TO_MAKE_ONE}`)
      .min(MIN_TOKEN_LENGTH, `must have at least ${MIN_TOKEN_LENGTH} characters; ${HOW_TO_MAKE_ONE}`)
      .optional(),
    {
      description: `Bearer token of that API, at least ${MIN_TOKEN_LENGTH} characters; required when FAULTS_PORT is set`,
      secret: true,
    },
  ),
});

export type SandboxConfig = ConfigOf<typeof sandboxConfig>;
