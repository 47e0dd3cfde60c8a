import type { DynamicModule, Type } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { Test, type TestingModuleBuilder } from '@nestjs/testing';
import {
  type ConfigDefinition,
  type ConfigValues,
  configureService,
  createHttpAdapter,
  createLogger,
  loadConfig,
  Logger,
  type ServiceConfig,
  type ServiceSettings,
} from '@breakwater/service-kit';
import { watchBudgetOf } from './query-budget/flagged-work.js';
import { testLogDestination } from './test-log.js';

export interface TestServiceOptions<S extends ServiceSettings> {
  definition: ConfigDefinition<S>;
  register: (config: ConfigValues<S>) => DynamicModule | Type;
  /**
   * Environment of the service. Unless set here PORT is 0, LOG_LEVEL `debug`, into the run's own log (`test-log.ts`), and
   * QUERY_BUDGET_MODE `fail`: whatever asks the database too often fails.
   */
  env: Record<string, string>;
  /** Replaces providers of the real app, from outside. */
  customize?: (builder: TestingModuleBuilder) => TestingModuleBuilder;
}

export interface TestService<S extends ServiceSettings> {
  app: NestFastifyApplication;
  config: ConfigValues<S>;
  url: string;
  /** Every route that Fastify knows, with its parameters as `:name`. */
  routes: readonly TestRoute[];
  /** A request as a client makes it: JSON in, status, headers and parsed body out. */
  call(method: string, path: string, options?: CallOptions): Promise<CallResult>;
  /** @throws QueryBudgetBrokenError once it has stopped, when anything asked the database too often although it must not */
  stop(): Promise<void>;
}

export interface TestRoute {
  method: string;
  path: string;
}

export interface CallOptions {
  token?: string;
  body?: unknown;
  headers?: Record<string, string>;
}

export interface CallResult {
  status: number;
  headers: Headers;
  /** Parsed JSON, or the text. */
  body: unknown;
}

/** The real app in this process, listening on a free port. */
export async function startTestService<S extends ServiceSettings>({
  definition,
  register,
  env,
  customize = (builder) => builder,
}: TestServiceOptions<S>): Promise<TestService<S>> {
  const config = loadConfig(definition, { PORT: '0', LOG_LEVEL: 'debug', QUERY_BUDGET_MODE: 'fail', ...env });
  // The compiler does not conclude this from `S extends ServiceSettings`.
  const serviceConfig = config as unknown as ServiceConfig;
  const logger = createLogger(serviceConfig, testLogDestination());
  const builder = customize(
    Test.createTestingModule({ imports: [register(config)] })
      .overrideProvider(Logger)
      .useValue(logger),
  );
  const module = await builder.compile();
  const app = module.createNestApplication<NestFastifyApplication>(createHttpAdapter(serviceConfig), { logger: false });
  const routes: TestRoute[] = [];
  app
    .getHttpAdapter()
    .getInstance()
    .addHook('onRoute', ({ method, url }) => {
      routes.push(...[method].flat().map((method) => ({ method, path: url })));
    });
  await configureService(app, serviceConfig);
  const assertBudgetsKept = watchBudgetOf(app);
  await app.listen(0, '127.0.0.1');
  const url = await app.getUrl();
  return {
    app,
    config,
    url,
    routes,
    call: (method, path, options) => call(url, method, path, options),
    async stop() {
      await app.close();
      assertBudgetsKept();
    },
  };
}

/** A request to any service, as {@link TestService.call} makes it. */
export async function call(url: string, method: string, path: string, options: CallOptions = {}): Promise<CallResult> {
  const { token, body, headers = {} } = options;
  const response = await fetch(new URL(path, url), {
    method,
    headers: {
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  const text = await response.text();
  const isJson = /\bjson\b/.test(response.headers.get('content-type') ?? '');
  return { status: response.status, headers: response.headers, body: isJson ? JSON.parse(text) : text };
}
