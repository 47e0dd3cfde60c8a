import { CacheStore, LastGood } from '@breakwater/cache';
import { type AcceptedQuote, money, parcelClassOf, type QuoteBody } from '@breakwater/contracts';
import { newId } from '@breakwater/persistence';
import type { Dated } from '@breakwater/resilience';
import { CONFIG } from '@breakwater/service-kit';
import { Inject, Injectable } from '@nestjs/common';
import { z } from 'zod';
import type { OrdersConfig } from '../config.js';

const offer = z.object({ carrier: z.string(), service: z.string(), cost: money });
type Offer = z.infer<typeof offer>;

/** What shipping last quoted for parcels of a class: the estimate for the next one while shipping is not to be had. */
@Injectable()
export class LastQuotes {
  readonly #offers: LastGood<Offer>;

  constructor(@Inject(CONFIG) { lastQuoteTtlSeconds }: OrdersConfig, store: CacheStore) {
    this.#offers = new LastGood(store, {
      prefix: 'orders:shipping-quote:1:',
      schema: offer,
      keepSeconds: lastQuoteTtlSeconds,
    });
  }

  /** Only what a carrier has just said: an estimate made of estimates would drift for ever. */
  remember(request: QuoteBody, { isFallback, carrier, service, cost }: AcceptedQuote): void {
    if (!isFallback) this.#offers.remember(keyOf(request), { carrier, service, cost });
  }

  async recall(request: QuoteBody): Promise<Dated<AcceptedQuote> | undefined> {
    const last = await this.#offers.recall(keyOf(request));
    if (last === undefined) return undefined;
    const { asOf, value } = last;
    return { asOf, value: { quoteId: newId(), ...value, isFallback: true, asOf: asOf.toISOString() } };
  }
}

const keyOf = ({ destination, weightGrams }: QuoteBody): string => parcelClassOf({ ...destination, weightGrams });
