import { randomUUID } from 'node:crypto';
import type { OrderView } from '@breakwater/contracts';
import { waitUntil } from '@breakwater/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventsTaken, isBackground, isRelay } from './cost/background.js';
import { documentedSums, measuredSums } from './cost/documented-cost.js';
import { describeHops, describeStatement, type Hop } from './cost/hops.js';
import { OrderCost } from './cost/order-cost.js';
import {
  PROMISED_DELIVERIES,
  PROMISED_HOPS,
  PROMISED_IDLE_STATEMENTS_PER_SECOND,
  PROMISED_RELAY,
} from './cost/promised-cost.js';
import { TracedShop } from './cost/traced-shop.js';
import { ShopClient } from './shop-client.js';

const HOP_NAMES = Object.keys(PROMISED_HOPS).map((title) => title.replace(/^\w+: | \(\d+ times\)$/g, ''));
const SERVICES_WITH_A_RELAY = ['inventory', 'orders', 'shipping', 'notification'];
const LOOKS = 20;
const MANY = 40;

const now = () => performance.timeOrigin + performance.now();

describe('what one order costs', () => {
  let traced: TracedShop;
  let customer: ShopClient;
  const sku = `COST-${randomUUID().slice(0, 8)}`;

  const place = async (): Promise<OrderView> => {
    const { status, body } = await customer.place([{ sku, quantity: 1 }]);
    expect(status).toBe(201);
    return body as OrderView;
  };
  const measure = async () => {
    const cost = new OrderCost(traced, now());
    const { correlationId } = await place();
    const hops = await cost.hops(correlationId, HOP_NAMES);
    await cost.acknowledged(() => PROMISED_DELIVERIES);
    return { cost, hops };
  };

  let cost: OrderCost;
  let hops: Hop[];
  beforeAll(async () => {
    traced = await TracedShop.open(process.env);
    const { urls, ...people } = traced.shop;
    customer = await ShopClient.signIn(urls, people.customer);
    await (await ShopClient.signIn(urls, people.admin)).stockProduct(sku, 1_000);
    // The first order also pays for keys that are fetched and connections that are opened once.
    await measure();
    ({ cost, hops } = await measure());
  });
  afterAll(() => traced?.stop());

  it('is, hop by hop, these connections, statements and calls', () => {
    expect(describeHops(hops)).toEqual(PROMISED_HOPS);
  });

  it('is what docs/architecture.md says', () => {
    expect(measuredSums(hops)).toEqual(documentedSums());
  });

  it('is at the wire nothing else but what the relays do', () => {
    const { roundTrips } = cost;
    const inHops = hops.flatMap(({ service, steps }) =>
      steps.filter(({ kind }) => kind === 'statement').map(({ what }) => `${service}: ${what}`),
    );
    const onWire = roundTrips.filter((each) => !isRelay(each));
    expect(onWire.map(({ login, text }) => `${login}: ${describeStatement(text)}`).toSorted()).toEqual(
      inHops.toSorted(),
    );
    const relay = roundTrips.filter(isRelay);
    expect(relay).toHaveLength(2 * PROMISED_RELAY.batches);
    expect(relay.map(eventsTaken).reduce((sum, events) => sum + events)).toBe(PROMISED_RELAY.events);
  });

  it('is one round trip at a time, each with one statement that is answered', () => {
    expect(traced.database.overlapping).toBe(0);
    expect(cost.roundTrips.filter(({ messages }) => !/^((P?BDE)+S|Q)$/.test(messages))).toEqual([]);
  });

  it('is one connection at a time, and none while somebody else is asked', () => {
    for (const { name, steps } of hops) {
      let inTransaction = false;
      for (const { kind, what, before = [] } of steps) {
        if (kind !== 'statement') expect(inTransaction, `${name}: ${what} in a transaction`).toBe(false);
        if (before.includes('BEGIN')) inTransaction = true;
        if (what === 'COMMIT') inTransaction = false;
      }
      expect(inTransaction).toBe(false);
    }
    const quote = hops.find(({ name }) => name === 'POST /orders')?.steps.find(({ kind }) => kind === 'call');
    if (!quote) throw new Error('no call for a quote');
    const before = traced.database.roundTrips.filter(
      ({ login, startedAt }) => login === 'orders' && startedAt < quote.endedAt,
    );
    const lastOfEach = new Map(before.map((roundTrip) => [roundTrip.connection, roundTrip]));
    expect([...lastOfEach.values()].filter(({ leavesOpen }) => leavesOpen)).toEqual([]);
  });

  it('is a publication a batch, and a delivery for each queue that subscribes', () => {
    expect(cost.publishCalls).toBe(PROMISED_RELAY.batches);
    expect(cost.received.messages).toBe(PROMISED_DELIVERIES);
    expect(cost.received.calls).toBeLessThanOrEqual(PROMISED_DELIVERIES);
    expect(cost.deleteCalls).toBeLessThanOrEqual(PROMISED_DELIVERIES);
  });

  it('is in the background, also without orders, two looks at each outbox per interval', async () => {
    const from = now();
    const idle = () => traced.database.roundTrips.filter(({ startedAt }) => startedAt >= from);
    const looksOf = (service: string) =>
      idle().filter(({ login, text }) => login === service && text.startsWith('UPDATE outbox'));
    await waitUntil('every relay to have looked many times', () =>
      SERVICES_WITH_A_RELAY.every((service) => looksOf(service).length > LOOKS),
    );
    expect(idle().filter((each) => !isBackground(each))).toEqual([]);
    for (const service of SERVICES_WITH_A_RELAY) {
      const looks = looksOf(service);
      const seconds = ((looks.at(-1)?.startedAt ?? 0) - from) / 1_000;
      // The two of the interval that was under way count in full.
      expect((looks.length - 2) / seconds, service).toBeLessThanOrEqual(PROMISED_IDLE_STATEMENTS_PER_SECOND);
    }
  });

  it('is less when many come at once: they share calls, the statements of the relays, and what is told of stock', async () => {
    const many = new OrderCost(traced, now());
    await Promise.all(Array.from({ length: MANY }, place));
    const relayed = () => many.roundTrips.filter(isRelay);
    const events = () => relayed().reduce((sum, each) => sum + eventsTaken(each), 0);
    const twice = PROMISED_DELIVERIES - PROMISED_RELAY.events;
    await many.acknowledged(() => events() + MANY * twice);
    const relay = relayed();
    expect(events()).toBeLessThan(MANY * PROMISED_RELAY.events);
    expect(events()).toBeGreaterThan(MANY * (PROMISED_RELAY.events - PROMISED_RELAY.shared));
    expect(relay.length).toBeLessThan(MANY * 2 * PROMISED_RELAY.batches);
    expect(many.publishCalls).toBeLessThan(MANY * PROMISED_RELAY.batches);
    expect(many.received.calls).toBeLessThan(MANY * PROMISED_DELIVERIES);
  });
});
