import { refuse } from '@breakwater/resilience';
import type { FetchImplementation } from 'jose';
import { z } from 'zod';
import { contextFrom, runInContext } from '../context/service-context.js';
import type { ExternalCalls } from '../external-calls/external-calls.js';

const DEADLINE_MS = 2_000;
/** All who need a key wait for the same fetch. */
const BULKHEAD = { concurrent: 2, queued: 0 } as const;

const keySet = z.looseObject({ keys: z.array(z.looseObject({ kty: z.string() })) });

/** What jose calls to fetch a key set: the guarded call to whoever publishes it. Rejects with why there is none. */
export function signingKeysFetch(jwksUrl: string, calls: ExternalCalls): FetchImplementation {
  const { origin, pathname, search } = new URL(jwksUrl);
  const client = calls.client(origin, { connections: BULKHEAD.concurrent, connectTimeoutMs: DEADLINE_MS });
  const keys = calls.declare<undefined, z.infer<typeof keySet>>({
    name: 'signing-keys',
    deadlineMs: DEADLINE_MS,
    perform: (_input, attempt) => client.request({ method: 'GET', path: pathname + search }, attempt),
    answer: keySet,
    idempotent: true,
    // The keys that are known already are the fallback, and jose keeps them.
    whenItFails: refuse,
    whenItIsSlow: refuse,
    whenItAnswersNonsense: refuse,
    bulkhead: BULKHEAD,
  });
  return async () => {
    // On nobody's behalf: the request that happened to come first may go away, and all the others wait for these keys too.
    const outcome = await runInContext(contextFrom(undefined), () => keys.ask(undefined));
    if (outcome.kind === 'refused') throw new Error(`no signing keys from ${jwksUrl}: ${outcome.failure.detail}`);
    return Response.json(outcome.value);
  };
}
