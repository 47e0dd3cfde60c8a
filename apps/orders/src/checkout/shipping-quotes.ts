import { type AcceptedQuote, type QuoteBody, type QuoteView, quoteView } from '@breakwater/contracts';
import { CONFIG, contextFrom, CORRELATION_HEADER, currentContext, LineLimit, Logger } from '@breakwater/service-kit';
import { Inject, Injectable, type OnModuleDestroy } from '@nestjs/common';
import type { Pool } from 'undici';
import { z } from 'zod';
import type { OrdersConfig } from '../config.js';
import { estimateQuote } from './shipping-tariff.js';

type Answer = { ok: true; quote: QuoteView } | { ok: false; reason: string };

/** What shipping costs, asked of the shipping service. */
@Injectable()
export class ShippingQuotes implements OnModuleDestroy {
  readonly #url: URL;
  readonly #warnings = new LineLimit();
  #connections: Promise<Pool> | undefined;

  constructor(
    @Inject(CONFIG) private readonly config: OrdersConfig,
    private readonly logger: Logger,
  ) {
    this.#url = new URL(`${config.shippingUrl.replace(/\/$/, '')}/quotes`);
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

  async onModuleDestroy(): Promise<void> {
    await (await this.#connections)?.close();
  }

  async #ask(request: QuoteBody, authorization: string): Promise<Answer> {
    try {
      // undici itself: a fetch costs three times as much, and every order pays for one. It is loaded by the first of them.
      this.#connections ??= import('undici').then(({ Pool }) => new Pool(this.#url.origin));
      const { statusCode, body } = await (
        await this.#connections
      ).request({
        method: 'POST',
        path: this.#url.pathname,
        headers: {
          'content-type': 'application/json',
          authorization,
          [CORRELATION_HEADER]: (currentContext() ?? contextFrom(undefined)).correlationId,
        },
        body: JSON.stringify(request),
        signal: AbortSignal.timeout(this.config.quoteDeadlineMs),
      });
      if (statusCode < 200 || statusCode > 299) {
        await body.dump();
        return { ok: false, reason: `shipping answered ${statusCode}` };
      }
      const parsed = quoteView.safeParse(await body.json());
      return parsed.success ? { ok: true, quote: parsed.data } : { ok: false, reason: z.prettifyError(parsed.error) };
    } catch (error) {
      return { ok: false, reason: error instanceof Error ? `${error.name}: ${error.message}` : String(error) };
    }
  }
}

function acceptCheapest({ quoteId, offers }: QuoteView): AcceptedQuote {
  const { days, ...offer } = offers.reduce((best, other) => (other.cost.amount < best.cost.amount ? other : best));
  return { quoteId, ...offer };
}
