import { z } from 'zod';
import { loadConfig } from '../config/load-config.js';
import { defineConfig, setting } from '../config/setting.js';

/** What the tracing entry point reads itself; the exporter reads its own OTEL_EXPORTER_* variables. */
export const tracingConfig = defineConfig('tracing', {
  sampledShare: setting('OTEL_TRACES_SAMPLER_ARG', z.coerce.number().min(0).max(1), {
    default: 1,
    unit: 'share',
    description: 'Share of traces that begin here and are kept; the decision of a caller is followed',
  }),
});

export const { sampledShare } = loadConfig(tracingConfig, process.env);
