import pg from 'pg';
import type { Journal, SqlValue } from '../../lib/orders/journal.js';

/** A service whose database is read. */
export type Owner = 'orders' | 'inventory' | 'shipping' | 'notification' | 'sandbox';
export type DatabaseUrl = (service: Owner) => string;

/** What customers were answered, kept beside the journal's orders. */
export const KEYS_SCHEMA = `
  create table sent_keys (idempotency_key text primary key, order_id text not null);
`;

interface Source {
  owner: Owner;
  /** The columns of the copy, of which each row gets one value. */
  copy: string;
  columns: readonly string[];
  select: string;
}

/** The kind of an e-mail is read from its words and its order from its body: a doubled one may have any key. */
const SOURCES: readonly Source[] = [
  {
    owner: 'orders',
    copy: 'shop_order',
    columns: ['order_id', 'idempotency_key', 'status', 'is_estimate', 'final_cost'],
    select: `select id, idempotency_key, status, (quote ->> 'isFallback')::boolean::int, final_shipping_cost
             from customer_order`,
  },
  {
    owner: 'orders',
    copy: 'reconciliation',
    columns: ['order_id', 'state', 'actual'],
    select: 'select order_id, state, actual from shipping_reconciliation',
  },
  {
    owner: 'orders',
    copy: 'order_event',
    columns: ['order_id', 'type'],
    select: `select body::json ->> 'aggregateId', type from outbox where type like 'order.%'`,
  },
  {
    owner: 'orders',
    copy: 'known_stock',
    columns: ['sku', 'available'],
    select: 'select sku, available from product',
  },
  {
    owner: 'inventory',
    copy: 'reservation',
    columns: ['order_id', 'state'],
    select: 'select order_id, state from reservation',
  },
  {
    owner: 'inventory',
    copy: 'reservation_line',
    columns: ['order_id', 'sku', 'quantity'],
    select: 'select order_id, sku, quantity from reservation_line',
  },
  {
    owner: 'inventory',
    copy: 'movement',
    columns: ['sku', 'reason', 'reference', 'delta'],
    select: `select sku, reason, reference, delta from stock_movement where reason in ('reservation', 'release')`,
  },
  {
    owner: 'inventory',
    copy: 'stock_level',
    columns: ['sku', 'available', 'reserved'],
    select: 'select sku, available, reserved from stock',
  },
  {
    owner: 'shipping',
    copy: 'shipment',
    columns: ['order_id', 'state', 'label_id'],
    select: `select order_id, state, label ->> 'labelId' from shipment`,
  },
  {
    owner: 'shipping',
    copy: 'reconciled_event',
    columns: ['order_id'],
    select: `select body::json -> 'payload' ->> 'orderId' from outbox where type = 'shipment.cost-reconciled'`,
  },
  {
    owner: 'sandbox',
    copy: 'label',
    columns: ['label_id', 'order_id', 'is_void'],
    select: 'select label_id, reference, (voided_at is not null)::int from label',
  },
  {
    owner: 'sandbox',
    copy: 'inbox_email',
    columns: ['message_id', 'order_id', 'kind', 'pdfs'],
    select: `
      select message_id, substring(body from 'Order: ([0-9a-f-]{36})'),
        case when subject like 'Your Breakwater order is confirmed%' then 'confirmed'
             when subject like 'We cannot deliver%' then 'rejected'
             when subject like 'Your Breakwater order is cancelled%' then 'cancelled' else 'unknown' end,
        (select count(*)::int from email_attachment a where a.message_id = email_message.message_id
           and content_type = 'application/pdf' and substring(content from 1 for 5) = '%PDF-'::bytea)
      from email_message`,
  },
  {
    owner: 'notification',
    copy: 'invoice',
    columns: ['order_id', 'sequence'],
    select: 'select order_id, sequence::int from invoice',
  },
  ...(['orders', 'inventory', 'shipping', 'notification'] as const).map((owner) => ({
    owner,
    copy: 'waiting_event',
    columns: ['event_id', 'owner'],
    select: `select event_id, '${owner}' from outbox where published_at is null or is_repeat`,
  })),
];

/** Copies of what the services' databases hold, in the journal. */
export class ShopLedger {
  constructor(
    private readonly journal: Journal,
    private readonly databaseUrl: DatabaseUrl,
  ) {
    for (const [copy, columns] of new Map(SOURCES.map((source) => [source.copy, source.columns]))) {
      const name = columns[0] ?? '';
      journal.extend(
        `create table ${copy} (${columns.join(', ')}); create index ${copy}_by_${name} on ${copy} (${name})`,
      );
    }
    journal.extend(
      'create index inbox_email_by_order on inbox_email (order_id); create index label_by_order on label (order_id)',
    );
    journal.extend('create index movement_by_reference on movement (reference)');
  }

  /** Reads everything again, from one service after the other: only a shop at rest gives a picture that fits together. */
  async read(): Promise<void> {
    for (const copy of new Set(SOURCES.map((source) => source.copy))) this.journal.run(`delete from ${copy}`);
    for (const owner of new Set(SOURCES.map((source) => source.owner))) {
      const client = new pg.Client({ connectionString: this.databaseUrl(owner), connectionTimeoutMillis: 5_000 });
      await client.connect();
      try {
        for (const source of SOURCES) if (source.owner === owner) await this.copy(client, source);
      } finally {
        await client.end();
      }
    }
  }

  private async copy(client: pg.Client, { copy, columns, select }: Source): Promise<void> {
    const { rows } = await client.query<SqlValue[]>({ text: select, rowMode: 'array' });
    const insert = `insert into ${copy} values (${columns.map(() => '?').join(', ')})`;
    this.journal.together(() => {
      for (const row of rows) this.journal.run(insert, ...row);
    });
  }
}
