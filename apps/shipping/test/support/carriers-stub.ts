import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import { setTimeout } from 'node:timers/promises';
import type { CarrierLabel } from '@breakwater/contracts';
import { newId } from '@breakwater/persistence';

export type Operation = 'rates' | 'labels' | 'void';

export interface CarrierRequest {
  carrier: string;
  operation: Operation;
  headers: IncomingHttpHeaders;
  body: Record<string, unknown>;
  /** What the stub would answer; the work (booking, voiding) is done. */
  answer: () => { status: number; body: unknown };
}

/** Answers one request, by itself or with `send`. */
export type Behaviour = (request: CarrierRequest, response: ServerResponse) => void | Promise<void>;

/** A real HTTP server that stands for the carriers: deterministic rates, labels once for each key. */
export interface CarriersStub {
  url: string;
  requests: CarrierRequest[];
  /** Every label that was ever booked. */
  labels: Map<string, CarrierLabel>;
  activeLabels(orderId: string): CarrierLabel[];
  /** How an operation is answered from now on, of one carrier or of all. */
  behave(operation: Operation, behaviour: Behaviour, carrier?: string): void;
  /** All operations as they should be. */
  recover(): void;
  close(): Promise<void>;
}

const PRICES: Record<string, number> = { swiftpost: 445, parcelworks: 795, northline: 345 };

export const send = (response: ServerResponse, status: number, body: unknown, headers: Record<string, string> = {}) => {
  response.writeHead(status, { 'content-type': 'application/json', ...headers });
  response.end(typeof body === 'string' ? body : JSON.stringify(body));
};

export const honest: Behaviour = (request, response) => {
  const { status, body } = request.answer();
  send(response, status, body);
};
export const answering =
  (status: number, body: unknown, headers?: Record<string, string>): Behaviour =>
  (_request, response) =>
    send(response, status, body, headers);
/** Accepts the request and says nothing. */
export const silent: Behaviour = () => undefined;
/** Starts an answer and never ends it. */
export const stalling: Behaviour = (_request, response) => {
  response.writeHead(200, { 'content-type': 'application/json' }).write('{"carrier":');
};
export const hangingUp: Behaviour = (_request, response) => {
  response.destroy();
};
/** Does what it was asked and loses the answer. */
export const losingTheAnswer: Behaviour = (request, response) => {
  request.answer();
  response.destroy();
};
export const delayed =
  (ms: number, behaviour: Behaviour = honest): Behaviour =>
  async (request, response) => {
    await setTimeout(ms);
    await behaviour(request, response);
  };

export async function startCarriersStub(): Promise<CarriersStub> {
  const requests: CarrierRequest[] = [];
  const labels = new Map<string, CarrierLabel>();
  const byKey = new Map<string, { label: CarrierLabel; body: string }>();
  const behaviours = new Map<string, Behaviour>();

  const answers = (carrier: string, operation: Operation, key: string, body: Record<string, unknown>, labelId = '') => {
    const price = { amount: PRICES[carrier] ?? 0, currency: 'GBP' as const };
    if (operation === 'rates') return { status: 200, body: { carrier, service: 'standard', price, days: 2 } };
    if (operation === 'void') {
      const label = labels.get(labelId);
      if (!label) return { status: 404, body: { code: 'unknown-label' } };
      label.status = 'void';
      return { status: 200, body: label };
    }
    const known = byKey.get(`${carrier}/${key}`);
    if (known)
      return known.body === JSON.stringify(body) ? { status: 201, body: known.label } : { status: 422, body: {} };
    const label: CarrierLabel = {
      labelId: newId(),
      carrier,
      service: 'standard',
      trackingNumber: `T${labels.size}`,
      price,
      status: 'active',
      createdAt: new Date().toISOString(),
    };
    labels.set(label.labelId, label);
    byKey.set(`${carrier}/${key}`, { label, body: JSON.stringify(body) });
    return { status: 201, body: label };
  };

  const serve = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const [, , carrier = '', kind, labelId, last] = (request.url ?? '').split('/');
    const operation: Operation = last === 'void' ? 'void' : kind === 'labels' ? 'labels' : 'rates';
    const body = (await json(request)) as Record<string, unknown>;
    const key = String(request.headers['idempotency-key']);
    const answer = () => answers(carrier, operation, key, body, labelId);
    const received: CarrierRequest = { carrier, operation, headers: request.headers, body, answer };
    requests.push(received);
    const behaviour = behaviours.get(`${operation}/${carrier}`) ?? behaviours.get(operation) ?? honest;
    await behaviour(received, response);
  };
  const server = createServer((request, response) => void serve(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));

  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    labels,
    activeLabels: (orderId) =>
      [...byKey].flatMap(([key, { label }]) =>
        key.endsWith(`/${orderId}`) && label.status === 'active' ? [label] : [],
      ),
    behave(operation, behaviour, carrier) {
      behaviours.set(carrier === undefined ? operation : `${operation}/${carrier}`, behaviour);
    },
    recover: () => behaviours.clear(),
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}
