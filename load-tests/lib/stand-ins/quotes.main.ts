import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { QuoteView } from '@breakwater/contracts';
import { Slowness } from './slowness.js';

// Stands for shipping: answers at once, or as late as it is told to be. Gets its port as its only argument.
process.once('disconnect', () => process.exit(0));
process.once('SIGTERM', () => process.exit(0));

const slowness = new Slowness();
const server = createServer((request, response) => {
  if (request.url?.startsWith('/slowness') === true) {
    control(request, response);
    return;
  }
  if (request.method === 'GET') {
    response.end('{}');
    return;
  }
  request.resume().once('end', () => {
    const answer = () => response.writeHead(201, { 'content-type': 'application/json' }).end(JSON.stringify(quote()));
    if (slowness.isOver) answer();
    else slowness.hold(response, answer);
  });
});
server.keepAliveTimeout = 72_000;
server.listen(Number(process.argv[2]), '127.0.0.1');

/** `PUT /slowness?ms=30000&seconds=60`, `DELETE`, and `GET`, which tells how many were held. */
function control({ method, url }: IncomingMessage, response: ServerResponse): void {
  const asked = new URL(url ?? '/', 'http://stand-in').searchParams;
  if (method === 'PUT') slowness.begin(Number(asked.get('ms')), Number(asked.get('seconds')));
  if (method === 'DELETE') slowness.end();
  response.end(JSON.stringify({ held: slowness.held }));
}

function quote(): QuoteView {
  const asOf = new Date().toISOString();
  const offer = (carrier: string, amount: number): QuoteView['offers'][number] => ({
    carrier,
    service: 'standard',
    cost: { amount, currency: 'GBP' },
    days: 2,
    isFallback: false,
    asOf,
  });
  return { quoteId: randomUUID(), offers: [offer('swiftpost', 395), offer('northline', 445)], expiresAt: asOf };
}
