import { Injectable } from '@nestjs/common';
import { DataSource, type Repository } from 'typeorm';
import { Label } from './label.entity.js';

@Injectable()
export class LabelRepository {
  readonly #labels: Repository<Label>;

  constructor(dataSource: DataSource) {
    this.#labels = dataSource.getRepository(Label);
  }

  /** Inserts the label, or finds the one that has its carrier and idempotency key; of several at once, one is inserted. */
  async insertOrFind(label: Label): Promise<{ label: Label; inserted: boolean }> {
    const { raw } = await this.#labels
      .createQueryBuilder()
      .insert()
      .values(label)
      .orIgnore()
      .returning('label_id')
      .execute();
    if ((raw as unknown[]).length === 1) return { label, inserted: true };
    const { carrier, idempotencyKey } = label;
    return { label: await this.#labels.findOneByOrFail({ carrier, idempotencyKey }), inserted: false };
  }

  /** @returns the label, void now or before; null when the carrier has none with this id */
  async void(carrier: string, labelId: string): Promise<Label | null> {
    await this.#labels
      .createQueryBuilder()
      .update()
      .set({ voidedAt: () => 'now()' })
      .where('label_id = :labelId AND carrier = :carrier AND voided_at IS NULL', { labelId, carrier })
      .execute();
    return this.#labels.findOneBy({ labelId, carrier });
  }
}
