import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import type { PlaceOrderBody } from '@breakwater/contracts';
import pg from 'pg';
import { Pool } from 'undici';
import { BareCheckout, type Claims } from './bare-checkout.js';

/** The arm to compare with: node-pg behind node:http. Gets its settings as its only argument, in JSON. */
export interface BareSettings {
  port: number;
  quotesUrl: string;
  pool: pg.PoolConfig;
}

process.once('disconnect', () => process.exit(0));
process.once('SIGTERM', () => process.exit(0));

const settings = JSON.parse(process.argv[2] ?? '') as BareSettings;
const pool = new pg.Pool(settings.pool);
const checkout = new BareCheckout(pool, new Pool(settings.quotesUrl));

const server = createServer((request, response) => {
  if (request.method === 'GET') {
    response.end('{}');
    return;
  }
  answer(request, response).catch((error: unknown) => {
    console.error(error);
    response.writeHead(500).end();
  });
});
server.keepAliveTimeout = 72_000;
server.listen(settings.port, '127.0.0.1');

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const body = JSON.parse(await text(request)) as PlaceOrderBody;
  const { authorization = '', 'idempotency-key': key } = request.headers;
  const claims = JSON.parse(Buffer.from(authorization.split('.')[1] ?? '', 'base64url').toString()) as Claims;
  const order = await checkout.place(body, claims, authorization, String(key));
  response.writeHead(201, { 'content-type': 'application/json; charset=utf-8' }).end(JSON.stringify(order));
}
