import { MAX_LINE_QUANTITY, MAX_ORDER_LINES, orderView, shortage, type PlaceOrderBody } from '@breakwater/contracts';
import { z } from 'zod';
import { UnexpectedAnswerError } from '../http/errors.js';
import type { ShopClient } from '../http/shop-client.js';

/** A product that never has stock: an order with it is always refused, and the refusal tells what is known of the others. */
export const PROBE_SKU = 'REPLAY-PROBE';

const PRODUCTS_PER_PROBE = 250;
const shortages = z.looseObject({ shortages: z.array(shortage) });

export interface ExpectedStock {
  sku: string;
  available: number;
}

/** Asks orders' read model through the public API whether it has caught up with inventory. Places nothing. */
export class ReadModelProbe {
  constructor(
    private readonly client: ShopClient,
    private readonly ordersUrl: string,
    private readonly token: () => Promise<string>,
    private readonly runId: string,
  ) {}

  /**
   * Whether orders knows at least this much stock of each product. Asks for one piece more than there is of each.
   * @param expected at most `PRODUCTS_PER_PROBE` products
   */
  async knows(expected: readonly ExpectedStock[], attempt: string): Promise<boolean> {
    const wanted = new Map(expected.map(({ sku, available }) => [sku, available]));
    const items = [
      ...expected.flatMap(({ sku, available }) => inLines(sku, available + 1)),
      ...inLines(PROBE_SKU, MAX_LINE_QUANTITY),
    ];
    const answer = await this.client.call({
      method: 'POST',
      url: `${this.ordersUrl}/orders`,
      token: await this.token(),
      idempotencyKey: `probe.${this.runId}.${attempt}`,
      body: { items, shipTo } satisfies PlaceOrderBody,
      answer: orderView,
    });
    if (!answer.ok && answer.problem.code === 'unknown-product') return false;
    const told = answer.ok ? undefined : shortages.safeParse(answer.problem).data;
    if (answer.ok || answer.problem.code !== 'insufficient-stock' || told === undefined) {
      const problem = answer.ok
        ? { code: 'order-placed', detail: `an order of ${PROBE_SKU} went through` }
        : answer.problem;
      throw new UnexpectedAnswerError(`POST ${this.ordersUrl}/orders (probe)`, answer.status, problem);
    }
    return told.shortages.every(({ sku, available }) => available >= (wanted.get(sku) ?? 0));
  }

  /** Cuts a list into parts that one probe can ask for. */
  static *portions(all: Iterable<ExpectedStock>): Generator<ExpectedStock[]> {
    let portion: ExpectedStock[] = [];
    let lines = 1;
    for (const one of all) {
      const needed = Math.ceil((one.available + 1) / MAX_LINE_QUANTITY);
      if (portion.length === PRODUCTS_PER_PROBE || lines + needed > MAX_ORDER_LINES) {
        yield portion;
        portion = [];
        lines = 1;
      }
      portion.push(one);
      lines += needed;
    }
    if (portion.length > 0) yield portion;
  }
}

const shipTo = {
  name: 'Nobody',
  street: 'Probe of the read model',
  city: 'Nowhere',
  postcode: 'ZZ1 1ZZ',
  country: 'GB',
};

function inLines(sku: string, pieces: number): PlaceOrderBody['items'] {
  const lines: PlaceOrderBody['items'] = [];
  for (let left = pieces; left > 0; left -= MAX_LINE_QUANTITY)
    lines.push({ sku, quantity: Math.min(left, MAX_LINE_QUANTITY) });
  return lines;
}
