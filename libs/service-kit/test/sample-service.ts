import { Body, Controller, Get, Inject, Module, NotFoundException, Param, Post, Query } from '@nestjs/common';
import type { DynamicModule } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { z } from 'zod';
import {
  ApiRoute,
  AppError,
  CONFIG,
  createService,
  currentContext,
  CurrentUser,
  defineConfig,
  HealthRegistry,
  loadConfig,
  Public,
  Roles,
  serviceSettings,
  ServiceModule,
} from '../src/index.js';
import type { ConfigOf, Environment, Principal, ServiceModuleOptions } from '../src/index.js';

export const sampleConfig = defineConfig('sample', serviceSettings({ port: 0 }));
export type SampleConfig = ConfigOf<typeof sampleConfig>;

const basketBody = z.strictObject({
  items: z.array(z.strictObject({ sku: z.string(), quantity: z.int().positive().max(100) })).min(1),
});
const pageQuery = z.strictObject({ limit: z.coerce.number().int().min(1).max(50).default(20) });
const basketParams = z.strictObject({ id: z.uuid() });
const basketView = z.object({ id: z.string(), items: z.number() });

export class BasketFullError extends AppError {
  readonly code = 'basket-full';
  readonly status = 409;
}

class RestingError extends AppError {
  readonly code = 'resting';
  readonly status = 503;
}

@Public()
@Controller('baskets')
class BasketsController {
  constructor(@Inject(CONFIG) private readonly config: SampleConfig) {}

  @Post()
  @ApiRoute({ summary: 'Make a basket', response: basketView, errors: [409] })
  create(@Body({ schema: basketBody }) body: z.infer<typeof basketBody>): object {
    return { id: '1', items: body.items.length, context: currentContext() };
  }

  @Get()
  list(@Query({ schema: pageQuery }) query: z.infer<typeof pageQuery>): object {
    return { service: this.config.service, ...query, context: currentContext() };
  }

  @Get('of/:id')
  get(@Param({ schema: basketParams }) { id }: z.infer<typeof basketParams>): never {
    throw new NotFoundException(`There is no basket ${id}.`);
  }
}

@Public()
@Controller('failures')
class FailuresController {
  @Get('full')
  full(): never {
    throw new BasketFullError('The basket holds 100 pieces already; take something out.', {
      extensions: { pieces: 100 },
    });
  }

  @Get('resting')
  resting(): never {
    throw new RestingError('Come back later.', { retryAfterSeconds: 1.5 });
  }

  @Get('defect')
  defect(): never {
    throw Object.assign(new Error('insert into "orders" values ($1) failed'), {
      query: 'insert into "orders" values ($1)',
      parameters: ['s3cret'],
    });
  }
}

@Controller('account')
class AccountController {
  @Get()
  @ApiRoute({ summary: 'Who am I?' })
  show(@CurrentUser() user: Principal): Principal {
    return user;
  }

  @Get('admin')
  @Roles('admin')
  admin(@CurrentUser() user: Principal): Principal {
    return user;
  }
}

@Module({})
class SampleModule {
  static register(config: SampleConfig, options: ServiceModuleOptions): DynamicModule {
    return {
      module: SampleModule,
      imports: [ServiceModule.register(config, options)],
      controllers: [BasketsController, FailuresController, AccountController],
    };
  }
}

export interface Sample {
  app: NestFastifyApplication;
  config: SampleConfig;
  health: HealthRegistry;
  url: string;
}

/** A service on a free port with every kind of route the kit has to deal with. Close its `app` afterwards. */
export async function startSample(env: Environment = {}, options: ServiceModuleOptions = {}): Promise<Sample> {
  const config = loadConfig(sampleConfig, { LOG_LEVEL: 'silent', ...env });
  const app = await createService(config, SampleModule.register(config, options));
  await app.listen(0, '127.0.0.1');
  return { app, config, health: app.get(HealthRegistry), url: await app.getUrl() };
}
