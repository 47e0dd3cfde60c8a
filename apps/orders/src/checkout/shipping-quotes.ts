import { type AcceptedQuote, type QuoteBody, type QuoteView, quoteView } from '@breakwater/contracts';
import type { Dated, ExternalCall } from '@breakwater/resilience';
import { CONFIG, currentContext, ExternalCalls, runInContext } from '@breakwater/service-kit';
import { Inject, Injectable } from '@nestjs/common';
import type { OrdersConfig } from '../config.js';
import { LastQuotes } from './last-quotes.js';
import { estimateQuote } from './shipping-tariff.js';

interface Question {
  request: QuoteBody;
  authorization: string;
}

/** What shipping costs, asked of the shipping service. */
@Injectable()
export class ShippingQuotes {
  readonly #quote: ExternalCall<Question, QuoteView, AcceptedQuote>;

  constructor(
    @Inject(CONFIG) { shippingUrl, quoteDeadlineMs, quoteConcurrency }: OrdersConfig,
    calls: ExternalCalls,
    private readonly lastQuotes: LastQuotes,
  ) {
    const client = calls.client(shippingUrl, { connections: quoteConcurrency, connectTimeoutMs: quoteDeadlineMs });
    const estimate = ({ request }: Question) => this.#estimate(request);
    this.#quote = calls.declare<Question, QuoteView, AcceptedQuote>({
      name: 'shipping-quote',
      deadlineMs: quoteDeadlineMs,
      perform: ({ request, authorization }, attempt) =>
        client.request({ method: 'POST', path: '/quotes', body: request, headers: { authorization } }, attempt),
      answer: quoteView,
      idempotent: true,
      // Not tried again here: shipping has tried the carriers again, and retries on two layers multiply.
      whenItFails: estimate,
      whenItIsSlow: estimate,
      whenItAnswersNonsense: estimate,
      bulkhead: { concurrent: quoteConcurrency, queued: Math.ceil(quoteConcurrency / 4) },
    });
  }

  /**
   * The cheapest offer; the last good one for such a parcel, else one from the table, when shipping is down, slower than the
   * deadline, or answers nonsense. Never rejects, and takes no longer than `QUOTE_DEADLINE_MS` and a look into Redis. Call it
   * outside any transaction.
   *
   * @param authorization the customer's own header, which is forwarded
   */
  async quote(request: QuoteBody, authorization: string): Promise<AcceptedQuote> {
    const outcome = await whoeverWaits(() => this.#quote.ask({ request, authorization }));
    switch (outcome.kind) {
      case 'fresh': {
        const quote = acceptCheapest(outcome.value);
        this.lastQuotes.remember(request, quote);
        return quote;
      }
      case 'fallback':
        return outcome.value;
      case 'refused':
        // What is wrong between two of our services is no reason to turn a customer away.
        return estimateQuote(request);
    }
  }

  async #estimate(request: QuoteBody): Promise<Dated<AcceptedQuote>> {
    const last = await this.lastQuotes.recall(request);
    return last ?? { value: estimateQuote(request), asOf: new Date() };
  }
}

function acceptCheapest({ quoteId, offers }: QuoteView): AcceptedQuote {
  const { days, ...offer } = offers.reduce((best, other) => (other.cost.amount < best.cost.amount ? other : best));
  return { quoteId, ...offer };
}

/** The order is placed whether or not its customer is still there, and so its quote is not given up when he hangs up. */
function whoeverWaits<T>(ask: () => Promise<T>): Promise<T> {
  const context = currentContext();
  return context === undefined ? ask() : runInContext({ ...context, abandoned: undefined }, ask);
}
