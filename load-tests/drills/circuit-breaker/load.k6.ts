import exec from 'k6/execution';
import { scenarioOf } from '../../flows/profiles.ts';
import { placeOrderRequest } from '../../flows/requests/place-order.ts';
import { onePiece, PreparationError, signIn, someProducts } from '../../flows/requests/preparation.ts';
import { customer, size } from '../../k6/lib/deployment.ts';
import { answeredWithin, failedAtMost, type Limit, RATE_KEPT } from '../../k6/lib/limits.ts';
import { optionsOf, requireScenarios, summariseAs } from '../../k6/lib/script.ts';
import { converse, send } from '../../k6/lib/send.ts';
import { CLASSIC_TIMEOUT_SECONDS, QUOTE_DEADLINE_MS, sizes } from './sizes.ts';

// The drill's checkouts. The limits are the same whether the carriers are well or not: set the fault yourself, see README.md.

const TIMEOUT_MS = (CLASSIC_TIMEOUT_SECONDS + 5) * 1_000;
const P99_MS = size === 'full' ? QUOTE_DEADLINE_MS + sizes.full.limits.waitedMs : 5_000;

const { hangMs: durationMs, ratePerSecond } = sizes[size];

const limits: Limit[] = [RATE_KEPT, failedAtMost(0), ...answeredWithin('checkouts', 'name:place-order', P99_MS)];

// Waiting for its answers must not keep a shop that breaks from its load.
export const options = optionsOf(
  { checkouts: scenarioOf({ kind: 'constant', ratePerSecond, durationMs }, TIMEOUT_MS) },
  limits,
);

interface Prepared {
  token: string;
  skus: string[];
  /** Begins the idempotency keys of this run. */
  run: string;
}

export function setup(): Prepared {
  requireScenarios(['checkouts']);
  const { token } = converse(signIn(customer));
  const { stocked } = converse(someProducts());
  if (stocked.length === 0) throw new PreparationError('No product is in stock: restock one, or start a new shop.');
  return { token, skus: stocked, run: `circuit-breaker-${Date.now()}` };
}

export default function checkout({ token, skus, run }: Prepared): void {
  const index = exec.scenario.iterationInTest;
  const body = JSON.stringify(onePiece(skus[index % skus.length] ?? ''));
  send(placeOrderRequest(token, `${run}-${index}`, body), { timeoutMs: TIMEOUT_MS });
}

export const handleSummary = summariseAs('circuit-breaker', limits);
