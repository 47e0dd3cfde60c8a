import { once } from 'node:events';
import { request } from 'node:http';
import { promisify } from 'node:util';
import { Controller, Get, Module } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { Public } from '../auth/auth.decorators.js';
import { loadConfig } from '../config/load-config.js';
import { serviceSettings } from '../config/service-settings.js';
import { defineConfig } from '../config/setting.js';
import { createService } from '../lifecycle/create-service.js';
import { ServiceModule } from '../service.module.js';
import { currentContext } from './service-context.js';
import { Work } from './work.js';

describe('work', () => {
  it('tells each listener once that it has ended', () => {
    const work = new Work('orders-progress stock.reserved');
    const calls: string[] = [];
    work.whenEnded(() => calls.push('first'));
    work.whenEnded(() => calls.push('second'));
    expect([work.ended, calls]).toEqual([false, []]);
    work.end();
    work.end();
    expect([work.ended, calls]).toEqual([true, ['first', 'second']]);
  });

  it('that has ended tells at once', () => {
    const work = new Work('GET /orders');
    work.end();
    const late = vi.fn<() => void>();
    work.whenEnded(late);
    expect(late).toHaveBeenCalledTimes(1);
  });
});

const seen: (Work | undefined)[] = [];
let answer: () => void = () => undefined;

@Public()
@Controller('parcels')
class ParcelsController {
  @Get(':id')
  get(): string {
    seen.push(currentContext()?.work);
    return 'a parcel';
  }

  @Get('answered/late')
  late(): Promise<void> {
    seen.push(currentContext()?.work);
    return new Promise((resolve) => (answer = resolve));
  }
}

@Public()
@Controller('health')
class DepthController {
  @Get('depth')
  depth(): string {
    seen.push(currentContext()?.work);
    return 'deep';
  }
}

describe('a request', () => {
  let app: NestFastifyApplication;
  let url: string;
  beforeAll(async () => {
    const config = loadConfig(defineConfig('parcels', serviceSettings({ port: 0 })), { LOG_LEVEL: 'silent' });
    @Module({ imports: [ServiceModule.register(config)], controllers: [ParcelsController, DepthController] })
    class ParcelsModule {}
    app = await createService(config, ParcelsModule);
    await app.listen(0, '127.0.0.1');
    url = await app.getUrl();
  });
  afterAll(() => app.close());

  const workOf = async (path: string, method = 'GET') => {
    seen.length = 0;
    expect((await fetch(`${url}${path}`, { method })).status).toBe(200);
    expect(seen).toHaveLength(1);
    return seen[0];
  };

  it('is work by the name of its route, and ends once it is answered', async () => {
    const work = await workOf('/parcels/17');
    expect(work?.name).toBe('GET /parcels/:id');
    await vi.waitFor(() => expect(work?.ended).toBe(true));
  });

  it('of HEAD is the work of GET, whose handler answers it', async () => {
    expect((await workOf('/parcels/17', 'HEAD'))?.name).toBe('GET /parcels/:id');
  });

  it('for health is no work', async () => {
    expect(await workOf('/health/depth')).toBeUndefined();
  });

  it('goes on when its client goes away, and ends when its handler does', async () => {
    seen.length = 0;
    const leaving = request(`${url}/parcels/answered/late`);
    const left = once(leaving, 'error');
    leaving.end();
    await vi.waitFor(() => expect(seen).toHaveLength(1));
    const server = app.getHttpServer();
    const connections = promisify(server.getConnections.bind(server));
    const before = await connections();
    leaving.destroy(new Error('no patience'));
    await left;
    await vi.waitFor(async () => expect(await connections()).toBe(before - 1));
    expect(seen[0]?.ended).toBe(false);
    answer();
    await vi.waitFor(() => expect(seen[0]?.ended).toBe(true));
  });
});
