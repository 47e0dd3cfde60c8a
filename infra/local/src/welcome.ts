import type { LocalConfig } from './config.js';
import { demoOrder, signIn } from './demo-order.js';
import { type Ports, serviceUrls } from './ports.js';
import { SERVICE_NAMES } from './services.js';

/**
 * What there is to do in an open shop: URLs, sign-ins, and a line that places an order.
 * @throws LocalShopError, WaitTimeoutError
 */
export async function welcome(config: LocalConfig, ports: Ports, openedAfter: () => string): Promise<string> {
  const urls = serviceUrls(ports);
  const customer = { email: config.demoCustomerEmail, password: config.demoCustomerPassword };
  const token = await signIn(urls.identity, customer);
  const order = await demoOrder(urls, token);
  const openAfter = openedAfter();
  const services = SERVICE_NAMES.map((name) => `  ${name.padEnd(13)} ${urls[name]}   API: ${urls[name]}/docs`);
  return `
The shop is open (after ${openAfter}).

${services.join('\n')}
  inbox         ${urls.sandbox}/inbox   the customers' e-mails with their invoices

Sign in (POST ${urls.identity}/sessions):
  customer      ${customer.email} / ${customer.password}
  admin         ${config.adminEmail} / ${config.adminPassword}

Place an order (the token is the customer's and lasts a quarter of an hour):
  TOKEN=${token}
  curl -s ${urls.orders}/orders -H "authorization: Bearer $TOKEN" -H "idempotency-key: demo-$(date +%s)" \\
    -H 'content-type: application/json' -d '${JSON.stringify(order)}'

Its answer holds orderId and correlationId. What became of the order:
  curl -s ${urls.orders}/orders/ORDER_ID -H "authorization: Bearer $TOKEN"
  npm run logs -- CORRELATION_ID    (its way through every service)
  ${urls.sandbox}/inbox       (the e-mail with the invoice, in a browser)

Ctrl-C stops everything. npm run reset forgets all data.
`;
}
