import {
  carrierLabel,
  carrierRate,
  type CarrierLabel,
  type CarrierLabelBody,
  type CarrierRate,
  type CarrierRateBody,
} from '@breakwater/contracts';
import { type ExternalCall, type JsonRequest, refuse } from '@breakwater/resilience';
import type { ExternalCalls } from '@breakwater/service-kit';
import type { ShippingConfig } from '../config.js';
import type { LastRates } from './last-rates.js';

export interface LabelRequest {
  body: CarrierLabelBody;
  idempotencyKey: string;
}

/** What one carrier is asked. Each carrier has breakers and bulkheads of its own: one that hangs takes nothing from the others. */
export interface CarrierCalls {
  rate: ExternalCall<CarrierRateBody, CarrierRate, CarrierRate>;
  bookLabel: ExternalCall<LabelRequest, CarrierLabel>;
  voidLabel: ExternalCall<string, CarrierLabel>;
}

/** Above the messages that are handled at the same time: a booking never waits for another one's. */
const LABELS = { concurrent: 32, queued: 0 } as const;
const RETRY = { attempts: 2, firstDelayMs: 50 } as const;
const voided = carrierLabel.extend({ status: carrierLabel.shape.status.extract(['void']) });

export function declareCarrierCalls(
  carrier: string,
  { config, calls, lastRates }: { config: ShippingConfig; calls: ExternalCalls; lastRates: LastRates },
): CarrierCalls {
  const { carriersUrl, carrierDeadlineMs, carrierConcurrency, labelDeadlineMs } = config;
  const path = `/carriers/${encodeURIComponent(carrier)}`;
  const rates = calls.client(carriersUrl, { connections: carrierConcurrency, connectTimeoutMs: carrierDeadlineMs });
  const labels = calls.client(carriersUrl, { connections: LABELS.concurrent, connectTimeoutMs: labelDeadlineMs });
  const post = (rest: string, body: unknown, headers = {}): JsonRequest => ({
    method: 'POST',
    path: path + rest,
    body,
    headers,
  });
  /** An answer in the name of another carrier is nonsense: its label could be voided nowhere. */
  const senseless = (answer: { carrier: string }): string | undefined =>
    answer.carrier === carrier ? undefined : `it answered in the name of "${answer.carrier}"`;
  const lastRate = (parcel: CarrierRateBody) => lastRates.recall(carrier, parcel);
  const label = {
    target: carrier,
    deadlineMs: labelDeadlineMs,
    senseless,
    idempotent: true,
    // Nothing stands in for a label: the message that asks for it comes again.
    whenItFails: refuse,
    whenItIsSlow: refuse,
    whenItAnswersNonsense: refuse,
    bulkhead: LABELS,
  } as const;

  return {
    rate: calls.declare<CarrierRateBody, CarrierRate, CarrierRate>({
      name: 'carrier-rate',
      target: carrier,
      deadlineMs: carrierDeadlineMs,
      perform: (parcel, attempt) => rates.request(post('/rates', parcel), attempt),
      answer: carrierRate,
      senseless: (rate) => senseless(rate) ?? (rate.price.amount > 0 ? undefined : 'it carries parcels for nothing'),
      idempotent: true,
      retry: RETRY,
      whenItFails: lastRate,
      whenItIsSlow: lastRate,
      whenItAnswersNonsense: lastRate,
      bulkhead: { concurrent: carrierConcurrency, queued: Math.ceil(carrierConcurrency / 4) },
    }),
    bookLabel: calls.declare<LabelRequest, CarrierLabel>({
      ...label,
      name: 'carrier-label',
      perform: ({ body, idempotencyKey }, attempt) =>
        labels.request(post('/labels', body, { 'idempotency-key': idempotencyKey }), attempt),
      answer: carrierLabel,
    }),
    voidLabel: calls.declare<string, CarrierLabel>({
      ...label,
      name: 'carrier-void',
      perform: (labelId, attempt) => labels.request(post(`/labels/${encodeURIComponent(labelId)}/void`, {}), attempt),
      answer: voided,
    }),
  };
}
