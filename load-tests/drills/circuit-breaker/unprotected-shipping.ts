import type { CarrierRate, CarrierRateBody } from '@breakwater/contracts';
import { ExternalCalls, CONFIG, Logger } from '@breakwater/service-kit';
import { CarrierClient, LastRates } from '@breakwater/shipping';
import type { TestingModuleBuilder } from '@nestjs/testing';
import { CLASSIC_TIMEOUT_SECONDS } from './sizes.js';

type Wired = ConstructorParameters<typeof CarrierClient>;
type RateOutcome = Awaited<ReturnType<CarrierClient['rate']>>;

/** Rates by plain fetch; a carrier that does not answer is left out, after its time. Labels are booked as ever. */
class PlainRates extends CarrierClient {
  readonly #carriersUrl: string;

  constructor(...wired: Wired) {
    super(...wired);
    this.#carriersUrl = wired[0].carriersUrl;
  }

  override async rate(carrier: string, parcel: CarrierRateBody): Promise<RateOutcome> {
    try {
      const answer = await fetch(`${this.#carriersUrl}/carriers/${carrier}/rates`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(parcel),
        signal: AbortSignal.timeout(CLASSIC_TIMEOUT_SECONDS * 1_000),
      });
      if (!answer.ok) throw new Error(`it answered ${answer.status}`);
      return { kind: 'fresh', value: (await answer.json()) as CarrierRate };
    } catch (error) {
      return { kind: 'refused', failure: { reason: 'unreachable', detail: String(error) } };
    }
  }
}

export const unprotected = (builder: TestingModuleBuilder): TestingModuleBuilder =>
  builder.overrideProvider(CarrierClient).useFactory({
    factory: (...wired: Wired) => new PlainRates(...wired),
    inject: [CONFIG, ExternalCalls, LastRates, Logger],
  });
