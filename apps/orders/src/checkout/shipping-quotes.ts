import { type AcceptedQuote, type QuoteBody, type QuoteView, quoteView } from '@breakwater/contracts';
import { CONFIG, contextFrom, CORRELATION_HEADER, currentContext, LineLimit, Logger } from '@breakwater/service-kit';
import { Inject, Injectable } from '@nestjs/common';
import { z } from 'zod';
import type { OrdersConfig } from '../config.js';
import { estimateQuote } from './shipping-tariff.js';

type Answer = { ok: true; quote: QuoteView } | { ok: false; reason: string };

/** What shipping costs, asked of the shipping service. */
@Injectable()
export class ShippingQuotes {
  readonly #url: string;
  readonly #warnings = new LineLimit();

  constructor(
    @Inject(CONFIG) private readonly config: OrdersConfig,
    private readonly logger: Logger,
  ) {
    this.#url = `${config.shippingUrl.replace(/\/$/, '')}/quotes`;
  }

  /**
   * The cheapest offer; an estimate when shipping is down, slower than the deadline, or answers nonsense. Never rejects, and
   * never takes longer than `QUOTE_DEADLINE_MS`. Call it outside any transaction.
   *
   * @param authorization the customer's own header, which is forwarded
   */
  async quote(request: QuoteBody, authorization: string): Promise<AcceptedQuote> {
    const answer = await this.#ask(request, authorization);
    if (answer.ok) return acceptCheapest(answer.quote);
    const admitted = this.#warnings.admit('no quote');
    if (admitted) this.logger.warn({ reason: answer.reason, ...admitted }, 'no shipping quote, estimated instead');
    return estimateQuote(request);
  }

  async #ask(request: QuoteBody, authorization: string): Promise<Answer> {
    try {
      const response = await fetch(this.#url, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          authorization,
          [CORRELATION_HEADER]: (currentContext() ?? contextFrom(undefined)).correlationId,
        },
        body: JSON.stringify(request),
        redirect: 'error',
        signal: AbortSignal.timeout(this.config.quoteDeadlineMs),
      });
      if (!response.ok) {
        await response.body?.cancel();
        return { ok: false, reason: `shipping answered ${response.status}` };
      }
      const parsed = quoteView.safeParse(await response.json());
      return parsed.success ? { ok: true, quote: parsed.data } : { ok: false, reason: z.prettifyError(parsed.error) };
    } catch (error) {
      return { ok: false, reason: describe(error) };
    }
  }
}

function acceptCheapest({ quoteId, offers }: QuoteView): AcceptedQuote {
  const { days, ...offer } = offers.reduce((best, other) => (other.cost.amount < best.cost.amount ? other : best));
  return { quoteId, ...offer };
}

/** fetch says no more than "fetch failed"; the reason is in its cause. */
function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? `${error.message}: ${error.cause.message}` : error.message;
}
