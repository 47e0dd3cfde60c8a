import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeAll, expect, it, vi } from 'vitest';
import { buildPackage, ChildService } from '../../test/child-service.js';

interface Span {
  name: string;
  traceId: string;
  parentSpanId?: string;
  attributes: { key: string; value: { stringValue?: string } }[];
}

let collector: Server | undefined;
let child: ChildService | undefined;

beforeAll(buildPackage);
afterEach(async () => {
  await child?.end();
  collector?.close();
});

async function startCollector(spans: Span[]): Promise<string> {
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => {
      const { resourceSpans } = JSON.parse(body) as { resourceSpans: { scopeSpans: { spans: Span[] }[] }[] };
      spans.push(...resourceSpans.flatMap(({ scopeSpans }) => scopeSpans.flatMap((scope) => scope.spans)));
      response.setHeader('content-type', 'application/json').end('{}');
    });
  });
  collector = server;
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

it("continues the caller's trace, names route and correlation id, and loses no span at shutdown", async () => {
  const spans: Span[] = [];
  const endpoint = await startCollector(spans);
  const service = ChildService.spawn({ OTEL_SERVICE_NAME: 'slow', OTEL_EXPORTER_OTLP_ENDPOINT: endpoint }, [
    '--import',
    '@breakwater/service-kit/tracing',
  ]);
  child = service;
  await vi.waitFor(() => expect(service.line('listening')).toBeDefined(), { timeout: 15_000 });

  const traceId = '0af7651916cd43dd8448eb211c80319c';
  const traceparent = `00-${traceId}-b7ad6b7169203331-01`;
  await fetch(`${service.url}/defect?x=1`, { headers: { traceparent, 'x-correlation-id': 'traced' } });
  await fetch(`${service.url}/health/live`);
  service.process.kill('SIGTERM');
  expect(await service.exitCode()).toBe(0);

  expect(spans).toEqual([expect.objectContaining({ name: 'GET /defect', traceId, parentSpanId: 'b7ad6b7169203331' })]);
  expect(spans[0]?.attributes).toEqual(
    expect.arrayContaining([
      { key: 'http.route', value: { stringValue: '/defect' } },
      { key: 'breakwater.correlation_id', value: { stringValue: 'traced' } },
    ]),
  );
  expect(service.line('request failed unexpectedly')).toMatchObject({ traceId, correlationId: 'traced' });
});
