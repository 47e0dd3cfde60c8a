export { type ChildService, startChildService } from './child-service.js';
export { buildEvent, buildOrder } from './event-builders.js';
export { type EventSpy, startTestBroker, type TestBroker, type TestBrokerOptions } from './test-broker.js';
export { createTestDatabase, type TestDatabase } from './test-database.js';
export { testServers, type TestServers } from './test-servers.js';
export {
  call,
  type CallOptions,
  type CallResult,
  startTestService,
  type TestService,
  type TestServiceOptions,
} from './test-service.js';
export { startTestTokens, type TestTokens, type TokenOptions } from './test-tokens.js';
export { waitUntil } from './wait-until.js';
