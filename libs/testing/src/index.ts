export { callsOf, CIRCUITS_CLOSED } from './circuits.js';
export {
  endLeases,
  everythingPublished,
  handledEvents,
  publishedIds,
  redeliver,
  writtenEvents,
  type WrittenEvent,
} from './crash-points/aftermath.js';
export { compilePackages } from './crash-points/compile-packages.js';
export { crashService, type ServiceToCrash } from './crash-points/crash-service.js';
export type { Crash, CrashPoint } from './crash-points/crash-points.js';
export { buildEvent, buildOrder } from './event-builders.js';
export { propertyRuns, type PropertyRuns } from './properties/config.js';
export { DirectDelivery } from './properties/direct-delivery.js';
export { DiedError, Interleaving, type PacedTask } from './properties/interleaving.js';
export { expectQueryBudget } from './query-budget/expect-query-budget.js';
export { QueryBudgetBrokenError } from './query-budget/flagged-work.js';
export { type EventSpy, startTestBroker, type TestBroker, type TestBrokerOptions } from './test-broker.js';
export { createTestDatabase, type TestDatabase } from './test-database.js';
export { openTestLog } from './test-log.js';
export { testServers, type TestServers } from './test-servers.js';
export { answersOfEveryRoute, lackingSecurityHeaders, openRoutes, statusesOfAdminRoutes } from './route-answers.js';
export {
  call,
  type CallOptions,
  type CallResult,
  startTestService,
  type TestRoute,
  type TestService,
  type TestServiceOptions,
} from './test-service.js';
export { startTestTokens, type TestTokens, type TokenOptions } from './test-tokens.js';
export { waitUntil } from './wait-until.js';
