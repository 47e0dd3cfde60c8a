import { randomUUID } from 'node:crypto';
import { type CallDeclaration, Deadline, ExternalCall, refuse } from '@breakwater/resilience';
import {
  createLogger,
  defineConfig,
  ExternalCalls,
  HealthRegistry,
  loadConfig,
  runInContext,
  serviceSettings,
} from '@breakwater/service-kit';
import { z } from 'zod';
import type { Arm } from './arms.js';
import { askForQuote, GUARD, type Quote } from './dependency.js';

const REQUEST_DEADLINE_MS = 2_000;

/** With a retry: what it takes to be able to is part of the cost of a call that goes well. */
const declaration: CallDeclaration<number, Quote> = {
  name: 'quote',
  deadlineMs: GUARD.deadlineMs,
  perform: askForQuote,
  answer: z.object({ price: z.number() }),
  senseless: ({ price }) => (price > 0 ? undefined : `a price of ${price}`),
  whenItFails: refuse,
  whenItIsSlow: refuse,
  whenItAnswersNonsense: refuse,
  idempotent: true,
  retry: { attempts: 2, firstDelayMs: 10 },
  bulkhead: { concurrent: GUARD.concurrent, queued: GUARD.queued },
  breaker: {
    failureRate: GUARD.failureRate,
    minimumCalls: GUARD.minimumCalls,
    windowMs: GUARD.windowMs,
    openMs: GUARD.openMs,
  },
};

/** Declared by itself, on nobody's behalf. */
export function aloneArm(): Arm {
  const call = new ExternalCall(declaration);
  return { call: (input) => priceFrom(call, input), close: () => call.close() };
}

/**
 * As in a service: with its metrics, and on behalf of a request that has a correlation id, a deadline and a client that may go.
 * Each call has a request of its own, and what that costs counts as the call's.
 */
export function inServiceArm(): Arm {
  const config = loadConfig(defineConfig('guarded-call', serviceSettings({ port: 0 })), {});
  const logger = createLogger(config);
  const calls = new ExternalCalls(config, logger, new HealthRegistry(logger));
  const call = calls.declare(declaration);
  const correlationId = randomUUID();
  return {
    call: (input) => {
      const deadline = Deadline.in(REQUEST_DEADLINE_MS);
      const abandoned = () => new AbortController().signal;
      return runInContext({ correlationId, deadline, abandoned }, () => priceFrom(call, input));
    },
    close: () => calls.onApplicationShutdown(),
  };
}

async function priceFrom(call: ExternalCall<number, Quote>, input: number): Promise<number> {
  const outcome = await call.ask(input);
  return outcome.kind === 'fresh' ? outcome.value.price : NaN;
}
