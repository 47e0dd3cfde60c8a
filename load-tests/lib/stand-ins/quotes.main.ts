import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import type { QuoteView } from '@breakwater/contracts';

// Stands for shipping: answers at once. Gets its port as its only argument.
process.once('disconnect', () => process.exit(0));
process.once('SIGTERM', () => process.exit(0));

const server = createServer((request, response) => {
  if (request.method === 'GET') {
    response.end('{}');
    return;
  }
  request.resume().once('end', () => {
    response.writeHead(201, { 'content-type': 'application/json' }).end(JSON.stringify(quote()));
  });
});
server.keepAliveTimeout = 72_000;
server.listen(Number(process.argv[2]), '127.0.0.1');

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
