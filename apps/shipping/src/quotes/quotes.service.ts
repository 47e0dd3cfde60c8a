import type { CarrierRate, QuoteBody, QuoteView, ShippingOffer } from '@breakwater/contracts';
import { newId } from '@breakwater/persistence';
import { CONFIG, Logger } from '@breakwater/service-kit';
import { Inject, Injectable } from '@nestjs/common';
import { CarrierClient } from '../carriers/carrier-client.js';
import type { ShippingConfig } from '../config.js';
import { NoCarrierAvailableError } from './quotes.errors.js';
import { QuotesRepository } from './quotes.repository.js';

@Injectable()
export class QuotesService {
  constructor(
    @Inject(CONFIG) private readonly config: ShippingConfig,
    private readonly carriers: CarrierClient,
    private readonly quotes: QuotesRepository,
    private readonly logger: Logger,
  ) {}

  /**
   * Asks all carriers at the same time, none longer than the deadline, and keeps the offers of those that answered well.
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

  async #offers({ destination, weightGrams }: QuoteBody): Promise<ShippingOffer[]> {
    const { carriers, carrierDeadlineMs } = this.config;
    const deadline = AbortSignal.timeout(carrierDeadlineMs);
    const request = { ...destination, weightGrams };
    const answers = await Promise.all(
      carriers.map(async (carrier) => ({ carrier, answer: await this.carriers.rate(carrier, request, deadline) })),
    );
    const dropped = answers.flatMap(({ carrier, answer }) =>
      answer.ok ? [] : [{ carrier, reason: answer.reason, detail: answer.detail }],
    );
    if (dropped.length > 0) this.logger.warn({ dropped }, 'carriers left out of a quote');
    if (dropped.length === carriers.length) throw new NoCarrierAvailableError(dropped);
    const asOf = new Date().toISOString();
    return answers
      .flatMap(({ answer }) => (answer.ok ? [offerOf(answer.value, asOf)] : []))
      .sort((one, other) => one.cost.amount - other.cost.amount || one.days - other.days);
  }
}

function offerOf({ carrier, service, price, days }: CarrierRate, asOf: string): ShippingOffer {
  return { carrier, service, cost: price, days, isFallback: false, asOf };
}
