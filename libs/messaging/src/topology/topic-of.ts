import { type EventType, eventTypes } from '@breakwater/contracts';
import { topology, type TopicName } from './topology.js';

const topicByType = new Map<EventType, TopicName>(
  (Object.keys(topology.topics) as TopicName[]).flatMap((topic) =>
    topology.topics[topic].events.map((type) => [type, topic] as const),
  ),
);
const homeless = eventTypes.filter((type) => !topicByType.has(type));
if (homeless.length > 0) throw new Error(`no topic in the topology carries ${homeless.join(', ')}`);

/** The topic that carries events of this type. */
export const topicOf = (type: EventType): TopicName => topicByType.get(type) as TopicName;
