import { LIMITS } from '../broker/limits.js';

/** Longest prefix that {@link messagingSettings} allows, with its dash. */
const PREFIX_CHARACTERS = 31;
const DEAD_LETTER_SUFFIX = '-dlq';
/** The broker moves a message to the dead letters after this many times the deliveries that its consumer allows it. */
export const BACKSTOP_FACTOR = 2;

/** What is checked of topics and queues. */
export interface TopologyDescription {
  topics: Readonly<Record<string, { events: readonly string[] }>>;
  queues: Readonly<
    Record<
      string,
      {
        subscribes: Readonly<Record<string, readonly string[] | undefined>>;
        visibilityTimeoutSeconds: number;
        maxReceiveCount: number;
        concurrency: number;
        alarmAgeSeconds: number;
      }
    >
  >;
}

/** A topology that AWS would refuse, or that delivers nothing: every problem at once. */
export class InvalidTopologyError extends Error {
  readonly code = 'invalid-topology';
}

/**
 * Holds a topology against what SNS and SQS take. Emulators accept more: without this, a mistake would show at the first
 * deployment.
 *
 * @throws InvalidTopologyError naming each value that is out of bounds
 */
export function checkTopology<T extends TopologyDescription>(topology: T): T {
  const problems: string[] = [];
  const name = (kind: string, value: string, max: number): void => {
    if (!/^[A-Za-z0-9_-]+$/.test(value))
      problems.push(`${kind} "${value}" must be letters, digits, dashes, underscores`);
    if (value.length > max) problems.push(`${kind} "${value}" has ${value.length} characters, at most ${max} fit`);
  };
  for (const topic of Object.keys(topology.topics))
    name('topic', topic, LIMITS.topicNameCharacters - PREFIX_CHARACTERS);
  for (const [queue, description] of Object.entries(topology.queues)) {
    name('queue', queue, LIMITS.queueNameCharacters - PREFIX_CHARACTERS - DEAD_LETTER_SUFFIX.length);
    const within = (what: string, value: number, min: number, max: number): void => {
      if (!Number.isInteger(value) || value < min || value > max)
        problems.push(`${what} of ${queue} must be a whole number from ${min} to ${max}, not ${value}`);
    };
    // A retry hides a message for up to one time-out more, and 12 h are counted from its delivery.
    within('visibilityTimeoutSeconds', description.visibilityTimeoutSeconds, 1, LIMITS.visibilitySeconds / 2);
    within(
      'maxReceiveCount',
      description.maxReceiveCount,
      LIMITS.receiveCount.min,
      LIMITS.receiveCount.max / BACKSTOP_FACTOR,
    );
    within('concurrency', description.concurrency, 1, 1_000);
    within('alarmAgeSeconds', description.alarmAgeSeconds, 1, LIMITS.retentionSeconds.max);
    for (const [topic, types = []] of Object.entries(description.subscribes)) {
      const carried = topology.topics[topic]?.events;
      if (!carried) problems.push(`${queue} subscribes to "${topic}", which is no topic`);
      if (types.length === 0 || types.length > LIMITS.filterCombinations)
        problems.push(
          `${queue} subscribes to ${types.length} types of ${topic}, not 1 to ${LIMITS.filterCombinations}`,
        );
      for (const type of types) {
        if (carried && !carried.includes(type))
          problems.push(`${queue} subscribes to ${type}, which ${topic} does not carry`);
      }
    }
  }
  if (problems.length > 0) throw new InvalidTopologyError(problems.join('; '));
  return topology;
}
