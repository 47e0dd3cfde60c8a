import { OrderItem } from '../order/order-item.entity.js';
import { Order } from '../order/order.entity.js';

export const entities = [Order, OrderItem];
