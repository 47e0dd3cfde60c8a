// What may be wrapped or replaced from outside, by tests and experiments; the service itself starts in main.ts.
export { ShippingQuotes } from './checkout/shipping-quotes.js';
export { HistoryRepository } from './history/history.repository.js';
export { OrderItem } from './order/order-item.entity.js';
export { Order } from './order/order.entity.js';
export { OrderRepository } from './order/order.repository.js';
