import { Controller, Get, Module } from '@nestjs/common';
import { Public, ServiceModule, serviceSettings, defineConfig, type ConfigOf } from '@breakwater/service-kit';
import { createTestDatabase, startTestService } from '@breakwater/testing';
import { DataSource } from 'typeorm';
import { describe, expect, it } from 'vitest';
import { databaseSettings, PersistenceModule } from '../src/index.js';

const definition = defineConfig('away', { ...serviceSettings({ port: 0 }), ...databaseSettings('away') });

@Controller()
class AnswerController {
  constructor(private readonly dataSource: DataSource) {}

  @Get('answer')
  @Public()
  answer(): Promise<unknown> {
    return this.dataSource.query('SELECT 42 AS answer');
  }

  @Get('slow')
  @Public()
  slow(): Promise<unknown> {
    return this.dataSource.query('SELECT pg_sleep(60)');
  }
}

@Module({})
class AwayModule {
  static register = (config: ConfigOf<typeof definition>) => ({
    module: AwayModule,
    imports: [ServiceModule.register(config), PersistenceModule.register(config, { entities: [] })],
    controllers: [AnswerController],
  });
}

describe('a database that goes away', () => {
  it('makes requests a 503 that says when to come back, and readiness 503, until it returns', async () => {
    const database = await createTestDatabase();
    const service = await startTestService({
      definition,
      register: AwayModule.register,
      env: { DATABASE_URL: database.url },
    });
    try {
      expect(await service.call('GET', '/answer')).toMatchObject({ status: 200, body: [{ answer: 42 }] });
      await database.drop();
      // A dropped database answers with SQLSTATE 3D000, a killed connection with 57P01: the service cannot tell them apart
      // from outside, and both mean "not now".
      const answer = await service.call('GET', '/answer');
      expect(answer).toMatchObject({ status: 503, body: { code: 'database-unavailable' } });
      expect(answer.headers.get('retry-after')).toBe('2');
      expect(JSON.stringify(answer.body)).not.toMatch(/SELECT|test_/);
      expect(await service.call('GET', '/health/ready')).toMatchObject({ status: 503 });
    } finally {
      await service.stop();
    }
  });
});

describe('a slow database', () => {
  it('makes a request a 503 once its statement has taken too long, or no connection comes free in time', async () => {
    const database = await createTestDatabase();
    const service = await startTestService({
      definition,
      register: AwayModule.register,
      env: {
        DATABASE_URL: database.url,
        DATABASE_POOL_SIZE: '1',
        DATABASE_STATEMENT_TIMEOUT_MS: '1500',
        DATABASE_CONNECT_TIMEOUT_MS: '200',
      },
    });
    try {
      const startedAt = performance.now();
      const [slow, waiting] = await Promise.all([service.call('GET', '/slow'), service.call('GET', '/slow')]);
      expect(performance.now() - startedAt).toBeLessThan(10_000);
      const codes = [slow, waiting].map(({ status, body }) => `${status} ${(body as { code: string }).code}`);
      expect(codes.sort()).toEqual(['503 database-slow', '503 database-unavailable']);
      expect(slow.headers.get('retry-after')).toBe('2');
      expect(JSON.stringify(slow.body)).not.toMatch(/pg_sleep/);
      // The connection is as good as before.
      expect(await service.call('GET', '/answer')).toMatchObject({ status: 200 });
    } finally {
      await service.stop();
      await database.drop();
    }
  });
});
