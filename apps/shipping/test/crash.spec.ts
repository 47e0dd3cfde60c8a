import 'reflect-metadata';
import { startChildService, waitUntil } from '@breakwater/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Behaviour, Operation } from './support/carriers-stub.js';
import {
  buildOrder,
  cancelled,
  confirmed,
  startService,
  startSurroundings,
  type Surroundings,
} from './support/shipping-shop.js';

let around: Surroundings;

beforeAll(async () => {
  around = await startSurroundings();
});
afterAll(() => around.stop());

/** Does what it was asked and never answers. */
const actingSilently: Behaviour = (request) => {
  request.answer();
};

/** Runs the service until the carrier has done the operation, and kills it before it hears of that. */
async function killAfter(operation: Operation, publish: () => Promise<void>): Promise<void> {
  const asked = around.carriers.requests.length;
  around.carriers.behave(operation, actingSilently);
  const child = startChildService(new URL('..', import.meta.url), { ...around.env, LABEL_DEADLINE_MS: '30000' });
  try {
    await publish();
    await waitUntil(`the carrier to do ${operation}`, () =>
      around.carriers.requests.slice(asked).some((request) => request.operation === operation),
    );
  } finally {
    await child.kill();
    around.carriers.recover();
  }
}

// Messages in a killed process's hands are delivered again when their time is over; here they are published again, and twice,
// because the last poll of that process may swallow one.
describe('a process killed', () => {
  it('after the carrier booked and before its own commit leads to one label', async () => {
    const order = buildOrder();
    await killAfter('labels', () => around.broker.publish(confirmed(order)));
    const [lost] = around.carriers.activeLabels(order.orderId);
    const service = await startService(around);
    try {
      await around.broker.publish(confirmed(order), confirmed(order));
      const { label } = await around.shipmentBecomes(order.orderId, ({ state }) => state === 'booked');
      expect(label?.labelId).toBe(lost?.labelId);
      expect(around.carriers.activeLabels(order.orderId)).toHaveLength(1);
    } finally {
      await service.stop();
    }
  }, 60_000);

  it('after the carrier booked, and the order cancelled meanwhile, leaves no label behind', async () => {
    const order = buildOrder();
    await killAfter('labels', () => around.broker.publish(confirmed(order)));
    expect(around.carriers.activeLabels(order.orderId)).toHaveLength(1);
    const service = await startService(around);
    try {
      await around.broker.publish(cancelled(order), cancelled(order));
      await around.shipmentBecomes(order.orderId, ({ state }) => state === 'cancelled');
      await around.broker.publish(confirmed(order));
      await around.shipmentBecomes(order.orderId, ({ labelVoidedAt }) => labelVoidedAt !== null);
      expect(around.carriers.activeLabels(order.orderId)).toEqual([]);
    } finally {
      await service.stop();
    }
  }, 60_000);

  it('after the carrier voided and before its own commit voids again', async () => {
    const order = buildOrder();
    const first = await startService(around);
    await around.broker.publish(confirmed(order));
    await around.shipmentBecomes(order.orderId, ({ state }) => state === 'booked');
    await first.stop();
    await killAfter('void', () => around.broker.publish(cancelled(order)));
    expect((await around.shipment(order.orderId))?.state).toBe('booked');
    const service = await startService(around);
    try {
      await around.broker.publish(cancelled(order), cancelled(order));
      await around.shipmentBecomes(order.orderId, ({ state }) => state === 'cancelled');
      expect(around.carriers.activeLabels(order.orderId)).toEqual([]);
    } finally {
      await service.stop();
    }
  }, 60_000);
});
