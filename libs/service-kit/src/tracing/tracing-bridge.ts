/** What the kit asks of tracing. It stands between them so that a service without tracing loads no OpenTelemetry SDK. */
export interface TracingBridge {
  /** The id of the active trace. */
  traceId(): string | undefined;
  /** Gives the active server span its route, which HTTP instrumentation cannot know. */
  describeRequest(method: string, route: string, correlationId: string): void;
  /** Sends what is still buffered. */
  flush(): Promise<void>;
}

let bridge: TracingBridge | undefined;

/** Called by the tracing entry point, before the service is loaded. */
export function installTracing(installed: TracingBridge): void {
  bridge = installed;
}

/** The tracing of this process, or `undefined` when it is off. */
export function tracing(): TracingBridge | undefined {
  return bridge;
}
