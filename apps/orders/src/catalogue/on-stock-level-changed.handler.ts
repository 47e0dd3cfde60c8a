import type { EventOf } from '@breakwater/contracts';
import { type Delivery, type EventHandler, OnEvent } from '@breakwater/messaging';
import type { EntityManager } from 'typeorm';
import { ProductReadModel } from './product-read-model.repository.js';

@OnEvent({ queue: 'orders-catalogue', type: 'stock.level-changed', idempotent: true })
export class OnStockLevelChanged implements EventHandler<'stock.level-changed'> {
  constructor(private readonly products: ProductReadModel) {}

  async handle(event: EventOf<'stock.level-changed'>, manager: EntityManager): Promise<void> {
    await this.products.applyLevels(manager, event.payload.levels);
  }

  async handleMany(deliveries: readonly Delivery<'stock.level-changed'>[], manager: EntityManager): Promise<void> {
    await this.products.applyLevels(
      manager,
      deliveries.flatMap(({ event }) => event.payload.levels),
    );
  }
}
