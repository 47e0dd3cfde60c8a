import { createServer } from 'node:http';
import pg from 'pg';

// What protected is compared with: the same answer from the same two statements, stitched by hand, in bare node-pg behind
// node:http. It believes its input. usage: node bare.main.js <port>; the database is DATABASE_URL.
const pool = new pg.Pool({ connectionString: process.env['DATABASE_URL'], max: 10 });
process.once('disconnect', () => process.exit(0));
process.once('SIGTERM', () => process.exit(0));

interface Row {
  id: string;
  status: string;
  version: number;
  placed_at: Date;
  updated_at: Date;
  items_total: string;
  currency: string;
  final_shipping_cost: string | null;
  reconciled_at: Date | null;
  quote: { cost: { amount: number }; carrier: string; service: string; isFallback: boolean; asOf: string };
  ship_to: unknown;
  shipment: unknown;
  rejection: unknown;
  correlation_id: string;
}
interface Item {
  order_id: string;
  line: number;
  sku: string;
  name: string;
  quantity: number;
  unit_price: string;
}

const server = createServer((request, response) => {
  const { pathname, searchParams } = new URL(request.url ?? '/', 'http://bare');
  if (pathname === '/health/ready') {
    response.end('{}');
    return;
  }
  answer(customerOf(request.headers.authorization ?? ''), Number(searchParams.get('limit')))
    .then((page) => response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(page)))
    .catch((error: unknown) => response.writeHead(500).end(String(error)));
});
server.keepAliveTimeout = 72_000;
server.listen(Number(process.argv[2]), '127.0.0.1');

const customerOf = (authorization: string): string =>
  (JSON.parse(Buffer.from(authorization.split('.')[1] ?? '', 'base64url').toString()) as { sub: string }).sub;

async function answer(customerId: string, limit: number) {
  const { rows } = await pool.query<Row>(
    'SELECT * FROM customer_order WHERE customer_id = $1 ORDER BY id DESC LIMIT $2',
    [customerId, limit + 1],
  );
  const { rows: items } = await pool.query<Item>(
    'SELECT * FROM order_item WHERE order_id = ANY($1) ORDER BY order_id, line',
    [rows.map(({ id }) => id)],
  );
  const byOrder = new Map<string, Item[]>(rows.map(({ id }) => [id, []]));
  for (const item of items) byOrder.get(item.order_id)?.push(item);
  const last = rows.length > limit ? rows[limit - 1] : undefined;
  return {
    items: rows.slice(0, limit).map((row) => viewOf(row, byOrder.get(row.id) ?? [])),
    nextCursor: last === undefined ? null : Buffer.from(last.id).toString('base64url'),
  };
}

function viewOf(row: Row, items: readonly Item[]) {
  const money = (amount: number) => ({ amount, currency: row.currency });
  const itemsTotal = Number(row.items_total);
  const cost = row.final_shipping_cost === null ? row.quote.cost.amount : Number(row.final_shipping_cost);
  return {
    orderId: row.id,
    status: row.status,
    version: row.version,
    placedAt: row.placed_at.toISOString(),
    updatedAt: row.updated_at.toISOString(),
    items: items.map((item) => {
      const unitPrice = Number(item.unit_price);
      return {
        line: item.line,
        sku: item.sku,
        name: item.name,
        quantity: item.quantity,
        unitPrice: money(unitPrice),
        lineTotal: money(unitPrice * item.quantity),
      };
    }),
    itemsTotal: money(itemsTotal),
    shipping: {
      cost: money(cost),
      isEstimate: row.quote.isFallback && row.reconciled_at === null,
      asOf: row.reconciled_at?.toISOString() ?? row.quote.asOf,
      carrier: row.quote.carrier,
      service: row.quote.service,
      estimate: row.quote.isFallback
        ? {
            cost: row.quote.cost,
            differenceAmount: row.final_shipping_cost === null ? null : cost - row.quote.cost.amount,
          }
        : null,
    },
    total: money(itemsTotal + cost),
    shipTo: row.ship_to,
    shipment: row.shipment,
    rejection: row.rejection,
    correlationId: row.correlation_id,
  };
}
