import { MAX_AMOUNT, type OrderView, type PlaceOrderBody } from '@breakwater/contracts';
import { EventPublisher } from '@breakwater/messaging';
import { Transactions } from '@breakwater/persistence';
import { Logger, type Principal } from '@breakwater/service-kit';
import { Injectable } from '@nestjs/common';
import type { Product } from '../catalogue/product-read-model.repository.js';
import { snapshotOf, totalOf } from '../order/order-snapshot.js';
import { viewAsPlaced, viewOf } from '../order/order-view.js';
import type { Order } from '../order/order.entity.js';
import { OrderRepository } from '../order/order.repository.js';
import { type PricedBasket, priceBasket } from './basket.js';
import {
  IdempotencyKeyReusedError,
  InsufficientStockError,
  OrderTooLargeError,
  UnknownProductError,
} from './checkout.errors.js';
import { CheckoutRepository, type EarlierOrder, isKeyTaken } from './checkout.repository.js';
import { hashOf } from './idempotency.js';
import { newOrder, type OrderRequest } from './new-order.js';
import { ShippingQuotes } from './shipping-quotes.js';

export interface PlaceOrder {
  customer: Principal;
  idempotencyKey: string;
  /** The customer's own header, for the call to shipping. */
  authorization: string;
  body: PlaceOrderBody;
}

export interface PlacedOrder {
  order: OrderView;
  /** True when an earlier request with the same key placed it. */
  repeated: boolean;
}

@Injectable()
export class CheckoutService {
  constructor(
    private readonly checkouts: CheckoutRepository,
    private readonly quotes: ShippingQuotes,
    private readonly orders: OrderRepository,
    private readonly transactions: Transactions,
    private readonly publisher: EventPublisher,
    private readonly logger: Logger,
  ) {}

  /**
   * Places an order. The same customer's key and body place one order, however often and at the same time they are sent, and
   * always get the answer that the first of them got. What is refused leaves nothing behind, and its key can be used again.
   *
   * @throws IdempotencyKeyReusedError, UnknownProductError, InsufficientStockError, OrderTooLargeError
   */
  async place({ customer, idempotencyKey, authorization, body }: PlaceOrder): Promise<PlacedOrder> {
    const request: OrderRequest = { customer, idempotencyKey, requestHash: hashOf(body), shipTo: body.shipTo };
    const skus = [...new Set(body.items.map(({ sku }) => sku))];
    const { earlier, products } = await this.checkouts.look(customer.customerId, idempotencyKey, skus);
    if (earlier) return this.#repeat(earlier, request);

    const basket = this.#price(body.items, products);
    const { country, postcode } = body.shipTo;
    // A connection held while somebody else thinks is one that every other request misses: no transaction is open yet.
    const quote = await this.quotes.quote(
      { destination: { country, postcode }, weightGrams: Math.max(1, basket.weightGrams) },
      authorization,
    );
    const order = newOrder(request, basket, quote);
    if (totalOf(order).amount > MAX_AMOUNT) throw new OrderTooLargeError('amount');

    if (!(await this.#write(order))) {
      const winner = await this.checkouts.findByKey(customer.customerId, idempotencyKey);
      if (!winner) throw new Error(`order of key ${idempotencyKey} is there and not there; orders are never deleted`);
      return this.#repeat(winner, request);
    }
    this.logger.info({ orderId: order.id, lines: order.items.length, estimate: quote.isFallback }, 'order placed');
    return { order: viewOf(order), repeated: false };
  }

  #price(lines: PlaceOrderBody['items'], products: ReadonlyMap<string, Product>): PricedBasket {
    const pricing = priceBasket(lines, products);
    switch (pricing.outcome) {
      case 'priced':
        return pricing;
      case 'unknown-product':
        throw new UnknownProductError(pricing.skus);
      case 'too-large':
        throw new OrderTooLargeError(pricing.why);
      case 'insufficient-stock':
        throw new InsufficientStockError(pricing.shortages);
    }
  }

  /**
   * Writes order, items and event, all in one round trip.
   * @returns false when the key was taken meanwhile: then nothing was written
   */
  async #write(order: Order): Promise<boolean> {
    try {
      await this.transactions.run(async (tx) => {
        await this.checkouts.insert(tx, order);
        await this.publisher.append(tx, {
          type: 'order.placed',
          aggregateId: order.id,
          aggregateVersion: order.version,
          payload: snapshotOf(order),
        });
      });
      return true;
    } catch (error) {
      if (isKeyTaken(error)) return false;
      throw error;
    }
  }

  async #repeat({ orderId, requestHash }: EarlierOrder, request: OrderRequest): Promise<PlacedOrder> {
    if (requestHash !== request.requestHash) throw new IdempotencyKeyReusedError(request.idempotencyKey);
    const order = await this.orders.find(orderId);
    if (!order) throw new Error(`order ${orderId} vanished; orders are never deleted`);
    return { order: viewAsPlaced(order), repeated: true };
  }
}
