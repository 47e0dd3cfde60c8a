import { code, table } from './markdown.ts';

export interface App {
  name: string;
  /** Of its package.json. */
  description: string;
  /** Default of PORT. */
  port?: number;
  /** It has migrations, so it has a database of its own, named after it. */
  hasDatabase: boolean;
}

/** What the page needs of the topology in `@breakwater/messaging`. */
export interface Topology {
  topics: Readonly<Record<string, { publisher: string; events: readonly string[] }>>;
  queues: Readonly<Record<string, Queue>>;
}

interface Queue {
  consumer: string;
  subscribes: Readonly<Record<string, readonly string[] | undefined>>;
  visibilityTimeoutSeconds: number;
  maxReceiveCount: number;
  concurrency: number;
  alarmAgeSeconds: number;
}

/** The generated part of docs/architecture.md: a diagram, then services, topics and queues as tables. */
export function renderArchitecture(topology: Topology, apps: readonly App[]): string {
  return [
    diagram(topology, apps),
    '### Services',
    servicesTable(topology, apps),
    '### Topics',
    topicsTable(topology),
    '### Queues',
    queuesTable(topology),
  ].join('\n\n');
}

function diagram(topology: Topology, apps: readonly App[]): string {
  const lines = ['flowchart LR'];
  for (const app of apps) {
    lines.push(`  ${id('app', app.name)}["${app.name}"]`);
    if (app.hasDatabase) lines.push(`  ${id('db', app.name)}[("${app.name}")] --- ${id('app', app.name)}`);
  }
  for (const [topic, { publisher }] of Object.entries(topology.topics)) {
    lines.push(`  ${id('app', publisher)} --> ${id('topic', topic)}{{"${topic}"}}`);
  }
  for (const [queue, { consumer, subscribes }] of Object.entries(topology.queues)) {
    lines.push(`  ${id('queue', queue)}(["${queue}"]) --> ${id('app', consumer)}`);
    for (const [topic, types = []] of Object.entries(subscribes)) {
      lines.push(`  ${id('topic', topic)} -->|"${types.join('<br/>')}"| ${id('queue', queue)}`);
    }
  }
  return ['```mermaid', ...lines, '```'].join('\n');
}

// Mermaid reads a hyphen in a name as part of an arrow.
function id(kind: string, name: string): string {
  return `${kind}_${name.replaceAll(/\W/g, '_')}`;
}

function servicesTable(topology: Topology, apps: readonly App[]): string {
  const rows = apps.map((app) => [
    code(app.name),
    app.description,
    app.port === undefined ? '' : String(app.port),
    app.hasDatabase ? code(app.name) : '–',
    list(Object.entries(topology.topics).filter(([, t]) => t.publisher === app.name)),
    list(Object.entries(topology.queues).filter(([, q]) => q.consumer === app.name)),
  ]);
  return table(['Service', 'What it owns', 'Port', 'Database', 'Publishes to', 'Consumes from'], rows);
}

function list(entries: readonly (readonly [string, unknown])[]): string {
  return entries.map(([name]) => code(name)).join(', ') || '–';
}

function topicsTable({ topics }: Topology): string {
  const rows = Object.entries(topics).map(([name, t]) => [
    code(name),
    code(t.publisher),
    t.events.map(code).join(', '),
  ]);
  return table(['Topic', 'Published by', 'Events'], rows);
}

function queuesTable({ queues }: Topology): string {
  const rows = Object.entries(queues).map(([name, queue]) => [
    code(name),
    code(queue.consumer),
    Object.values(queue.subscribes)
      .flatMap((types) => types ?? [])
      .map(code)
      .join(', '),
    `${queue.visibilityTimeoutSeconds} s`,
    String(queue.maxReceiveCount),
    String(queue.concurrency),
    `${queue.alarmAgeSeconds} s`,
  ]);
  const header = [
    'Queue',
    'Consumer',
    'Receives',
    'Hidden while handled',
    'Deliveries',
    'At once per process',
    'Alarm at age',
  ];
  return table(header, rows);
}
