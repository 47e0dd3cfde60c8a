import { describe, expect, it } from 'vitest';
import { runInContext } from '../context/service-context.js';
import { createLogger } from './logger.js';
import type { Logger } from './logger.js';
import { NestLogger } from './nest-logger.js';

function capture(logLevel: 'debug' | 'info' = 'info'): { logger: Logger; lines: Record<string, unknown>[] } {
  const lines: Record<string, unknown>[] = [];
  const logger = createLogger(
    { service: 'shop', logLevel },
    { write: (line: string) => void lines.push(JSON.parse(line) as Record<string, unknown>) },
  );
  return { logger, lines };
}

describe('Logger', () => {
  it('names service, component and correlation id', () => {
    const { logger, lines } = capture();
    runInContext({ correlationId: 'c-1' }, () => logger.child('relay').info({ batch: 3 }, 'published'));
    expect(lines).toEqual([
      expect.objectContaining({
        level: 'info',
        service: 'shop',
        component: 'relay',
        correlationId: 'c-1',
        batch: 3,
        msg: 'published',
      }),
    ]);
  });

  it('redacts secrets, also inside of other fields', () => {
    const { logger, lines } = capture();
    logger.info({ password: 'p1', user: { token: 'p2' }, request: { headers: { authorization: 'p3' } } }, 'signed in');
    logger.info({ a: { b: { c: [{ d: { secret: { part: 'p4' } } }, { cookie: ['p5', 'p6'] }] } } }, 'deeper');
    const child = logger.child('p"password":"x');
    child.info({ 'to"ken': 'kept', note: '{"token":"kept"}', passwords: 'kept' }, 'no secret');
    expect(JSON.stringify(lines)).not.toMatch(/p[1-6]/);
    expect(lines[1]).toMatchObject({ a: { b: { c: [{ d: { secret: '(redacted)' } }, { cookie: '(redacted)' }] } } });
    expect(lines[2]).toMatchObject({
      component: 'p"password":"x',
      'to"ken': 'kept',
      note: '{"token":"kept"}',
      passwords: 'kept',
      msg: 'no secret',
    });
  });

  it('redacts what looks like a secret, wherever it stands', () => {
    const { logger, lines } = capture();
    const jwt = 'eyJhbGciOiJFZERTQSJ9.eyJzdWIiOiJjLTEifQ.c2lnbmF0dXJl';
    const hash = '$argon2id$v=19$m=19456,t=2,p=1$c2FsdHNhbHRzYWx0$dGFndGFndGFndGFn';
    const pem = '-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIEIJ\n-----END PRIVATE KEY-----\n';
    const url = 'postgres://orders:hunter2@db.internal:5432/orders';
    logger.info({ deep: { deeper: { deepest: { header: `Bearer ${jwt}` } } }, list: [hash] }, 'x');
    logger.error({ err: new Error(`cannot connect to ${url}`) }, `key ${pem} is bad`);
    const text = JSON.stringify(lines);
    expect(text).not.toMatch(/eyJ|argon2|dGFn|BEGIN|MC4C|hunter2/);
    expect(text).toContain('postgres://orders:(redacted)@db.internal:5432/orders');
    expect(lines[1]).toMatchObject({ msg: 'key (redacted)\n is bad', service: 'shop' });
  });

  it('leaves alone what is none', () => {
    const { logger, lines } = capture();
    const message = 'GET http://127.0.0.1:4001/a@b and mailto:ada@example.com at 12:30 took eyJ ms';
    logger.info({ url: 'http://127.0.0.1:4001/', at: '2026-11-21T13:47:11.108Z' }, message);
    expect(lines[0]).toMatchObject({ url: 'http://127.0.0.1:4001/', at: '2026-11-21T13:47:11.108Z', msg: message });
  });

  it('writes errors with their stack and cause but without the bound values of a statement', () => {
    const { logger, lines } = capture();
    const err = Object.assign(new Error('failed', { cause: new Error('unplugged') }), {
      parameters: ['s3cret'],
      driverError: { where: 's3cret' },
    });
    logger.error({ err }, 'query failed');
    expect(lines[0]).toMatchObject({ err: { message: expect.stringContaining('failed'), stack: expect.any(String) } });
    expect(JSON.stringify(lines)).toContain('unplugged');
    expect(JSON.stringify(lines)).not.toContain('s3cret');
  });

  it('keeps below its level silent', () => {
    const { logger, lines } = capture();
    logger.debug('chatter');
    expect(lines).toEqual([]);
  });
});

describe('NestLogger', () => {
  it('passes errors on and turns chatter into debug', () => {
    const { logger, lines } = capture('debug');
    const nest = new NestLogger(logger);
    nest.log('Mapped {/x, GET} route', 'RouterExplorer');
    nest.error(new Error('boom'), 'Injector');
    expect(lines).toEqual([
      expect.objectContaining({ level: 'debug', component: 'RouterExplorer' }),
      expect.objectContaining({ level: 'error', msg: 'boom', err: expect.objectContaining({ message: 'boom' }) }),
    ]);
  });
});
