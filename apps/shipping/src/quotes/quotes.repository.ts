import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Quote } from './quote.entity.js';

const PRUNE_BATCH = 5_000;

@Injectable()
export class QuotesRepository {
  constructor(private readonly dataSource: DataSource) {}

  /** One INSERT, no transaction around it. */
  async insert(quote: Quote): Promise<void> {
    await this.dataSource.getRepository(Quote).insert(quote);
  }

  /** Deletes up to one batch of quotes that expired before `before`; returns how many. */
  async prune(before: Date): Promise<number> {
    const [, count] = (await this.dataSource.query(
      `DELETE FROM quote WHERE quote_id IN (
         SELECT quote_id FROM quote WHERE expires_at < $1 LIMIT ${PRUNE_BATCH} FOR UPDATE SKIP LOCKED)`,
      [before],
    )) as [unknown, number];
    return count;
  }
}
