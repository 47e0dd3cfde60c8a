import { AppError } from '@breakwater/service-kit';

export const BROKER_UNAVAILABLE = 'broker-unavailable';

/** SNS or SQS gave no answer, or lacks the queues (an emulator that was started again has none until they are made anew). */
export class BrokerUnavailableError extends AppError {
  readonly code = BROKER_UNAVAILABLE;
  readonly status = 503;
  override readonly retryable = true;

  constructor(cause: unknown) {
    super('The queues cannot be reached at the moment. Try again shortly.', { cause, retryAfterSeconds: 5 });
  }
}

/**
 * Asks the broker on behalf of an HTTP request.
 *
 * @throws BrokerUnavailableError when the broker is what failed; anything else as it is
 */
export async function askBroker<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw isOfSdk(error) ? new BrokerUnavailableError(error) : error;
  }
}

/** The SDK marks whatever goes wrong with a request, be it refused, answered with an error or never answered. */
const isOfSdk = (error: unknown): boolean => error instanceof Error && '$metadata' in error;
