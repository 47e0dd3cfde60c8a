import { type AcceptedQuote, type QuoteBody, type QuoteView } from '@breakwater/contracts';
import { ShippingQuotes } from '@breakwater/orders';
import { CONFIG } from '@breakwater/service-kit';
import type { TestingModuleBuilder } from '@nestjs/testing';
import { CLASSIC_TIMEOUT_SECONDS } from './sizes.js';

/** Asks, and waits: a time-out that somebody once thought generous, and no idea what to do when there is no answer. */
class PlainQuotes {
  constructor(private readonly shippingUrl: string) {}

  async quote(request: QuoteBody, authorization: string): Promise<AcceptedQuote> {
    const answer = await fetch(`${this.shippingUrl}/quotes`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization },
      body: JSON.stringify(request),
      signal: AbortSignal.timeout(CLASSIC_TIMEOUT_SECONDS * 1_000),
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
    factory: ({ shippingUrl }: { shippingUrl: string }) => new PlainQuotes(shippingUrl),
    inject: [CONFIG],
  });
