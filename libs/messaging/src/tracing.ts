import {
  context,
  type Context,
  type Link,
  propagation,
  ROOT_CONTEXT,
  SpanKind,
  SpanStatusCode,
  trace,
} from '@opentelemetry/api';

/**
 * Runs `work` in a consumer span that continues the publisher's trace. With raw delivery the trace context arrives as a
 * message attribute, where no instrumentation looks for it. Costs next to nothing while tracing is off.
 *
 * @param traceParent W3C trace context, as the publisher sent it
 */
export function withRemoteTrace<T>(traceParent: string | undefined, name: string, work: () => Promise<T>): Promise<T> {
  const parent = traceParent ? propagation.extract(context.active(), { traceparent: traceParent }) : context.active();
  return inConsumerSpan(name, parent, [], work);
}

/**
 * Runs `work` for several messages at once in one consumer span, which is linked to each publisher's and continues none of them.
 *
 * @see https://opentelemetry.io/docs/specs/semconv/messaging/messaging-spans/ (batch consuming)
 */
export function withLinkedTraces<T>(
  traceParents: readonly (string | undefined)[],
  name: string,
  work: () => Promise<T>,
): Promise<T> {
  const links = traceParents.flatMap((traceparent): Link[] => {
    const linked = traceparent && trace.getSpanContext(propagation.extract(ROOT_CONTEXT, { traceparent }));
    return linked ? [{ context: linked }] : [];
  });
  return inConsumerSpan(name, context.active(), links, work);
}

function inConsumerSpan<T>(name: string, parent: Context, links: Link[], work: () => Promise<T>): Promise<T> {
  return trace
    .getTracer('breakwater.messaging')
    .startActiveSpan(name, { kind: SpanKind.CONSUMER, links }, parent, async (span) => {
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
