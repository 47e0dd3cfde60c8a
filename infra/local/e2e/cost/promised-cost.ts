/**
 * What one confirmed order does, hop by hop and in order: `+` takes a connection from the pool (a statement or a
 * transaction gives it back), `&` joins statements of one round trip, `POST` calls somebody else. `docs/architecture.md` gives
 * the sums, so a change here is a change there.
 */
export const PROMISED_HOPS: Readonly<Record<string, string>> = {
  'orders: POST /orders': '+ SELECT customer_order, POST, + BEGIN & WITH customer_order & INSERT outbox & COMMIT',
  'shipping: POST /quotes': 'POST, POST, POST, + INSERT quote',
  'inventory: inventory-orders order.placed':
    '+ BEGIN & INSERT inbox, INSERT reservation, SELECT stock, WITH line & INSERT outbox & COMMIT',
  'orders: orders-progress stock.reserved': '+ BEGIN & INSERT inbox, WITH customer_order, INSERT outbox & COMMIT',
  'orders: orders-catalogue stock.level-changed': '+ INSERT product',
  'shipping: shipping-orders order.confirmed':
    '+ SELECT inbox, + INSERT shipment, POST, + BEGIN & INSERT inbox, INSERT shipment, UPDATE shipment, INSERT outbox & COMMIT',
  'notification: notification-orders order.confirmed':
    '+ SELECT inbox, + WITH invoice, + INSERT notification, POST, + BEGIN & INSERT inbox, UPDATE notification, COMMIT',
  'orders: orders-progress shipment.created': '+ BEGIN & INSERT inbox, UPDATE customer_order, COMMIT',
  'notification: notification-orders shipment.created': '+ BEGIN & INSERT inbox, INSERT notification, COMMIT',
  // What the third parties' stand-in does is not the shop's cost; it is here so that everything adds up.
  'sandbox: POST /carriers/:carrier/rates (3 times)': '',
  'sandbox: POST /carriers/:carrier/labels': '+ INSERT label',
  'sandbox: POST /email/messages': '+ WITH email_message',
};

/** What the relays of all services need for one order that is alone. */
export const PROMISED_RELAY = {
  /** Each takes its rows with one statement, publishes them with one call, marks them with one statement. */
  batches: 4,
  events: 5,
  /** Of the events: orders whose stock is reserved together have one `stock.level-changed` together. */
  shared: 1,
} as const;

/** Each event, once for each queue that subscribes to it. */
export const PROMISED_DELIVERIES = 7;

/** Two looks (new rows, rows to repeat) every OUTBOX_POLL_INTERVAL_MS, which is 500. */
export const PROMISED_IDLE_STATEMENTS_PER_SECOND = 4;

/** Where `docs/architecture.md` says it. */
export const DOCUMENTED_HOPS: Readonly<Record<string, string>> = {
  'orders: POST /orders': '`POST /orders`',
  'shipping: POST /quotes': '`POST /quotes` in shipping',
  'inventory: inventory-orders order.placed': '`order.placed` in inventory',
  'orders: orders-progress stock.reserved': '`stock.reserved` in orders',
  'orders: orders-catalogue stock.level-changed': "`stock.level-changed` in orders' catalogue",
  'shipping: shipping-orders order.confirmed': '`order.confirmed` in shipping',
  'notification: notification-orders order.confirmed': '`order.confirmed` in notification',
  'orders: orders-progress shipment.created': '`shipment.created` in orders',
  'notification: notification-orders shipment.created': '`shipment.created` in notification',
};
