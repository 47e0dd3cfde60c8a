import { orderStatus } from '@breakwater/contracts';
import { describe, expect, it } from 'vitest';
import { type OrderStep, outcomeOf, type StepOutcome } from '../src/order/order-state.js';

describe('the order’s state machine', () => {
  const table: Record<OrderStep, Record<(typeof orderStatus.options)[number], StepOutcome>> = {
    confirm: { placed: 'moved', confirmed: 'repeated', rejected: 'refused', cancelled: 'refused' },
    reject: { placed: 'moved', confirmed: 'refused', rejected: 'repeated', cancelled: 'refused' },
    cancel: { placed: 'moved', confirmed: 'moved', rejected: 'refused', cancelled: 'repeated' },
  };

  it.each(Object.entries(table) as [OrderStep, (typeof table)[OrderStep]][])('%s', (step, outcomes) => {
    for (const status of orderStatus.options) expect(outcomeOf(step, status), status).toBe(outcomes[status]);
  });
});
