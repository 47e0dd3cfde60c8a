import { createServer, request, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type ExternalCall, refuse } from '@breakwater/resilience';
import { Controller, type DynamicModule, Get, Module } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { type SampleConfig, sampleConfig } from '../../test/sample-service.js';
import { Public } from '../auth/auth.decorators.js';
import { loadConfig } from '../config/load-config.js';
import { HonoursDeadline } from '../http/honours-deadline.decorator.js';
import { createService } from '../lifecycle/create-service.js';
import { ServiceModule } from '../service.module.js';
import { ExternalCalls } from './external-calls.js';

@Public()
@Controller('asks')
class AsksController {
  readonly call: ExternalCall<string, { ok: true }>;

  constructor(calls: ExternalCalls) {
    const { port } = dependency.address() as AddressInfo;
    const client = calls.client(`http://127.0.0.1:${port}`, { connections: 4, connectTimeoutMs: 1_000 });
    this.call = calls.declare<string, { ok: true }>({
      name: 'sample-call',
      target: 'one',
      deadlineMs: 5_000,
      perform: (path, attempt) => client.request({ method: 'GET', path }, attempt),
      answer: z.object({ ok: z.literal(true) }),
      idempotent: true,
      whenItFails: refuse,
      whenItIsSlow: refuse,
      whenItAnswersNonsense: refuse,
      bulkhead: { concurrent: 4, queued: 0 },
    });
  }

  @Get()
  @HonoursDeadline()
  ask() {
    return this.call.ask('/');
  }

  @Get('of-strangers')
  askForStrangers() {
    return this.call.ask('/');
  }
}

@Module({})
class AsksModule {
  static register(config: SampleConfig): DynamicModule {
    return { module: AsksModule, imports: [ServiceModule.register(config)], controllers: [AsksController] };
  }
}

let app: NestFastifyApplication;
let url: string;
let call: AsksController['call'];
/** What the dependency was asked, and how it answers. */
const asked: { headers: Record<string, unknown>; response: ServerResponse }[] = [];
let answer: (response: ServerResponse) => void;
const dependency = createServer((incoming, response) => {
  asked.push({ headers: incoming.headers, response });
  answer(response);
});
const well = (response: ServerResponse) =>
  response.writeHead(200, { 'content-type': 'application/json' }).end('{"ok":true}');

beforeEach(async () => {
  asked.length = 0;
  answer = well;
  await new Promise<void>((resolve) => dependency.listen(0, '127.0.0.1', resolve));
  const config = loadConfig(sampleConfig, {
    LOG_LEVEL: 'silent',
    BREAKER_MINIMUM_CALLS: '2',
    BREAKER_OPEN_MS: '60000',
  });
  app = await createService(config, AsksModule.register(config));
  await app.listen(0, '127.0.0.1');
  url = await app.getUrl();
  ({ call } = app.get(AsksController));
});
afterEach(async () => {
  await app.close();
  dependency.closeAllConnections();
  await new Promise((resolve) => dependency.close(resolve));
});

const metricsText = async (): Promise<string> => (await fetch(`${url}/metrics`)).text();

describe('a declared call', () => {
  it('carries the correlation id and the time that the request has left', async () => {
    await fetch(`${url}/asks`, { headers: { 'x-correlation-id': 'order-7', 'x-deadline-ms': '900' } });
    expect(asked[0]?.headers['x-correlation-id']).toBe('order-7');
    const left = Number(asked[0]?.headers['x-deadline-ms']);
    expect(left).toBeGreaterThan(500);
    // Some of it is kept for the way back.
    expect(left).toBeLessThanOrEqual(880);
  });

  it('does not ask for a request that has no time left', async () => {
    const response = await fetch(`${url}/asks`, { headers: { 'x-deadline-ms': '5' } });
    expect(await response.json()).toMatchObject({ kind: 'refused', failure: { reason: 'abandoned' } });
    expect(asked).toHaveLength(0);
  });

  it.each(['-1', 'soon', '1e3', '99999999', ''])('takes no notice of a deadline of %j', async (header) => {
    const response = await fetch(`${url}/asks`, { headers: { 'x-deadline-ms': header } });
    expect(await response.json()).toMatchObject({ kind: 'fresh' });
    expect(Number(asked[0]?.headers['x-deadline-ms'])).toBeGreaterThan(4_000);
  });

  it.each(['0', '1', '900'])('takes no notice of a deadline of %s ms on a route that honours none', async (header) => {
    const response = await fetch(`${url}/asks/of-strangers`, { headers: { 'x-deadline-ms': header } });
    expect(await response.json()).toMatchObject({ kind: 'fresh' });
    expect(Number(asked[0]?.headers['x-deadline-ms'])).toBeGreaterThan(4_000);
  });

  it.each(['/nowhere', '/asks/%zz'])('answers %s as ever, whatever deadline comes with it', async (path) => {
    const response = await fetch(url + path, { headers: { 'x-deadline-ms': '1' } });
    expect(response.status).toBe(path === '/nowhere' ? 404 : 400);
  });

  it('is given up, socket and all, when the client goes', async () => {
    answer = () => undefined;
    const client = request(`${url}/asks`).end();
    client.on('error', () => undefined);
    await vi.waitFor(() => expect(asked).toHaveLength(1));
    const closed = new Promise((resolve) => asked[0]?.response.once('close', resolve));
    client.destroy();
    await closed;
    await vi.waitFor(() => expect(call.inFlight).toBe(0));
  });

  it('shows in the metrics and in readiness, which an open circuit does not cost', async () => {
    await fetch(`${url}/asks`);
    answer = (response) => response.writeHead(500).end();
    for (let failures = 0; failures < 3; failures += 1) await fetch(`${url}/asks`);
    const text = await metricsText();
    const labels = 'call="sample-call",target="one"';
    expect(text).toContain(`external_call_duration_seconds_count{${labels},outcome="fresh"}`);
    expect(text).toMatch(new RegExp(`external_call_failures_total\\{${labels},reason="failed"\\} [1-9]`));
    expect(text).toContain(`circuit_breaker_state{${labels}} 2`);
    expect(text).toMatch(new RegExp(`circuit_breaker_transitions_total\\{${labels},to="open"\\} [1-9]`));
    expect(text).toContain(`external_calls_in_flight{${labels}} 0`);
    const ready = await fetch(`${url}/health/ready`);
    expect(ready.status).toBe(200);
    expect(await ready.json()).toMatchObject({
      status: 'ready',
      checks: { 'external-calls': { status: 'up', critical: false, detail: { 'sample-call one': 'open' } } },
    });
  });

  it('ends with the service: no gauge, no connection, no call', async () => {
    await fetch(`${url}/asks`);
    await app.close();
    expect((await call.ask('/')).kind).toBe('refused');
    await vi.waitFor(
      () =>
        new Promise<void>((resolve, reject) =>
          dependency.getConnections((error, count) =>
            (error ?? count > 0) ? reject(error ?? new Error(`${count}`)) : resolve(),
          ),
        ),
    );
  });
});
