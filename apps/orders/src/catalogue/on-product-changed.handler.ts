import type { EventOf } from '@breakwater/contracts';
import { type EventHandler, OnEvent } from '@breakwater/messaging';
import type { EntityManager } from 'typeorm';
import { ProductReadModel } from './product-read-model.repository.js';

@OnEvent({ queue: 'orders-catalogue', type: 'product.changed', idempotent: true })
export class OnProductChanged implements EventHandler<'product.changed'> {
  constructor(private readonly products: ProductReadModel) {}

  async handle(event: EventOf<'product.changed'>, manager: EntityManager): Promise<void> {
    await this.products.applyStates(manager, event.payload.products);
  }
}
