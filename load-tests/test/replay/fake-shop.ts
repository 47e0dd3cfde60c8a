import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { OrderView, PlaceOrderBody } from '@breakwater/contracts';
import type { ShopUrls } from '../../lib/http/shop-urls.js';
import { ok, page, problem, type Answer } from './fake-answers.js';
import { FakeOrders, summaryOf, type Faults } from './fake-orders.js';
import { FakeStock } from './fake-stock.js';

/** All services of the shop in one process and in memory: real HTTP, made-up inside. */
export class FakeShop {
  readonly customers = new Map<string, string>();
  readonly stock = new FakeStock();
  readonly orders: FakeOrders;
  /** Name of each request but GETs, in order. */
  readonly requests: string[] = [];
  private deadLetterLooks = 0;

  private constructor(
    private readonly server: Server,
    private readonly faults: Faults,
  ) {
    this.orders = new FakeOrders(this.stock, faults);
  }

  static async open(faults: Faults = {}): Promise<FakeShop> {
    const server = createServer();
    const shop = new FakeShop(server, faults);
    server.on('request', (request, response) => void shop.serve(request, response));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return shop;
  }

  get urls(): ShopUrls {
    const address = this.server.address();
    const url = `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`;
    return { identity: url, inventory: url, orders: url, shipping: url, notification: url, sandbox: url };
  }

  close(): Promise<void> {
    this.server.closeAllConnections();
    return new Promise((resolve) => this.server.close(() => resolve()));
  }

  /** The order of an invoice, the latest one. */
  orderOfInvoice(number: string): OrderView | undefined {
    return [...this.orders.all.values()].findLast(({ view }) => view.shipTo.street === `Invoice ${number}`)?.view;
  }

  count(request: string): number {
    return this.requests.filter((name) => name === request).length;
  }

  private async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    let text = '';
    for await (const chunk of request) text += String(chunk);
    const url = new URL(request.url ?? '/', 'http://fake');
    if (request.method === 'GET' && url.pathname === '/metrics') {
      response.end('# HELP outbox_unpublished rows\noutbox_unpublished 0\n');
      return;
    }
    if (request.method === 'GET' && url.pathname.endsWith('/invoice')) {
      response.end(this.faults.brokenInvoices === true ? 'sorry' : '%PDF-1.7');
      return;
    }
    const answer = this.route(
      `${request.method} ${url.pathname}`,
      url,
      request,
      text === '' ? undefined : JSON.parse(text),
    );
    if (answer === undefined) {
      request.socket.destroy();
      return;
    }
    response.writeHead(answer.status, { 'content-type': 'application/json', ...answer.headers });
    response.end(JSON.stringify(answer.body));
  }

  /** Undefined: the connection is cut. */
  private route(name: string, url: URL, request: IncomingMessage, body: unknown): Answer | undefined {
    if (request.method !== 'GET') this.requests.push(name);
    const user = (request.headers.authorization ?? '').replace('Bearer ', '');
    const [, , second = ''] = url.pathname.split('/');
    if (name === 'POST /customers') return this.register(body as Account);
    if (name === 'POST /sessions') return this.signIn(body as Account);
    if (name === 'GET /email/messages') return page(this.orders.emails, url);
    if (name.startsWith('GET /products/')) return this.stock.get(decodeURIComponent(second));
    if (user === '') return problem(401, 'unauthenticated');
    const key = String(request.headers['idempotency-key']);
    if (name === 'POST /orders') return this.orders.place(user, key, body as PlaceOrderBody);
    if (name === 'GET /orders') return page(this.ordersOf(user), url);
    if (name.endsWith('/cancel')) return this.orders.cancel(second);
    return user.startsWith('admin') ? this.adminRoute(name, url, body) : problem(403, 'forbidden');
  }

  private adminRoute(name: string, url: URL, body: unknown): Answer {
    const sku = decodeURIComponent(url.pathname.split('/')[3] ?? '');
    if (name.startsWith('PUT /admin/products/')) return this.stock.put(sku, body as Parameters<FakeStock['put']>[1]);
    if (name.endsWith('/restock')) return this.stock.restock(sku, body as Parameters<FakeStock['restock']>[1]);
    if (name === 'GET /admin/stock') return page(this.stock.list(), url);
    if (name === 'GET /admin/notifications') return page(this.orders.notifications, url);
    if (name === 'GET /admin/orders') return page([...this.orders.all.values()].map(summaryOf), url);
    if (name === 'GET /admin/dead-letters')
      return ok({ queues: [{ queue: 'any', deadLetters: this.countDeadLetters() }] });
    return problem(404, 'not-found');
  }

  /** Newest first. */
  private ordersOf(user: string): OrderView[] {
    return [...this.orders.all.values()]
      .filter(({ customer }) => customer === user)
      .map(({ view }) => view)
      .toReversed();
  }

  /** The replay looks at four services before and after. */
  private countDeadLetters(): number {
    this.deadLetterLooks += 1;
    return this.faults.deadLetter === true && this.deadLetterLooks > 4 ? 1 : 0;
  }

  private register({ email, password }: Account): Answer {
    if (this.customers.has(email)) return problem(409, 'email-taken');
    this.customers.set(email, password);
    return ok({ customerId: randomUUID(), email, name: email, role: 'customer' }, 201);
  }

  private signIn({ email, password }: Account): Answer {
    const admin = email.startsWith('admin@');
    if (!admin && this.customers.get(email) !== password) return problem(401, 'wrong-credentials');
    const customer = { customerId: randomUUID(), email, name: email, role: admin ? 'admin' : 'customer' };
    return ok({ accessToken: email, tokenType: 'Bearer', expiresInSeconds: 900, customer });
  }
}

interface Account {
  email: string;
  password: string;
}
