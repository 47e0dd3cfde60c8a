import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import type { QuoteView } from '@breakwater/contracts';
import { newId } from '@breakwater/persistence';

export interface QuoteRequest {
  headers: IncomingMessage['headers'];
  body: unknown;
}

type Behaviour = (response: ServerResponse) => void;

/** A real HTTP server that stands for shipping. */
export interface ShippingStub {
  url: string;
  /** What it was asked since it started. */
  requests: QuoteRequest[];
  /** How it answers from now on. */
  behave(behaviour: Behaviour): void;
  close(): Promise<void>;
}

export const quote = (pence = 395): QuoteView => {
  const asOf = new Date().toISOString();
  const offer = (carrier: string, amount: number) => ({
    carrier,
    service: 'standard',
    cost: { amount, currency: 'GBP' as const },
    days: 2,
    isFallback: false,
    asOf,
  });
  return { quoteId: newId(), offers: [offer('swiftpost', pence), offer('northline', pence + 50)], expiresAt: asOf };
};

export const answer =
  (status: number, body: unknown): Behaviour =>
  (response) => {
    const payload = typeof body === 'string' ? body : JSON.stringify(body);
    response.writeHead(status, { 'content-type': 'application/json' }).end(payload);
  };

/** Accepts the request and says nothing. */
export const silence: Behaviour = () => undefined;

/** Starts an answer and never ends it. */
export const stall: Behaviour = (response) => {
  response.writeHead(201, { 'content-type': 'application/json' }).write('{"quoteId":');
};

export const hangUp: Behaviour = (response) => {
  response.destroy();
};

export async function startShippingStub(): Promise<ShippingStub> {
  const requests: QuoteRequest[] = [];
  let behaviour: Behaviour = (response) => answer(201, quote())(response);
  const server = createServer((request, response) => {
    void text(request).then((body) => {
      requests.push({ headers: request.headers, body: JSON.parse(body) });
      behaviour(response);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    behave(next) {
      behaviour = next;
    },
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}
