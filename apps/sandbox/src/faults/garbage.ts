export const GARBAGE_SHAPES = ['wrong-shape', 'truncated', 'wrong-content-type', 'absurd'] as const;
export type GarbageShape = (typeof GARBAGE_SHAPES)[number];

/** Valid JSON that is an answer to another question. */
const WRONG_SHAPE = JSON.stringify({ result: { ok: true, items: [] } });

/** What a proxy in front of a third party answers while that is being maintained. */
const HTML_PAGE = '<!doctype html><html><head><title>Maintenance</title></head><body><h1>Back soon</h1></body></html>';

/** In pence: a refund nobody asked for, and ten thousand times more than the contract lets an amount be. */
const ABSURD_AMOUNTS = [-100, 1e15] as const;
const ABSURD_IDS = ['', 'not-an-id'] as const;

/**
 * An answer with its content spoiled.
 *
 * @param turn how many came before: absurd values take turns
 */
export function spoil(body: Buffer, shape: GarbageShape, turn: number): string | Buffer {
  switch (shape) {
    case 'wrong-shape':
      return WRONG_SHAPE;
    case 'truncated':
      return body.subarray(0, Math.floor(body.length / 2));
    case 'wrong-content-type':
      return HTML_PAGE;
    case 'absurd':
      return absurd(body, turn);
  }
}

/** The form stays, the values cannot be. An answer without price and id, such as a refusal, stays as it is. */
function absurd(body: Buffer, turn: number): string {
  const answer = JSON.parse(body.toString()) as { price?: object; messageId?: string };
  return JSON.stringify({
    ...answer,
    ...(answer.price && { price: { ...answer.price, amount: ABSURD_AMOUNTS[turn % ABSURD_AMOUNTS.length] } }),
    ...(answer.messageId && { messageId: ABSURD_IDS[turn % ABSURD_IDS.length] }),
  });
}
