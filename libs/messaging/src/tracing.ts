import { context, propagation, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';

/**
 * Runs `work` in a consumer span that continues the publisher's trace. With raw delivery the trace context arrives as a
 * message attribute, where no instrumentation looks for it. Costs next to nothing while tracing is off.
 *
 * @param traceParent W3C trace context, as the publisher sent it
 */
export function withRemoteTrace<T>(traceParent: string | undefined, name: string, work: () => Promise<T>): Promise<T> {
  const parent = traceParent ? propagation.extract(context.active(), { traceparent: traceParent }) : context.active();
  return trace
    .getTracer('breakwater.messaging')
    .startActiveSpan(name, { kind: SpanKind.CONSUMER }, parent, async (span) => {
      try {
        return await work();
      } catch (error) {
        span.setStatus({ code: SpanStatusCode.ERROR, message: String(error) });
        throw error;
      } finally {
        span.end();
      }
    });
}
