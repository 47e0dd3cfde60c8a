export { setting, defineConfig } from './config/setting.js';
export type { ConfigDefinition, ConfigOf, ConfigValues, Setting, SettingMeta, Settings } from './config/setting.js';
export { ConfigError, loadConfig } from './config/load-config.js';
export type { Environment } from './config/load-config.js';
export { serviceSettings } from './config/service-settings.js';
export type { ServiceConfig, ServiceSettings } from './config/service-settings.js';
export { CONFIG } from './config/config.token.js';

export { bootstrapService, serve } from './lifecycle/bootstrap-service.js';
export { configureService, createService } from './lifecycle/create-service.js';
export { HonoursDeadline } from './http/honours-deadline.decorator.js';
export { createHttpAdapter } from './http/http-adapter.js';
export { Lifecycle } from './lifecycle/lifecycle.js';
export { ServiceModule } from './service.module.js';
export type { ServiceModuleOptions } from './service.module.js';

export { ExternalCalls } from './external-calls/external-calls.js';
export { CORRELATION_HEADER, contextFrom, currentContext, runInContext } from './context/service-context.js';
export type { ServiceContext } from './context/service-context.js';
export { Work } from './context/work.js';
export { LineLimit } from './logging/line-limit.js';
export { createLogger, Logger, loggerOf } from './logging/logger.js';

export { AppError } from './errors/app-error.js';
export type { AppErrorOptions } from './errors/app-error.js';
export { ErrorTranslations } from './errors/error-translations.js';
export type { ErrorTranslation } from './errors/error-translations.js';
export { InvalidRequestError } from './errors/invalid-request.error.js';
export type { FieldProblem } from './errors/invalid-request.error.js';

export { CurrentUser, Public, Roles } from './auth/auth.decorators.js';
export { ForbiddenError, IdentityUnavailableError, UnauthenticatedError } from './auth/auth.errors.js';
export { KEY_SOURCE } from './auth/key-source.js';
export type { Principal, Role } from './auth/principal.js';
export { TokenVerifier } from './auth/token-verifier.js';

export { InvalidCursorError, keyAfter, keysetPage } from './paging/keyset-page.js';
export type { PageRequest } from './paging/keyset-page.js';
export { CheckFailedError, HealthRegistry } from './health/health-registry.js';
export type { HealthCheck, HealthDetail } from './health/health-registry.js';
export { metrics } from './metrics/metrics.js';
export { ApiRoute, HiddenFromDocs } from './docs/api-route.decorator.js';
export type { ApiRouteOptions } from './docs/api-route.decorator.js';
export { PAGE_POLICY } from './http/response-headers.js';
