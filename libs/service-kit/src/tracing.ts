import { context, propagation, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { W3CTraceContextPropagator } from '@opentelemetry/core';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { registerInstrumentations } from '@opentelemetry/instrumentation';
import { AwsInstrumentation } from '@opentelemetry/instrumentation-aws-sdk';
import { HttpInstrumentation } from '@opentelemetry/instrumentation-http';
import { PgInstrumentation } from '@opentelemetry/instrumentation-pg';
import { UndiciInstrumentation } from '@opentelemetry/instrumentation-undici';
import { defaultResource, detectResources, envDetector } from '@opentelemetry/resources';
import {
  BatchSpanProcessor,
  ParentBasedSampler,
  TraceIdRatioBasedSampler,
  TracerProvider,
} from '@opentelemetry/sdk-trace';
import { sampledShare } from './tracing/config.js';
import { installTracing } from './tracing/tracing-bridge.js';

/**
 * Entry point for `node --import @breakwater/service-kit/tracing dist/main.js`: traces HTTP in and out, PostgreSQL and
 * SNS/SQS, and sends them by OTLP over HTTP. It reads OpenTelemetry's own variables: OTEL_SERVICE_NAME,
 * OTEL_RESOURCE_ATTRIBUTES, OTEL_EXPORTER_OTLP_ENDPOINT (default http://localhost:4318) and OTEL_TRACES_SAMPLER_ARG (share of
 * traces that are kept, 0 to 1, default 1; a caller's decision is followed).
 *
 * No ESM loader hook is registered: it would quadruple the boot time and record spans twice.
 */
const UNTRACED_PATHS = ['/health', '/metrics', '/docs'];

const provider = new TracerProvider({
  resource: defaultResource().merge(detectResources({ detectors: [envDetector] })),
  sampler: new ParentBasedSampler({ root: new TraceIdRatioBasedSampler(sampledShare) }),
  spanProcessors: [new BatchSpanProcessor({ exporter: new OTLPTraceExporter() })],
});

trace.setGlobalTracerProvider(provider);
context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
propagation.setGlobalPropagator(new W3CTraceContextPropagator());

registerInstrumentations({
  instrumentations: [
    new HttpInstrumentation({
      ignoreIncomingRequestHook: ({ url = '' }) => UNTRACED_PATHS.some((path) => url.startsWith(path)),
    }),
    new UndiciInstrumentation({ requireParentforSpans: true }),
    new PgInstrumentation({ requireParentSpan: true }),
    new AwsInstrumentation({ suppressInternalInstrumentation: true }),
  ],
});

installTracing({
  traceId: () => trace.getActiveSpan()?.spanContext().traceId,
  describeRequest: (method, route, correlationId) => {
    const span = trace.getActiveSpan();
    span?.updateName(`${method} ${route}`);
    span?.setAttributes({ 'http.route': route, 'breakwater.correlation_id': correlationId });
  },
  flush: () => provider.shutdown(),
});
