import {
  carrierLabel,
  carrierRate,
  type CarrierLabel,
  type CarrierLabelBody,
  type CarrierRate,
  type CarrierRateBody,
} from '@breakwater/contracts';
import { CONFIG, Logger } from '@breakwater/service-kit';
import { Inject, Injectable } from '@nestjs/common';
import type { ShippingConfig } from '../config.js';
import { type Call, exchange, type CarrierFailure, type Exchange } from './carrier-exchange.js';
import { CarrierRefusedError, CarrierUnavailableError } from './carriers.errors.js';

const voidAnswer = carrierLabel.extend({ status: carrierLabel.shape.status.extract(['void']) });

/** The carriers: third parties that may be slow, down or talk nonsense. Every call has a deadline and a validated answer. */
@Injectable()
export class CarrierClient {
  constructor(
    @Inject(CONFIG) private readonly config: ShippingConfig,
    private readonly logger: Logger,
  ) {}

  /**
   * Asks one carrier for its price.
   *
   * @param signal ends the call; pass one for all carriers of a quote
   * @returns the rate, or why there is none; never throws
   */
  async rate(carrier: string, body: CarrierRateBody, signal: AbortSignal): Promise<Exchange<CarrierRate>> {
    return speakingFor(
      carrier,
      await exchange({ url: this.#url(carrier, 'rates'), body, answer: carrierRate, signal }),
    );
  }

  /**
   * Books a label. The same `idempotencyKey` always leads to the same label, however often it is asked for.
   *
   * @throws CarrierUnavailableError (retryable; the label may have been booked all the same) and CarrierRefusedError
   */
  async bookLabel(
    carrier: string,
    body: CarrierLabelBody,
    options: { idempotencyKey: string; signal: AbortSignal },
  ): Promise<CarrierLabel> {
    const answer = await this.#patiently({
      url: this.#url(carrier, 'labels'),
      body,
      answer: carrierLabel,
      headers: { 'idempotency-key': options.idempotencyKey },
      signal: options.signal,
    });
    const own = speakingFor(carrier, answer);
    if (!own.ok) throw failureError(carrier, 'book a label', own);
    return own.value;
  }

  /**
   * Voids a label, so that it is neither used nor charged. Voiding twice is fine; a label that the carrier does not know
   * (any more) counts as void.
   *
   * @throws CarrierUnavailableError (retryable) and CarrierRefusedError
   */
  async voidLabel(carrier: string, labelId: string, options: { signal: AbortSignal }): Promise<void> {
    const answer = await this.#patiently({
      url: this.#url(carrier, `labels/${encodeURIComponent(labelId)}/void`),
      body: {},
      answer: voidAnswer,
      signal: options.signal,
    });
    if (answer.ok) return;
    if (answer.status === 404 || answer.status === 410) {
      this.logger.warn({ carrier, labelId }, 'label to void is unknown to the carrier');
      return;
    }
    throw failureError(carrier, `void the label ${labelId}`, answer);
  }

  #patiently<T>(call: Call<T>): Promise<Exchange<T>> {
    return exchange({
      ...call,
      signal: AbortSignal.any([call.signal, AbortSignal.timeout(this.config.labelDeadlineMs)]),
    });
  }

  #url(carrier: string, path: string): string {
    return `${this.config.carriersUrl.replace(/\/$/, '')}/carriers/${encodeURIComponent(carrier)}/${path}`;
  }
}

/** An answer in the name of another carrier is nonsense: its label could be voided nowhere. */
function speakingFor<T extends { carrier: string }>(carrier: string, answer: Exchange<T>): Exchange<T> {
  if (!answer.ok || answer.value.carrier === carrier) return answer;
  return { ok: false, reason: 'nonsense', detail: `it answered in the name of "${answer.value.carrier}"` };
}

function failureError(carrier: string, operation: string, failure: CarrierFailure): Error {
  const { reason, detail, retryAfterSeconds } = failure;
  return reason === 'refused'
    ? new CarrierRefusedError(carrier, operation, detail)
    : new CarrierUnavailableError(
        carrier,
        operation,
        detail,
        retryAfterSeconds === undefined ? {} : { retryAfterSeconds },
      );
}
