import {
  carrierLabel,
  carrierLabelBody,
  carrierRate,
  carrierRateBody,
  id,
  type CarrierLabel,
  type CarrierLabelBody,
  type CarrierRate,
  type CarrierRateBody,
} from '@breakwater/contracts';
import { ApiRoute, Public } from '@breakwater/service-kit';
import { Body, Controller, Headers, HttpCode, Param, Post } from '@nestjs/common';
import { requireIdempotencyKey } from '../idempotency/idempotency-key.js';
import { UnknownCarrierError, UnknownLabelError } from './carriers.errors.js';
import { LabelsService } from './labels.service.js';
import { rate } from './rate.js';
import { type CarrierName, isCarrierName } from './tariffs.js';

@Public()
@Controller('carriers/:carrier')
export class CarriersController {
  constructor(private readonly labels: LabelsService) {}

  @Post('rates')
  @HttpCode(200)
  @ApiRoute({ summary: 'What a parcel costs', response: carrierRate, errors: [400, 404] })
  rates(@Param('carrier') carrier: string, @Body({ schema: carrierRateBody }) body: CarrierRateBody): CarrierRate {
    return rate(knownCarrier(carrier), body);
  }

  @Post('labels')
  @ApiRoute({
    summary: 'Book a label',
    description: 'The header Idempotency-Key is required: the same key gives the same label.',
    response: carrierLabel,
    status: 201,
    errors: [400, 404, 422],
  })
  book(
    @Param('carrier') carrier: string,
    @Headers('idempotency-key') key: string,
    @Body({ schema: carrierLabelBody }) body: CarrierLabelBody,
  ): Promise<CarrierLabel> {
    return this.labels.book(knownCarrier(carrier), requireIdempotencyKey(key), body);
  }

  @Post('labels/:labelId/void')
  @HttpCode(200)
  @ApiRoute({ summary: 'Void a label: it is neither used nor charged', response: carrierLabel, errors: [404] })
  void(@Param('carrier') carrier: string, @Param('labelId') labelId: string): Promise<CarrierLabel> {
    const known = knownCarrier(carrier);
    if (!id.safeParse(labelId).success) throw new UnknownLabelError(known, labelId);
    return this.labels.void(known, labelId);
  }
}

function knownCarrier(name: string): CarrierName {
  if (!isCarrierName(name)) throw new UnknownCarrierError(name);
  return name;
}
