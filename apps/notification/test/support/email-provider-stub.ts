import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import type { SendEmailBody } from '@breakwater/contracts';
import { newId } from '@breakwater/persistence';

export interface EmailRequest {
  key: string;
  headers: IncomingHttpHeaders;
  email: SendEmailBody;
  /** As it came over the wire. */
  payload: string;
  receivedAtMs: number;
  /** Delivers once for each key; what the stub would answer. */
  deliver: () => { messageId: string };
}

export type Behaviour = (request: EmailRequest, response: ServerResponse) => void;

/** A real HTTP server that stands for the e-mail provider: delivers once for each key. */
export interface EmailProviderStub {
  url: string;
  requests: EmailRequest[];
  delivered: EmailRequest[];
  requestsFor(orderId: string): EmailRequest[];
  deliveredFor(orderId: string): EmailRequest[];
  /** How requests about this order are answered, one behaviour after the other, then honestly. */
  behave(orderId: string, ...behaviours: Behaviour[]): void;
  close(): Promise<void>;
}

export const send = (response: ServerResponse, status: number, body: unknown, headers: Record<string, string> = {}) => {
  response.writeHead(status, { 'content-type': 'application/json', ...headers });
  response.end(typeof body === 'string' ? body : JSON.stringify(body));
};
export const honest: Behaviour = (request, response) => send(response, 202, request.deliver());
export const answering =
  (status: number, body: unknown, headers?: Record<string, string>): Behaviour =>
  (_request, response) =>
    send(response, status, body, headers);
export const silent: Behaviour = () => undefined;
export const hangingUp: Behaviour = (_request, response) => {
  response.destroy();
};
/** Delivers and loses the answer. */
export const losingTheAnswer: Behaviour = (request, response) => {
  request.deliver();
  response.destroy();
};
export const deliveringSilently: Behaviour = (request) => {
  request.deliver();
};
export const deliveringWithNonsense: Behaviour = (request, response) => {
  request.deliver();
  send(response, 202, '<html>thanks</html>');
};

export async function startEmailProviderStub(): Promise<EmailProviderStub> {
  const requests: EmailRequest[] = [];
  const delivered = new Map<string, { messageId: string; request: EmailRequest }>();
  const behaviours = new Map<string, Behaviour[]>();

  const serve = async (incoming: IncomingMessage, response: ServerResponse): Promise<void> => {
    const payload = await text(incoming);
    const request: EmailRequest = {
      key: String(incoming.headers['idempotency-key']),
      headers: incoming.headers,
      email: JSON.parse(payload) as SendEmailBody,
      payload,
      receivedAtMs: performance.now(),
      deliver() {
        const known = delivered.get(request.key) ?? { messageId: newId(), request };
        delivered.set(request.key, known);
        return { messageId: known.messageId };
      },
    };
    requests.push(request);
    const [orderId = '', queue = []] = [...behaviours].find(([id]) => request.email.text.includes(id)) ?? [];
    const behaviour = queue.shift() ?? honest;
    behaviours.set(orderId, queue);
    behaviour(request, response);
  };
  const server = createServer((request, response) => void serve(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const about =
    (orderId: string) =>
    ({ email }: EmailRequest): boolean =>
      email.text.includes(orderId);
  const all = () => [...delivered.values()].map(({ request }) => request);

  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    get delivered() {
      return all();
    },
    requestsFor: (orderId) => requests.filter(about(orderId)),
    deliveredFor: (orderId) => all().filter(about(orderId)),
    behave(orderId, ...list) {
      behaviours.set(orderId, list);
    },
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}
