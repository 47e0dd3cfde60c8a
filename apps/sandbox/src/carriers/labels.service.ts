import type { CarrierLabel, CarrierLabelBody } from '@breakwater/contracts';
import { newId } from '@breakwater/persistence';
import { Logger } from '@breakwater/service-kit';
import { Injectable } from '@nestjs/common';
import { fingerprint, IdempotencyKeyReusedError } from '../idempotency/idempotency-key.js';
import { UnknownLabelError, UnknownServiceError } from './carriers.errors.js';
import type { Label } from './label.entity.js';
import { LabelRepository } from './label.repository.js';
import { rate } from './rate.js';
import { type CarrierName, tariffs } from './tariffs.js';

@Injectable()
export class LabelsService {
  constructor(
    private readonly labels: LabelRepository,
    private readonly logger: Logger,
  ) {}

  /**
   * Books a label; with a key that came before, the label of that time as it now is.
   *
   * @throws UnknownServiceError
   * @throws IdempotencyKeyReusedError when the key came with another body before
   */
  async book(carrier: CarrierName, idempotencyKey: string, body: CarrierLabelBody): Promise<CarrierLabel> {
    const { service, prefix } = tariffs[carrier];
    if (body.service !== service) throw new UnknownServiceError(carrier, body.service, service);
    const labelId = newId();
    const { label, inserted } = await this.labels.insertOrFind({
      labelId,
      carrier,
      idempotencyKey,
      fingerprint: fingerprint(body),
      reference: body.reference,
      service,
      trackingNumber: trackingNumber(prefix, labelId),
      priceAmount: rate(carrier, body).price.amount,
      createdAt: new Date(),
      voidedAt: null,
    });
    if (label.fingerprint !== fingerprint(body)) throw new IdempotencyKeyReusedError(idempotencyKey);
    if (inserted) this.logger.info({ carrier, labelId, reference: label.reference }, 'label booked');
    return toCarrierLabel(label);
  }

  /** Voiding twice is the same as once. @throws UnknownLabelError */
  async void(carrier: CarrierName, labelId: string): Promise<CarrierLabel> {
    const label = await this.labels.void(carrier, labelId);
    if (!label) throw new UnknownLabelError(carrier, labelId);
    this.logger.info({ carrier, labelId, reference: label.reference }, 'label void');
    return toCarrierLabel(label);
  }
}

/** The random half of a version 7 UUID, in the capitals and digits that people read out. */
function trackingNumber(prefix: string, labelId: string): string {
  const random = BigInt(`0x${labelId.replaceAll('-', '').slice(-16)}`);
  return `${prefix}${random.toString(36).toUpperCase().padStart(13, '0')}`;
}

const toCarrierLabel = (label: Label): CarrierLabel => ({
  labelId: label.labelId,
  carrier: label.carrier,
  service: label.service,
  trackingNumber: label.trackingNumber,
  price: { amount: label.priceAmount, currency: 'GBP' },
  status: label.voidedAt === null ? 'active' : 'void',
  createdAt: label.createdAt.toISOString(),
});
