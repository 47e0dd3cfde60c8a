export { type MessagingConfig, messagingSettings } from './messaging-settings.js';
export { MessagingModule, type MessagingOptions } from './messaging.module.js';
export { MESSAGING_SERVICE } from './messaging.tokens.js';
export { BrokerAddresses, type BrokerAddressConfig } from './broker/addresses.js';
export { type BrokerClients, type BrokerConnectionConfig, connectBroker } from './broker/broker-clients.js';
export { BrokerConnection } from './broker/broker-connection.js';
export { LIMITS, MAX_EVENT_BYTES } from './broker/limits.js';
export { Acknowledger } from './consuming/acknowledger.js';
export { type Delivery, type EventHandler, OnEvent, type Subscription } from './consuming/event-handler.js';
export { EventProcessor } from './consuming/event-processor.js';
export { HandlerMismatchError } from './consuming/handler-registry.js';
export type { Outcome, ReceivedMessage } from './consuming/message.js';
export { type Circuit, permitsBehind } from './consuming/circuit-permits.js';
export { type Permits, PERMITS, unlimitedPermits } from './consuming/permits.js';
export { DEAD_LETTER_ATTRIBUTES, DeadLetters } from './dead-letters/dead-letters.js';
export {
  countDeadLetters,
  type DeadLetter,
  listDeadLetters,
  redrive,
  type RedriveResult,
} from './dead-letters/redrive.js';
export { EventTooLargeError } from './publishing/event-body.js';
export { type EventDraft, EventPublisher, type Origin } from './publishing/event-publisher.js';
export { OutboxKeeper } from './publishing/outbox-keeper.js';
export { OutboxRelay } from './publishing/outbox-relay.js';
export { type PublishResult, SnsPublisher } from './publishing/sns-publisher.js';
export {
  missingQueues,
  provisionTopology,
  type ProvisionResult,
  subscriptionsOf,
} from './topology/provision-topology.js';
export { checkTopology, InvalidTopologyError, type TopologyDescription } from './topology/check-topology.js';
export { topicOf } from './topology/topic-of.js';
export {
  type QueueDescription,
  type QueueName,
  type ServiceName,
  topology,
  type TopicDescription,
  type TopicName,
} from './topology/topology.js';
