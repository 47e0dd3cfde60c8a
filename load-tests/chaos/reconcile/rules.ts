import type { Journal } from '../../lib/orders/journal.js';

/** One way in which the books may disagree. */
export interface Rule {
  /** What is counted, as it stands in the result. */
  name: string;
  unit: 'orders' | 'keys' | 'products' | 'e-mails' | 'events';
  /** Over the journal and the copies of `ShopLedger`: the offenders, one text each. */
  sql: string;
}

export interface Finding {
  rule: Rule;
  /** All of them. */
  offenders: string[];
}

/** What was ordered of each product and not given back, and what every order's state asks of its neighbours. */
const orders = `select o.order_id from orders o left join shop_order s on s.order_id = o.order_id`;
const events = (type: string) =>
  `(select count(*) from order_event e where e.order_id = o.order_id and e.type = 'order.${type}')`;
const emails = (kind: string) =>
  `(select count(*) from inbox_email m where m.order_id = o.order_id and m.kind = '${kind}')`;
const labels = (where: string) => `(select count(*) from label l where l.order_id = o.order_id and ${where})`;
const reservation = `coalesce((select state from reservation r where r.order_id = o.order_id), 'missing')`;
const shipment = `coalesce((select state from shipment h where h.order_id = o.order_id), 'none')`;
const reconciliation = (where: string) =>
  `(select count(*) from reconciliation c where c.order_id = o.order_id and ${where})`;
const reconciledEvents = '(select count(*) from reconciled_event e where e.order_id = o.order_id)';
const KINDS = ['confirmed', 'rejected', 'cancelled'] as const;

/** Every promise about orders, each with the offenders that would break it. */
export const RULES: readonly Rule[] = [
  {
    name: 'lost orders: answered with 201, and not there',
    unit: 'orders',
    sql: `${orders} where s.order_id is null`,
  },
  {
    name: 'doubled orders: there, and nobody was answered',
    unit: 'orders',
    sql: 'select s.order_id from shop_order s left join orders o on o.order_id = s.order_id where o.order_id is null',
  },
  {
    name: 'keys that do not stand for exactly the order that was answered',
    unit: 'keys',
    sql: `select k.idempotency_key from sent_keys k left join shop_order s on s.idempotency_key = k.idempotency_key
          group by k.idempotency_key having count(s.order_id) <> 1 or max(s.order_id) <> k.order_id`,
  },
  {
    name: 'orders without a final state',
    unit: 'orders',
    sql: `${orders} where s.status not in ('confirmed', 'rejected', 'cancelled')`,
  },
  {
    name: 'orders whose events do not tell one way to that state',
    unit: 'orders',
    sql: `${orders} where s.order_id is not null and (${events('placed')} <> 1 or case s.status
            when 'confirmed' then ${events('confirmed')} <> 1 or ${events('rejected')} + ${events('cancelled')} <> 0
            when 'rejected' then ${events('rejected')} <> 1 or ${events('confirmed')} + ${events('cancelled')} <> 0
            when 'cancelled' then ${events('cancelled')} <> 1 or ${events('confirmed')} > 1 or ${events('rejected')} <> 0
            else 0 end)`,
  },
  {
    name: 'lost or wrong reservations',
    unit: 'orders',
    sql: `${orders} where case s.status
            when 'confirmed' then ${reservation} <> 'reserved'
            when 'rejected' then ${reservation} <> 'rejected'
            when 'cancelled' then ${reservation} not in ('released', 'cancelled', 'rejected') else 0 end`,
  },
  {
    name: 'doubled or incomplete reservations: other pieces set aside than were ordered',
    unit: 'orders',
    sql: `select distinct o.order_id from shop_order o
            join (select order_id, sku from order_lines union select order_id, sku from reservation_line
                  union select reference, sku from movement) p on p.order_id = o.order_id
          where (select coalesce(-sum(delta), 0) from movement m where m.reference = o.order_id and m.sku = p.sku)
              <> case o.status when 'confirmed' then
                   (select coalesce(sum(quantity), 0) from order_lines l where l.order_id = o.order_id and l.sku = p.sku)
                 else 0 end
             or o.status = 'confirmed' and
                (select coalesce(sum(quantity), 0) from reservation_line l where l.order_id = o.order_id and l.sku = p.sku)
              <> (select coalesce(sum(quantity), 0) from order_lines l where l.order_id = o.order_id and l.sku = p.sku)`,
  },
  {
    name: 'reservations of orders that are not there',
    unit: 'orders',
    sql: 'select r.order_id from reservation r left join shop_order s on s.order_id = r.order_id where s.order_id is null',
  },
  {
    name: 'lost or wrong shipments',
    unit: 'orders',
    sql: `${orders} where case s.status
            when 'confirmed' then ${shipment} <> 'booked' or ${labels('l.is_void = 0')} = 0
            else ${shipment} = 'booked' end`,
  },
  {
    name: 'doubled shipments: parcels for which more than one label, or one too many, is valid',
    unit: 'orders',
    sql: `${orders} where ${labels('1')} > 1 or s.status <> 'confirmed' and ${labels('l.is_void = 0')} > 0
            or s.status = 'rejected' and ${labels('1')} > 0`,
  },
  {
    name: 'labels of orders that are not there',
    unit: 'orders',
    sql: 'select l.order_id from label l left join shop_order s on s.order_id = l.order_id where s.order_id is null',
  },
  {
    name: 'estimated shipping costs that were not reconciled exactly once, or others that were',
    unit: 'orders',
    sql: `${orders} where case
            when s.is_estimate = 0 then ${reconciliation('1')} <> 0
            when s.status = 'confirmed' then
              ${reconciliation("c.state = 'reconciled' and c.actual = s.final_cost")} <> 1 or ${reconciledEvents} <> 1
            when s.status in ('rejected', 'cancelled') then
              ${reconciliation("c.state <> 'pending'")} <> 1 or ${reconciledEvents} > 1
            else 0 end`,
  },
  {
    name: 'lost e-mails',
    unit: 'orders',
    sql: `${orders} where ${KINDS.map((kind) => `${emails(kind)} < ${events(kind)}`).join(' or ')}`,
  },
  {
    name: 'doubled e-mails',
    unit: 'orders',
    sql: `${orders} where ${KINDS.map((kind) => `${emails(kind)} > ${events(kind)}`).join(' or ')}`,
  },
  {
    name: 'e-mails about no order of the run',
    unit: 'e-mails',
    sql: `select m.message_id from inbox_email m left join orders o on o.order_id = m.order_id
          where o.order_id is null or m.kind = 'unknown'`,
  },
  {
    name: 'e-mails without their PDF, or with one too many',
    unit: 'e-mails',
    sql: `select message_id from inbox_email where pdfs <> (kind = 'confirmed')`,
  },
  {
    name: 'orders ever confirmed without exactly one invoice, or others with one',
    unit: 'orders',
    sql: `${orders} where (select count(*) from invoice i where i.order_id = o.order_id) <> (${events('confirmed')} > 0)`,
  },
  {
    name: 'products whose stock is not what was delivered less what is reserved',
    unit: 'products',
    sql: `select k.sku from stock k left join stock_level v on v.sku = k.sku left join (
            select l.sku, sum(l.quantity) as pieces from order_lines l join shop_order s on s.order_id = l.order_id
            where s.status = 'confirmed' group by l.sku) sold on sold.sku = k.sku
          where v.available is not k.available_before + k.restocked - coalesce(sold.pieces, 0)
             or v.reserved is not k.reserved_before + coalesce(sold.pieces, 0) or v.available < 0`,
  },
  {
    name: 'products of which checkout knows another stock',
    unit: 'products',
    sql: `select v.sku from stock k join stock_level v on v.sku = k.sku left join known_stock c on c.sku = v.sku
          where c.available is not v.available`,
  },
  { name: 'events that wait in an outbox', unit: 'events', sql: `select owner || ' ' || event_id from waiting_event` },
];

/** The rules that are broken, with all offenders. */
export function findingsOf(journal: Journal, rules = RULES): Finding[] {
  return rules
    .map((rule) => ({ rule, offenders: [...journal.texts(rule.sql)] }))
    .filter(({ offenders }) => offenders.length > 0);
}
