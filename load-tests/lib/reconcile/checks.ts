import { atLeast, exactly, type Check } from '../results/result.js';
import type { Reconciliation } from './reconcile.js';

/** A check for each promise about accepted orders that the services' own lists can show. */
export function reconciliationChecks(found: Reconciliation): Check[] {
  const everConfirmed = found.confirmed + found.cancelledAfterConfirmation;
  return [
    atLeast('orders confirmed', found.confirmed, 'orders', 1),
    exactly('accepted orders without a final state', found.notFinal, 'orders', 0),
    exactly('confirmed orders without a shipment', found.missingShipments, 'orders', 0),
    exactly('e-mails of confirmation, with one PDF each', found.confirmationEmails, 'e-mails', everConfirmed),
    exactly('orders with a wrong number of confirmations or PDFs', found.wrongConfirmationEmails, 'orders', 0),
    exactly('invoices', found.invoices, 'invoices', everConfirmed),
    exactly('invoices that open, of a sample', found.invoicesFetched.pdfs, 'invoices', found.invoicesFetched.fetched),
    exactly('orders with a wrong number of rejections', found.wrongRejectionEmails, 'orders', 0),
    exactly('orders with a wrong number of cancellation notices', found.wrongCancellationEmails, 'orders', 0),
    exactly('e-mails that stand for no notification', found.strayEmails, 'e-mails', 0),
    exactly('products whose stock is not accounted for', found.wrongStock, 'products', 0),
    exactly('orders whose items cost other than expected', found.wrongItemsTotals, 'orders', 0),
    exactly('orders whose total is not items and shipping', found.wrongTotals, 'orders', 0),
    exactly('dead letters added', found.newDeadLetters, 'messages', 0),
  ];
}
