import { Module } from '@nestjs/common';
import { PendingReconciliations } from './pending-reconciliations.js';

/**
 * Shipping costs that were estimated. The row of a reconciliation is written with its order and settled with its real cost, by
 * the statements that write those (`CheckoutRepository`, `OrderRepository`); here is what is told of them.
 */
@Module({ providers: [PendingReconciliations] })
export class ReconciliationModule {}
