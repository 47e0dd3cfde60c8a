import { STATUS_CODES } from 'node:http';
import { Inject, Injectable, RequestMethod } from '@nestjs/common';
import type { INestApplication, Type } from '@nestjs/common';
import { HTTP_CODE_METADATA, METHOD_METADATA } from '@nestjs/common/constants.js';
import { ModulesContainer, Reflector } from '@nestjs/core';
import { PUBLIC_METADATA } from '../auth/auth.decorators.js';
import { CONFIG } from '../config/config.token.js';
import type { ServiceConfig } from '../config/service-settings.js';
import { API_ROUTE_METADATA, HIDDEN_METADATA } from './api-route.decorator.js';
import type { ApiRouteOptions } from './api-route.decorator.js';

type Swagger = typeof import('@nestjs/swagger');

/** Controllers live as long as the process, and several apps may share them: each is described once. */
const described = new WeakSet<Type>();

const PROBLEM_SCHEMA = {
  type: 'object',
  required: ['type', 'title', 'status', 'detail', 'code', 'correlationId'],
  properties: {
    type: { type: 'string', example: 'urn:breakwater:problem:invalid-request' },
    title: { type: 'string' },
    status: { type: 'integer' },
    detail: { type: 'string' },
    code: { type: 'string', description: 'Stable name of the error' },
    correlationId: { type: 'string' },
    errors: {
      type: 'array',
      items: { type: 'object', properties: { path: { type: 'string' }, message: { type: 'string' } } },
    },
  },
};

/** The OpenAPI document, made from routes, schemas and `@ApiRoute` at the first request for it. */
@Injectable()
export class OpenApiDocument {
  private app: INestApplication | undefined;
  private document: Promise<string> | undefined;

  constructor(
    @Inject(CONFIG) private readonly config: ServiceConfig,
    private readonly modules: ModulesContainer,
    private readonly reflector: Reflector,
  ) {}

  /** Called once by `configureService`: the application cannot be injected. */
  describe(app: INestApplication): void {
    this.app = app;
  }

  /** The document as JSON text. */
  async json(): Promise<string> {
    this.document ??= this.build();
    return this.document;
  }

  private async build(): Promise<string> {
    if (this.app === undefined) {
      throw new Error('configureService(app, config) must run before the OpenAPI document is asked for.');
    }
    const [swagger, { z }] = await Promise.all([import('@nestjs/swagger'), import('zod')]);
    for (const controller of this.controllers()) {
      if (!described.has(controller)) {
        described.add(controller);
        this.applyMetadata(swagger, controller);
      }
    }
    const base = new swagger.DocumentBuilder()
      .setTitle(`Breakwater ${this.config.service}`)
      .setVersion('1')
      .addBearerAuth()
      .build();
    const document = swagger.SwaggerModule.createDocument(this.app, base, {
      standardSchemaConverter: (schema, { schemaType }) =>
        schema instanceof z.ZodType
          ? { schema: z.toJSONSchema(schema, { target: 'openapi-3.0', unrepresentable: 'any', io: schemaType }) }
          : undefined,
    });
    document.components = {
      ...document.components,
      schemas: { ...document.components?.schemas, Problem: PROBLEM_SCHEMA },
    };
    return JSON.stringify(document);
  }

  private controllers(): Type[] {
    return [...this.modules.values()]
      .flatMap((module) => [...module.controllers.values()])
      .map(({ metatype }) => metatype)
      .filter((metatype): metatype is Type => typeof metatype === 'function');
  }

  private successStatusOf(handler: object): number {
    const declared: unknown = Reflect.getMetadata(HTTP_CODE_METADATA, handler);
    if (typeof declared === 'number') {
      return declared;
    }
    return Reflect.getMetadata(METHOD_METADATA, handler) === RequestMethod.POST ? 201 : 200;
  }

  private applyMetadata(swagger: Swagger, controller: Type): void {
    if (this.reflector.get<boolean | undefined>(HIDDEN_METADATA, controller) === true) {
      swagger.ApiExcludeController()(controller);
      return;
    }
    const prototype: object = controller.prototype;
    for (const [name, descriptor] of Object.entries(Object.getOwnPropertyDescriptors(prototype))) {
      if (name === 'constructor' || typeof descriptor.value !== 'function') {
        continue;
      }
      const route = this.reflector.get<ApiRouteOptions | undefined>(API_ROUTE_METADATA, descriptor.value);
      const isPublic =
        this.reflector.getAllAndOverride<boolean | undefined>(PUBLIC_METADATA, [descriptor.value, controller]) ?? false;
      const successStatus = this.successStatusOf(descriptor.value);
      for (const decorate of decoratorsOf(swagger, route, { isPublic, successStatus })) {
        decorate(prototype, name, descriptor);
      }
    }
  }
}

function decoratorsOf(
  swagger: Swagger,
  route: ApiRouteOptions | undefined,
  { isPublic, successStatus }: { isPublic: boolean; successStatus: number },
): MethodDecorator[] {
  const decorators: MethodDecorator[] = isPublic ? [] : [swagger.ApiBearerAuth()];
  if (route === undefined) {
    return decorators;
  }
  const { summary, description, response, status = successStatus, errors = [] } = route;
  decorators.push(swagger.ApiOperation({ summary, ...(description === undefined ? {} : { description }) }));
  decorators.push(swagger.ApiResponse({ status, ...(response === undefined ? {} : { standardSchema: response }) }));
  for (const error of new Set([...errors, ...(isPublic ? [] : [401])])) {
    decorators.push(
      swagger.ApiResponse({
        status: error,
        description: STATUS_CODES[error] ?? 'Problem',
        content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
      }),
    );
  }
  return decorators;
}
