import { HistoryRepository, Order, OrderItem, OrderRepository } from '@breakwater/orders';
import type { TestingModuleBuilder } from '@nestjs/testing';
import { DataSource, LessThan } from 'typeorm';

/** The loop that everyone writes: the orders, then the items of each, then the product of each item. */
class HistoryInALoop extends HistoryRepository {
  constructor(
    private readonly database: DataSource,
    orders: OrderRepository,
  ) {
    super(database, orders);
  }

  override async ofCustomer(customerId: string, limit: number, before: string | undefined): Promise<Order[]> {
    const orders = await this.database.getRepository(Order).find({
      where: { customerId, ...(before === undefined ? {} : { id: LessThan(before) }) },
      order: { id: 'DESC' },
      take: limit,
    });
    for (const order of orders) {
      order.items = await this.itemsOf(order);
      for (const item of order.items) item.name = await this.nameOf(item);
    }
    return orders;
  }

  private itemsOf({ id }: Order): Promise<OrderItem[]> {
    return this.database.getRepository(OrderItem).find({ where: { orderId: id }, order: { line: 'ASC' } });
  }

  private async nameOf({ sku }: OrderItem): Promise<string> {
    const [product] = await this.database.query<{ name: string }[]>('SELECT name FROM product WHERE sku = $1', [sku]);
    return product?.name ?? sku;
  }
}

export const unprotected = (builder: TestingModuleBuilder): TestingModuleBuilder =>
  builder.overrideProvider(HistoryRepository).useFactory({
    factory: (database: DataSource, orders: OrderRepository) => new HistoryInALoop(database, orders),
    inject: [DataSource, OrderRepository],
  });
