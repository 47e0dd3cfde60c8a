import { afterAll, beforeAll, expect, it } from 'vitest';
import { startSample } from '../../test/sample-service.js';
import type { Sample } from '../../test/sample-service.js';

let sample: Sample;

beforeAll(async () => {
  sample = await startSample();
});
afterAll(() => sample.app.close());

it('counts requests by the pattern of their route, and unknown paths together', async () => {
  await fetch(`${sample.url}/baskets/of/1`);
  await fetch(`${sample.url}/baskets/of/2`);
  await fetch(`${sample.url}/some/where`);
  const response = await fetch(`${sample.url}/metrics`);
  expect(response.headers.get('content-type')).toContain('text/plain');
  const text = await response.text();
  expect(text).toMatch(
    /http_request_duration_seconds_count\{method="GET",route="\/baskets\/of\/:id",status="400"\} [2-9]/,
  );
  expect(text).toMatch(/http_request_duration_seconds_count\{method="GET",route="unmatched",status="404"\} [1-9]/);
  expect(text).not.toContain('/some/where');
  expect(text).toContain('process_resident_memory_bytes');
  expect(text).toContain('nodejs_eventloop_lag_p99_seconds');
});
