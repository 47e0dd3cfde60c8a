import type { StockView } from '@breakwater/contracts';
import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { type EntityManager, MoreThan, Repository } from 'typeorm';
import { StockEntity } from './stock.entity.js';

/** Stock levels, and the deliveries that raise them. */
@Injectable()
export class StockRepository {
  constructor(@InjectRepository(StockEntity) private readonly stock: Repository<StockEntity>) {}

  async find(sku: string): Promise<StockEntity | null> {
    return this.stock.findOneBy({ sku });
  }

  /** In SKU order, from the first after `skuAfter`. */
  async list(skuAfter: string, limit: number): Promise<StockEntity[]> {
    return this.stock.find({ where: { sku: MoreThan(skuAfter) }, order: { sku: 'ASC' }, take: limit });
  }

  /** Reads a level and keeps others from changing it until the transaction ends. */
  async lock(tx: EntityManager, sku: string): Promise<StockView | undefined> {
    const [row] = await tx.query<StockView[]>(
      `SELECT sku, available, reserved, version FROM stock WHERE sku = $1 FOR UPDATE`,
      [sku],
    );
    return row;
  }

  /** Units that this delivery counted for, when it was counted before. */
  async countedDelivery(tx: EntityManager, sku: string, reference: string): Promise<number | undefined> {
    const [row] = await tx.query<{ delta: number }[]>(
      `SELECT delta FROM stock_movement WHERE sku = $1 AND reason = 'restock' AND reference = $2`,
      [sku, reference],
    );
    return row?.delta;
  }

  /** Counts a delivery: level and ledger with one statement. */
  async addDelivery(tx: EntityManager, sku: string, quantity: number, reference: string): Promise<StockView> {
    const [row] = await tx.query<[StockView]>(
      `WITH movement AS (
         INSERT INTO stock_movement (sku, reason, reference, delta) VALUES ($1, 'restock', $3, $2)),
       raised AS (
         UPDATE stock SET available = available + $2, version = version + 1 WHERE sku = $1
         RETURNING sku, available, reserved, version)
       SELECT * FROM raised`,
      [sku, quantity, reference],
    );
    return row;
  }
}
