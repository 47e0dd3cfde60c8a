import { describe, expect, it } from 'vitest';
import { parseMetrics, sumOf } from './prometheus.js';

const PAGE = `# HELP requests_total Requests
# TYPE requests_total counter
requests_total{route="/orders",status="200"} 41
requests_total{route="/orders",status="500"} 1 1700000000000
requests_total{route="/say \\"hi\\"",status="200"} 2

memory_bytes 1.5e+8
lag_seconds{le="+Inf"} +Inf
`;

describe('a metrics page', () => {
  it('gives names, labels and values', () => {
    expect(parseMetrics(PAGE)).toEqual([
      { name: 'requests_total', labels: { route: '/orders', status: '200' }, value: 41 },
      { name: 'requests_total', labels: { route: '/orders', status: '500' }, value: 1 },
      { name: 'requests_total', labels: { route: '/say "hi"', status: '200' }, value: 2 },
      { name: 'memory_bytes', labels: {}, value: 1.5e8 },
      { name: 'lag_seconds', labels: { le: '+Inf' }, value: Infinity },
    ]);
  });

  it('is summed over the series that have the labels', () => {
    const samples = parseMetrics(PAGE);
    expect(sumOf(samples, 'requests_total')).toBe(44);
    expect(sumOf(samples, 'requests_total', { route: '/orders' })).toBe(42);
    expect(sumOf(samples, 'requests_total', { route: '/orders', status: '404' })).toBeNull();
    expect(sumOf(samples, 'nothing')).toBeNull();
  });
});
