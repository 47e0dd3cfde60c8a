import type { CarrierRate, QuoteBody, QuoteView, ShippingOffer } from '@breakwater/contracts';
import { newId } from '@breakwater/persistence';
import type { Outcome } from '@breakwater/resilience';
import { CONFIG } from '@breakwater/service-kit';
import { Inject, Injectable } from '@nestjs/common';
import { CarrierClient } from '../carriers/carrier-client.js';
import type { ShippingConfig } from '../config.js';
import { type CarrierDropped, NoCarrierAvailableError } from './quotes.errors.js';
import { QuotesRepository } from './quotes.repository.js';

@Injectable()
export class QuotesService {
  constructor(
    @Inject(CONFIG) private readonly config: ShippingConfig,
    private readonly carriers: CarrierClient,
    private readonly quotes: QuotesRepository,
  ) {}

  /**
   * Asks all carriers at the same time, none longer than the deadline, and keeps the offers of those that answered well; if
   * none did, the last good ones, marked as such.
   *
   * @returns the offers, cheapest first, the faster of two equally cheap ones
   * @throws NoCarrierAvailableError when there is not one
   */
  async quote(customerId: string, body: QuoteBody): Promise<QuoteView> {
    const offers = await this.#offers(body);
    const createdAt = new Date();
    const expiresAt = new Date(createdAt.getTime() + this.config.quoteTtlSeconds * 1_000);
    const quoteId = newId();
    const { destination, weightGrams } = body;
    await this.quotes.insert({ quoteId, customerId, ...destination, weightGrams, offers, createdAt, expiresAt });
    return { quoteId, offers, expiresAt: expiresAt.toISOString() };
  }

  /** A price of today beats a guess, however cheap: last good rates count only where no carrier has answered. */
  async #offers({ destination, weightGrams }: QuoteBody): Promise<ShippingOffer[]> {
    const parcel = { ...destination, weightGrams };
    const answers = await Promise.all(
      this.config.carriers.map(async (carrier) => ({ carrier, outcome: await this.carriers.rate(carrier, parcel) })),
    );
    const now = new Date();
    const offers = answers.flatMap(({ outcome }) => {
      if (outcome.kind === 'refused') return [];
      return [offerOf(outcome.value, outcome.kind === 'fresh' ? now : outcome.asOf, outcome.kind === 'fallback')];
    });
    if (offers.length === 0) throw new NoCarrierAvailableError(answers.flatMap(dropped));
    const fresh = offers.filter(({ isFallback }) => !isFallback);
    return (fresh.length > 0 ? fresh : offers).sort(
      (one, other) => one.cost.amount - other.cost.amount || one.days - other.days,
    );
  }
}

function offerOf({ carrier, service, price, days }: CarrierRate, asOf: Date, isFallback: boolean): ShippingOffer {
  return { carrier, service, cost: price, days, isFallback, asOf: asOf.toISOString() };
}

function dropped({ carrier, outcome }: { carrier: string; outcome: Outcome<unknown, unknown> }): CarrierDropped[] {
  return outcome.kind === 'fresh' ? [] : [{ carrier, reason: outcome.failure.reason }];
}
