import type { CarrierLabel, CarrierLabelBody, CarrierRate, CarrierRateBody } from '@breakwater/contracts';
import type { Circuit } from '@breakwater/messaging';
import { type CallFailure, isOutage, type Outcome } from '@breakwater/resilience';
import { CONFIG, ExternalCalls, Logger } from '@breakwater/service-kit';
import { Inject, Injectable } from '@nestjs/common';
import type { ShippingConfig } from '../config.js';
import { type CarrierCalls, declareCarrierCalls } from './carrier-calls.js';
import { CarrierRefusedError, CarrierUnavailableError } from './carriers.errors.js';
import { LastRates } from './last-rates.js';

/** The carriers: third parties that may be slow, down or talk nonsense. */
@Injectable()
export class CarrierClient {
  readonly #carriers = new Map<string, CarrierCalls>();

  constructor(
    @Inject(CONFIG) private readonly config: ShippingConfig,
    private readonly calls: ExternalCalls,
    private readonly lastRates: LastRates,
    private readonly logger: Logger,
  ) {
    for (const carrier of config.carriers) this.#of(carrier);
  }

  /** Those that today's quotes may promise. */
  get labelCircuits(): readonly Circuit[] {
    return this.config.carriers.map((carrier) => this.#of(carrier).bookLabel);
  }

  /**
   * Asks one carrier for its price.
   *
   * @returns the rate, the last good one for such a parcel, or why there is neither; never throws
   */
  async rate(carrier: string, parcel: CarrierRateBody): Promise<Outcome<CarrierRate, CarrierRate>> {
    const outcome = await this.#of(carrier).rate.ask(parcel);
    if (outcome.kind === 'fresh') this.lastRates.remember(parcel, outcome.value);
    return outcome;
  }

  /**
   * Books a label. The same `idempotencyKey` always leads to the same label, however often it is asked for.
   *
   * @throws CarrierUnavailableError (retryable; the label may have been booked all the same) and CarrierRefusedError
   */
  async bookLabel(
    carrier: string,
    body: CarrierLabelBody,
    { idempotencyKey, signal }: { idempotencyKey: string; signal: AbortSignal },
  ): Promise<CarrierLabel> {
    const outcome = await this.#of(carrier).bookLabel.ask({ body, idempotencyKey }, { signal });
    if (outcome.kind === 'refused') throw failureError(carrier, 'book a label', outcome.failure);
    return outcome.value;
  }

  /**
   * Voids a label, so that it is neither used nor charged. Voiding twice is fine; a label that the carrier does not know
   * (any more) counts as void.
   *
   * @throws CarrierUnavailableError (retryable) and CarrierRefusedError
   */
  async voidLabel(carrier: string, labelId: string, { signal }: { signal: AbortSignal }): Promise<void> {
    const outcome = await this.#of(carrier).voidLabel.ask(labelId, { signal });
    if (outcome.kind === 'fresh') return;
    const { status } = outcome.failure;
    if (status === 404 || status === 410) {
      this.logger.warn({ carrier, labelId }, 'label to void is unknown to the carrier');
      return;
    }
    throw failureError(carrier, `void the label ${labelId}`, outcome.failure);
  }

  /** Declared for a carrier of today's list at the start, and for one that an older order was promised when it is needed. */
  #of(carrier: string): CarrierCalls {
    let calls = this.#carriers.get(carrier);
    if (calls === undefined) {
      calls = declareCarrierCalls(carrier, { config: this.config, calls: this.calls, lastRates: this.lastRates });
      this.#carriers.set(carrier, calls);
    }
    return calls;
  }
}

function failureError(carrier: string, operation: string, failure: CallFailure): Error {
  const { reason, detail, retryAfterSeconds } = failure;
  if (reason === 'rejected') return new CarrierRefusedError(carrier, operation, detail);
  const options = retryAfterSeconds === undefined ? {} : { retryAfterSeconds };
  return new CarrierUnavailableError(carrier, operation, detail, isOutage(failure), options);
}
