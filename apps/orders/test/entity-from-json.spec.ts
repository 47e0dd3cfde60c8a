import { createTestDatabase, type TestDatabase } from '@breakwater/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { entities } from '../src/database/entities.js';
import { migrations } from '../src/database/migrations/index.js';
import { entityFromJson, type JsonRow } from '../src/order/entity-from-json.js';
import { OrderItem } from '../src/order/order-item.entity.js';
import { Order } from '../src/order/order.entity.js';
import { placeOrder } from './support/order-rows.js';

describe('an entity from JSON', () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await createTestDatabase({ migrations, entities });
  });
  afterAll(() => database.drop());

  const jsonOf = async (table: string, where: string, orderId: string): Promise<JsonRow> => {
    const [found] = await database.dataSource.query<{ row: JsonRow }[]>(
      `SELECT row_to_json(${table}) AS row FROM ${table} WHERE ${where} = $1`,
      [orderId],
    );
    if (found === undefined) throw new Error(`no ${table} of order ${orderId}`);
    return found.row;
  };

  it('is what TypeORM reads, with no optional column filled', async () => {
    const { manager } = database.dataSource;
    const { id } = await placeOrder(database.dataSource);
    const read = await manager.findOneByOrFail(Order, { id });
    expect([read.finalShippingCost, read.reconciledAt, read.shipment, read.rejection]).toEqual([
      null,
      null,
      null,
      null,
    ]);
    expect(entityFromJson(manager, Order, await jsonOf('customer_order', 'id', id))).toStrictEqual(read);
  });

  it('is what TypeORM reads, with all of them filled', async () => {
    const { manager } = database.dataSource;
    const { id } = await placeOrder(database.dataSource);
    await database.dataSource.query(
      `UPDATE customer_order
       SET status = 'rejected', rejection = '{"reason": "insufficient-stock", "shortages": []}',
         shipment = '{"carrier": "swiftpost", "bookedAt": "2026-11-21T10:00:00.000Z"}', final_shipping_cost = 695,
         reconciled_at = '2026-11-21 23:59:59.999999-11:30', updated_at = '2026-06-30 12:00:00.0005+02'
       WHERE id = $1`,
      [id],
    );
    const read = await manager.findOneByOrFail(Order, { id });
    expect(Object.values(read)).not.toContain(null);
    const entity = entityFromJson(manager, Order, await jsonOf('customer_order', 'id', id));
    expect(entity).toStrictEqual(read);
    expect(entity.reconciledAt).toEqual(new Date('2026-11-22T11:29:59.999Z'));
    expect(entity.itemsTotal).toBe(5_000_000_000);
  });

  it('is what TypeORM reads of another table', async () => {
    const { manager } = database.dataSource;
    const { id } = await placeOrder(database.dataSource);
    const read = await manager.findOneByOrFail(OrderItem, { orderId: id });
    expect(entityFromJson(manager, OrderItem, await jsonOf('order_item', 'order_id', id))).toStrictEqual(read);
  });
});
