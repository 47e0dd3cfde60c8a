import type { AcceptedQuote, QuoteBody, QuoteView } from '@breakwater/contracts';
import { ShippingQuotes } from '@breakwater/orders';
import { CONFIG } from '@breakwater/service-kit';
import type { TestingModuleBuilder } from '@nestjs/testing';
import { DataSource } from 'typeorm';
import { SLOW_SECONDS } from './sizes.js';

/**
 * Two clicks on "buy" shall not be quoted twice, so the customer is locked: a transaction is opened, and within it shipping is
 * asked. While shipping thinks, a database connection waits with it.
 */
class QuotesInATransaction {
  constructor(
    private readonly database: DataSource,
    private readonly shippingUrl: string,
  ) {}

  quote(request: QuoteBody, authorization: string): Promise<AcceptedQuote> {
    return this.database.transaction(async (tx) => {
      await tx.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [authorization]);
      return this.ask(request, authorization);
    });
  }

  private async ask(request: QuoteBody, authorization: string): Promise<AcceptedQuote> {
    const answer = await fetch(`${this.shippingUrl}/quotes`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization },
      body: JSON.stringify(request),
      signal: AbortSignal.timeout(SLOW_SECONDS * 1_000),
    });
    if (!answer.ok) throw new Error(`shipping answered ${answer.status}`);
    const { quoteId, offers } = (await answer.json()) as QuoteView;
    const [cheapest] = offers;
    if (cheapest === undefined) throw new Error('shipping offered nothing');
    const { carrier, service, cost, isFallback, asOf } = cheapest;
    return { quoteId, carrier, service, cost, isFallback, asOf };
  }
}

export const unprotected = (builder: TestingModuleBuilder): TestingModuleBuilder =>
  builder.overrideProvider(ShippingQuotes).useFactory({
    factory: (database: DataSource, { shippingUrl }: { shippingUrl: string }) =>
      new QuotesInATransaction(database, shippingUrl),
    inject: [DataSource, CONFIG],
  });
