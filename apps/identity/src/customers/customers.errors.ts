import { AppError } from '@breakwater/service-kit';

export class EmailTakenError extends AppError {
  readonly code = 'email-taken';
  readonly status = 409;

  constructor(email: string) {
    super(
      `A customer is registered with ${email} already; sign in (POST /sessions), or register with another address.`,
    );
  }
}

export class CustomerNotFoundError extends AppError {
  readonly code = 'customer-not-found';
  readonly status = 404;

  constructor(customerId: string) {
    super(`The customer ${customerId} that the access token names is not registered here; register or sign in again.`);
  }
}
