import { randomUUID } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import type pg from 'pg';
import { request } from 'undici';
import type { RunningNode } from '../../lib/processes/node-process.js';
import { missingIn, statementsDuring } from './same-statements.js';
import { address, basket } from './step.js';
import { ARMS, type ArmName, type Surroundings } from './surroundings.js';

/** Whether both arms do the same work for the same order. */
export interface Agreement {
  /** Of one order, as PostgreSQL saw them. */
  statements: Record<ArmName, string[]>;
  /** What one arm says to the database for an order and the other does not; what orders' relay says is no part of an order. */
  missing: Record<ArmName, string[]>;
  sameAnswer: boolean;
}

/** Places one order with each arm and compares what they said to PostgreSQL, and what they answered. */
export async function compareOneOrder(
  servers: Record<ArmName, RunningNode>,
  around: Surroundings,
  admin: pg.Client,
): Promise<Agreement> {
  const token = around.tokens.issue();
  const answers: Partial<Record<ArmName, unknown>> = {};
  // Fills pools and caches, so that what is logged is the order alone.
  for (const arm of ARMS) await placeOne(servers[arm], token);
  const asked = await statementsDuring(admin, around.postgresLog, async () => {
    for (const arm of ARMS) answers[arm] = await placeOne(servers[arm], token);
  });
  const [orders, bare] = [asked.of('orders'), asked.of('bare')];
  for (const statement of orders.keys()) if (isHousekeeping(statement)) orders.delete(statement);
  return {
    statements: { orders: [...orders.keys()], bare: [...bare.keys()] },
    missing: { orders: missingIn(bare, orders), bare: missingIn(orders, bare) },
    sameAnswer: isDeepStrictEqual(masked(answers.orders), masked(answers.bare)),
  };
}

async function placeOne(server: RunningNode, token: string): Promise<unknown> {
  const { statusCode, body } = await request(`${server.url}/orders`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${token}`,
      'content-type': 'application/json',
      'idempotency-key': randomUUID(),
    },
    body: JSON.stringify({ items: basket, shipTo: address }),
  });
  const answer = await body.text();
  if (statusCode !== 201)
    throw new Error(`POST ${server.url}/orders was answered ${statusCode}: ${answer.slice(0, 500)}`);
  return JSON.parse(answer);
}

/** The relay's and the keeper's own statements: taking, marking, looking; an order is never one of them. */
const isHousekeeping = (statement: string): boolean =>
  /^UPDATE outbox |^INSERT INTO outbox_subscriber |^SELECT count\(\*\)::int AS unpublished|^DELETE FROM (outbox|inbox)/.test(
    statement,
  );

/** Ids and times are each arm's own. */
function masked(answer: unknown): unknown {
  return JSON.parse(JSON.stringify(answer), (key, value: unknown) =>
    ['orderId', 'correlationId', 'placedAt', 'updatedAt', 'asOf'].includes(key) ? typeof value : value,
  );
}
