import { AppError } from '@breakwater/service-kit';
import { carrierNames } from './tariffs.js';

export class UnknownCarrierError extends AppError {
  readonly code = 'unknown-carrier';
  readonly status = 404;

  constructor(name: string) {
    super(`There is no carrier ${JSON.stringify(name.slice(0, 60))}; there are ${carrierNames.join(', ')}.`);
  }
}

export class UnknownServiceError extends AppError {
  readonly code = 'unknown-service';
  readonly status = 422;

  constructor(carrier: string, service: string, offered: string) {
    super(`${carrier} has no service ${JSON.stringify(service)}; it has ${offered}.`);
  }
}

export class UnknownLabelError extends AppError {
  readonly code = 'unknown-label';
  readonly status = 404;

  constructor(carrier: string, labelId: string) {
    super(`${carrier} has no label ${JSON.stringify(labelId.slice(0, 60))}; use the labelId that booking it returned.`);
  }
}
