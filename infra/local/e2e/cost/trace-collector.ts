import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A finished span of any service. */
export interface Span {
  service: string;
  name: string;
  traceId: string;
  spanId: string;
  parentSpanId: string | undefined;
  attributes: Readonly<Record<string, string | number>>;
  /** Milliseconds since 1970. */
  startedAt: number;
  endedAt: number;
}

interface Value {
  stringValue?: string;
  intValue?: string | number;
}
type Attributes = { key: string; value: Value }[];

/** The part of OTLP/HTTP's JSON that is read (https://opentelemetry.io/docs/specs/otlp/). */
interface ExportRequest {
  resourceSpans: {
    resource: { attributes: Attributes };
    scopeSpans: {
      spans: {
        name: string;
        traceId: string;
        spanId: string;
        parentSpanId?: string;
        attributes: Attributes;
        startTimeUnixNano: string;
        endTimeUnixNano: string;
      }[];
    }[];
  }[];
}

const NANOSECONDS_PER_MS = 1e6;

/** Takes what the services' own tracing exports. */
export class TraceCollector {
  readonly spans: Span[] = [];

  private constructor(private readonly server: Server) {}

  static async open(): Promise<TraceCollector> {
    const server = createServer();
    const collector = new TraceCollector(server);
    server.on('request', (request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        collector.#take(JSON.parse(Buffer.concat(chunks).toString()) as ExportRequest);
        response.setHeader('content-type', 'application/json').end('{}');
      });
    });
    await once(server.listen(0, '127.0.0.1'), 'listening');
    return collector;
  }

  /** For OTEL_EXPORTER_OTLP_ENDPOINT. */
  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  close(): void {
    this.server.close();
    this.server.closeAllConnections();
  }

  #take({ resourceSpans }: ExportRequest): void {
    for (const { resource, scopeSpans } of resourceSpans) {
      const service = String(readAttributes(resource.attributes)['service.name']);
      for (const { spans } of scopeSpans) {
        for (const { name, traceId, spanId, parentSpanId, attributes, ...times } of spans) {
          this.spans.push({
            service,
            name,
            traceId,
            spanId,
            parentSpanId: parentSpanId || undefined,
            attributes: readAttributes(attributes),
            startedAt: Number(times.startTimeUnixNano) / NANOSECONDS_PER_MS,
            endedAt: Number(times.endTimeUnixNano) / NANOSECONDS_PER_MS,
          });
        }
      }
    }
  }
}

const readAttributes = (attributes: Attributes): Record<string, string | number> =>
  Object.fromEntries(attributes.map(({ key, value }) => [key, value.stringValue ?? Number(value.intValue)]));
