import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { RULES } from '../chaos/reconcile/rules.js';
import { SettledShop } from './settled-shop.js';

const START_TIMEOUT_MS = 240_000;
const TIMEOUT_MS = 60_000;

let shop: SettledShop;
let order: string;
/** Rules that some tampering has broken. */
const broken = new Set<string>();

beforeAll(async () => {
  shop = await SettledShop.start();
  order = shop.orderThatIs('confirmed');
}, START_TIMEOUT_MS);
afterAll(() => shop.stop(), TIMEOUT_MS);

async function expectFound(
  names: readonly string[],
  offender: string | undefined,
  ...tampering: Parameters<SettledShop['findingsAfter']>
): Promise<void> {
  const found = await shop.findingsAfter(...tampering);
  expect(Object.keys(found)).toEqual(names);
  if (offender !== undefined) for (const offenders of Object.values(found)) expect(offenders).toEqual([offender]);
  for (const name of names) broken.add(name);
  expect(await shop.findings(), 'all is well again').toEqual({});
}

const rule = (beginning: string): string => {
  const found = RULES.filter(({ name }) => name.startsWith(beginning));
  expect(found, `rules that begin with ${beginning}`).toHaveLength(1);
  return found[0]?.name ?? '';
};

describe('the reconciliation of a settled shop', { timeout: TIMEOUT_MS }, () => {
  it('finds nothing when all is well', async () => {
    expect(shop.settled).toBe(true);
    expect(await shop.findings()).toEqual({});
  });

  it('finds a lost order', async () => {
    // Nothing else remembers it either: no reservation, no stock set aside, no label, no e-mail.
    const found = await shop.findingsAfter(
      'orders',
      ['customer_order', 'order_item'],
      `with items as (delete from order_item where order_id = '${order}') delete from customer_order where id = '${order}'`,
    );
    expect(found[rule('lost orders')]).toEqual([order]);
    expect(Object.keys(found)).toContain(rule('keys that do not stand'));
    expect(Object.keys(found)).toContain(rule('reservations of orders that'));
    expect(Object.keys(found)).toContain(rule('labels of orders that'));
    for (const name of Object.keys(found)) broken.add(name);
  });

  it('finds a doubled order', async () => {
    const found = await shop.findingsAfter(
      'orders',
      ['customer_order'],
      `insert into customer_order select (jsonb_populate_record(o, '{"id": "00000000-0000-4000-8000-000000000001",
         "idempotency_key": "another"}')).* from customer_order o where id = $1`,
      order,
    );
    expect(found).toEqual({ [rule('doubled orders')]: ['00000000-0000-4000-8000-000000000001'] });
    broken.add(rule('doubled orders'));
  });

  it('finds an order without a final state', () =>
    shop
      .findingsAfter('orders', ['customer_order'], `update customer_order set status = 'placed' where id = $1`, order)
      .then((found) => {
        expect(found[rule('orders without a final')]).toEqual([order]);
        broken.add(rule('orders without a final'));
      }));

  it('finds an order that was decided twice', () =>
    expectFound(
      [rule('orders whose events'), rule('lost e-mails')],
      order,
      'orders',
      ['outbox'],
      `insert into outbox (event_id, topic, type, body, published_at)
       select gen_random_uuid(), topic, 'order.rejected', body, now() from outbox
       where type = 'order.confirmed' and body::json ->> 'aggregateId' = $1`,
      order,
    ));

  it('finds a lost reservation', () =>
    expectFound(
      [rule('lost or wrong reservations')],
      order,
      'inventory',
      ['reservation', 'reservation_line'],
      `update reservation set state = 'none' where order_id = $1`,
      order,
    ));

  it('finds a doubled reservation', () =>
    expectFound(
      [rule('doubled or incomplete reservations')],
      order,
      'inventory',
      ['stock_movement'],
      `update stock_movement set delta = delta * 2 where reference = $1`,
      order,
    ));

  it('finds a reservation of too few pieces', () =>
    expectFound(
      [rule('doubled or incomplete reservations')],
      order,
      'inventory',
      ['reservation_line'],
      `delete from reservation_line where order_id = $1 and sku like 'AMPLE%'`,
      order,
    ));

  it('finds a lost shipment', () =>
    expectFound(
      [rule('lost or wrong shipments')],
      order,
      'shipping',
      ['shipment'],
      'delete from shipment where order_id = $1',
      order,
    ));

  it('finds a doubled shipment', () =>
    expectFound(
      [rule('doubled shipments')],
      order,
      'sandbox',
      ['label'],
      `insert into label select (jsonb_populate_record(l, '{"label_id": "00000000-0000-4000-8000-000000000002",
         "idempotency_key": "another", "tracking_number": "another"}')).* from label l where reference = $1`,
      order,
    ));

  it('finds a reconciliation of nothing', () =>
    expectFound(
      [rule('estimated shipping costs')],
      order,
      'orders',
      ['shipping_reconciliation'],
      `insert into shipping_reconciliation (order_id, state, estimated, opened_at) values ($1, 'pending', 795, now())`,
      order,
    ));

  it('finds an estimate that was never reconciled', () =>
    expectFound(
      [rule('estimated shipping costs')],
      order,
      'orders',
      ['customer_order'],
      `update customer_order set quote = jsonb_set(quote::jsonb, '{isFallback}', 'true')::json where id = $1`,
      order,
    ));

  it('finds a lost e-mail', () =>
    expectFound(
      [rule('lost e-mails')],
      order,
      'sandbox',
      ['email_message', 'email_attachment'],
      `delete from email_message where body like '%Order: ${order}%'`,
    ));

  it('finds a doubled e-mail, whatever its key', () =>
    expectFound(
      [rule('doubled e-mails')],
      order,
      'sandbox',
      ['email_message', 'email_attachment'],
      `with again as (
         insert into email_message (message_id, idempotency_key, recipient, subject, body)
         select gen_random_uuid(), 'another', recipient, subject, body from email_message
         where body like '%Order: ${order}%' and subject like '%confirmed%' returning message_id)
       insert into email_attachment select again.message_id, a.index, a.filename, a.content_type, a.content
       from again, email_attachment a join email_message m using (message_id) where m.body like '%Order: ${order}%'`,
    ));

  it('finds an e-mail without its invoice', async () => {
    const { rows } = await shop.query(
      'sandbox',
      `select message_id from email_message where body like '%Order: ${order}%' and subject like '%confirmed%'`,
    );
    const [{ message_id: message } = {}] = rows as { message_id?: string }[];
    await expectFound(
      [rule('e-mails without their PDF')],
      message,
      'sandbox',
      ['email_attachment'],
      `update email_attachment set content = 'sorry' where message_id = $1`,
      message,
    );
  });

  it('finds an e-mail about nothing', async () => {
    const message = '00000000-0000-4000-8000-000000000003';
    await expectFound(
      [rule('e-mails about no order')],
      message,
      'sandbox',
      ['email_message', 'email_attachment'],
      `insert into email_message (message_id, idempotency_key, recipient, subject, body) values ($1, 'k', 'r', 's', 'b')`,
      message,
    );
  });

  it('finds a missing invoice', () =>
    expectFound(
      [rule('orders ever confirmed without')],
      order,
      'notification',
      ['invoice'],
      'delete from invoice where order_id = $1',
      order,
    ));

  it.each(['available = available + 1', 'available = available - 1', 'reserved = reserved + 1'])(
    'finds a wrong stock: %s',
    async (change) => {
      const found = await shop.findingsAfter(
        'inventory',
        ['stock'],
        `update stock set ${change} where sku = 'AMPLE-3'`,
      );
      expect(found[rule('products whose stock is not')]).toEqual(['AMPLE-3']);
      for (const name of Object.keys(found)) broken.add(name);
    },
  );

  it("finds that checkout's copy of the stock was left behind", () =>
    expectFound(
      [rule('products of which checkout')],
      'AMPLE-3',
      'orders',
      ['product'],
      `update product set available = available + 1 where sku = 'AMPLE-3'`,
    ));

  it('finds an event that was never published', async () => {
    const found = await shop.findingsAfter(
      'notification',
      ['outbox'],
      `insert into outbox (event_id, topic, type, body, leased_until)
       values (gen_random_uuid(), 't', 'x', '{}', now() + interval '1 hour')`,
    );
    expect(Object.keys(found)).toEqual([rule('events that wait')]);
    broken.add(rule('events that wait'));
  });

  it('has no rule that none of this breaks', () => {
    expect(RULES.map(({ name }) => name).filter((name) => !broken.has(name))).toEqual([]);
  });
});
