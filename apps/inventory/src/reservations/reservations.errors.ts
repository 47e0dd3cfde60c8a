import { AppError } from '@breakwater/service-kit';

/** A defect of the caller: it acted on a reservation without asking whether it may. */
export class IllegalReservationTransitionError extends AppError {
  readonly code = 'illegal-reservation-transition';
  readonly status = 409;

  constructor(
    readonly state: string,
    readonly action: string,
  ) {
    super(`A reservation that is "${state}" cannot ${action}.`);
  }
}
