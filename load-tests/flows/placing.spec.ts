import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { open as openPlaceOrder } from './place-order.js';
import { open as openBeside, readsAmong } from './reads-beside-checkouts.js';

const asked: string[] = [];
let status = 0;
const server = createServer(({ method, url }, response) => {
  asked.push(`${method} ${url}`);
  response.writeHead(status || (method === 'POST' ? 201 : 200)).end('{}');
});
let ordersUrl: string;
beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  ordersUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
beforeEach(() => {
  asked.length = 0;
  status = 0;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

const never = new AbortController().signal;
const order = {
  items: [{ sku: 'A-1', quantity: 1 }],
  shipTo: { name: 'Ada', street: '1 Street', city: 'London', postcode: 'SW1Y 4JH', country: 'GB' },
};

describe('the flow that places orders', () => {
  const open = (more: object = {}) =>
    openPlaceOrder({ ordersUrl, tokens: ['a'], baskets: [order.items], addresses: [order.shipTo], ...more });

  it('labels them by when they were due, as of the first', async () => {
    const windows = [
      { label: 'early', fromMs: 0 },
      { label: 'late', fromMs: 500 },
    ];
    const flow = await open({ windows });
    const labels = [];
    for (const intendedAt of [7_000, 7_499, 7_500, 9_000]) {
      labels.push((await flow.run({ index: 0, intendedAt }, never)).label);
    }
    await flow.close();
    expect(labels).toEqual(['early', 'early', 'late', 'late']);
  });

  it('has one label without windows', async () => {
    const flow = await open();
    expect(await flow.run({ index: 0, intendedAt: 0 }, never)).toEqual({ kind: 'ok', label: 'placed' });
    await flow.close();
  });

  it('refuses windows that leave the beginning out', async () => {
    await expect(open({ windows: [{ label: 'late', fromMs: 500 }] })).rejects.toThrow(/must begin at 0/);
  });
});

describe('the flow that reads beside checkouts', () => {
  const readers = [{ token: 'r', orderIds: ['o-1'] }];
  const open = (readPercent: number) => openBeside({ ordersUrl, readPercent, readers, buyers: ['b'], order });

  it('mixes them evenly, and the routes that are read in turn', async () => {
    const flow = await open(60);
    const outcomes = [];
    for (let index = 0; index < 10; index += 1) outcomes.push(await flow.run({ index, intendedAt: 0 }, never));
    await flow.close();
    const labels = outcomes.map(({ label }) => label);
    expect(labels.filter((label) => label === 'orders')).toHaveLength(3);
    expect(labels.filter((label) => label === 'order')).toHaveLength(3);
    expect(labels.slice(0, 5).filter((label) => label === 'place-order')).toHaveLength(2);
    expect(new Set(asked)).toEqual(new Set(['GET /orders?limit=20', 'GET /orders/o-1', 'POST /orders']));
  });

  it('says of what fails which route it was', async () => {
    const flow = await open(100);
    status = 500;
    expect(await flow.run({ index: 0, intendedAt: 0 }, never)).toEqual({ kind: 'failed', label: 'orders 500' });
    await flow.close();
  });

  it('counts its reads', () => {
    expect([0, 1, 2, 3, 4, 5, 10].map((arrivals) => readsAmong(arrivals, 60))).toEqual([0, 0, 1, 1, 2, 3, 6]);
  });
});
