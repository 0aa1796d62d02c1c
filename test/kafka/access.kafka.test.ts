import type { EventByType, EventLog, StreamName } from '@deskrail/contracts';
import {
  type AccessRule,
  applyTopics,
  checkTopics,
  type KafkaLog,
  kafkaRoles,
  openKafkaLog,
  planTopics,
} from '@deskrail/event-log/kafka';
import kafkajs from 'kafkajs';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { type KafkaCluster, startKafka } from '../brokers/start-kafka.ts';

const passwords = Object.fromEntries(['root', ...kafkaRoles].map((name) => [name, `${name}-secret`]));
const topicPrefix = 'acme.';
const base = { topicPrefix, development: true, partitions: 2 };
let cluster: KafkaCluster;

const as = (username: string, mechanism = 'SCRAM-SHA-256', password = passwords[username] ?? 'none') => ({
  ...base,
  brokers: cluster.brokers.split(','),
  sasl: { mechanism, username, password },
});

beforeAll(async () => {
  cluster = await startKafka({ sasl: passwords, acl: true });
});
afterAll(() => cluster?.close());

describe.each(['kafkajs', 'platformatic'] as const)('with SASL and ACLs, over %s', (driver) => {
  const open = (user: string) => openKafkaLog({ ...as(user), driver, limits: { appendMs: 4_000 } });

  beforeAll(async () => {
    await applyTopics(as('root'));
    await allow((await planTopics(as('root'))).access);
  });

  test('a receiver appends facts and dead letters', async () => {
    await using log = await open('receiver');
    await log.append('facts', [fact]);
    await log.append('dead-letters', [letter]);
    await log.ready();
  });

  test('a server projects all streams, relays to all, and tells how far behind groups are', async () => {
    await using log = await open('server');
    await log.append('decisions', [decision]);
    await log.append('actions', [action]);
    for (const stream of ['facts', 'features', 'decisions', 'actions'] as const)
      await consume(log, stream, 'projection');
    expect(await log.lag({ group: 'projection' })).toHaveLength(4);
    expect(await ids(log, 'decisions')).toContain(decision.id);
    expect(await ids(log, 'dead-letters')).toContain(letter.id);
  });

  test('a copilot follows facts in its group', async () => {
    await using log = await open('copilot');
    expect(await consume(log, 'facts', 'copilot')).toContain(fact.id);
    await log.append('dead-letters', [letter]);
  });

  test('an executor relays what it decided, writes what it sent, and follows what became of it', async () => {
    await using log = await open('executor');
    await log.append('actions', [action]);
    await log.append('facts', [fact]);
    expect(await consume(log, 'facts', 'deliveries')).toContain(fact.id);
  });

  test('a reader follows with a group of its own, and writes nothing', async () => {
    await using log = await open('reader');
    expect(await consume(log, 'facts', 'reader.mine')).toContain(fact.id);
    expect(await ids(log, 'actions')).toContain(action.id);
    await expect(log.append('facts', [fact])).rejects.toMatchObject({
      code: 'dependency-unavailable',
      message: expect.stringMatching(/This user may write to no topic: it lacks Write/),
    });
  });

  test('an administrator applies topics, checks brokers and moves a group', async () => {
    expect((await applyTopics({ ...as('admin'), driver })).steps).toEqual([]);
    const { findings } = await checkTopics({ ...as('admin'), driver });
    expect(findings.map(({ code }) => code)).not.toContain('broker-unread');
    await using log = await open('admin');
    await log.seekGroup({ stream: 'facts', group: 'reader.mine', to: 'start' });
    await log.redrive({ stream: 'facts', position: await positionOf(log, fact.id), group: 'copilot' });
  });

  test.each([
    ['server', 'acme.ai.decisions', 'Write', (log: EventLog) => log.append('decisions', [decision])],
    ['copilot', 'acme.support.facts', 'Read', (log: EventLog) => ids(log, 'facts')],
    ['copilot', 'acme.copilot.', 'Read', (log: EventLog) => consume(log, 'facts', 'copilot')],
    ['server', 'acme.projection.', 'Read', (log: EventLog) => consume(log, 'actions', 'projection')],
  ] as const)('%s without its rule on %s is told that it lacks %s', async (role, name, operation, work) => {
    const rule = (await planTopics(as('root'))).access.find((each) => each.role === role && each.name === name);
    if (rule === undefined) throw new Error('There is no such rule.');
    await using log = await open(role);
    await withdraw({ ...rule, operations: [operation] });
    try {
      await expect(work(log)).rejects.toMatchObject({
        code: 'dependency-unavailable',
        message: expect.stringMatching(
          new RegExp(`lacks ${operation} on the (topic|group) ${name.replaceAll('.', '\\.')}`),
        ),
      });
    } finally {
      await allow([rule]);
    }
  });

  test('who may not even look is told so at the start', async () => {
    const rule = (await planTopics(as('root'))).access.find(({ role }) => role === 'executor');
    if (rule === undefined) throw new Error('There is no such rule.');
    await withdraw({ ...rule, operations: ['DescribeConfigs'] });
    try {
      await expect(open('executor')).rejects.toMatchObject({
        message: expect.stringContaining(`lacks DescribeConfigs on the topic ${rule.name}`),
      });
    } finally {
      await allow([rule]);
    }
  });

  test.each(['PLAIN', 'SCRAM-SHA-256', 'SCRAM-SHA-512'])(
    '%s lets in who knows the password, and says who does not',
    async (mechanism) => {
      expect((await planTopics({ ...as('admin', mechanism), driver })).settled).toBe(true);
      await expect(planTopics({ ...as('admin', mechanism, 'wrong'), driver })).rejects.toMatchObject({
        message: expect.stringMatching(/Check sasl\.mechanism, sasl\.username and sasl\.password/),
      });
      await expect(planTopics({ ...as('admin', mechanism, 'wrong'), driver })).rejects.not.toThrow(/wrong/);
    },
  );

  test('who gives no password, or speaks TLS to a plain port, is told what is amiss', async () => {
    const { sasl: _, ...nameless } = as('admin');
    await expect(planTopics({ ...nameless, driver })).rejects.toMatchObject({
      code: 'config-invalid',
      message: expect.stringContaining('wants a name and a password'),
    });
    await expect(planTopics({ ...as('admin'), tls: true, driver })).rejects.toMatchObject({
      code: 'config-invalid',
      message: expect.stringContaining('does not speak TLS on this port'),
    });
  });
});

describe('with TLS', () => {
  let secured: KafkaCluster;
  beforeAll(async () => {
    secured = await startKafka({ tls: true });
  });
  afterAll(() => secured?.close());

  test.each(['kafkajs', 'platformatic'] as const)('%s connects to who it trusts, and says why not', async (driver) => {
    const brokers = secured.brokers.split(',');
    const ca = secured.ca ?? '';
    const options = { ...base, driver, brokers };
    expect((await planTopics({ ...options, tls: { ca } })).brokers).toHaveLength(1);
    const byName = { ...options, brokers: brokers.map((broker) => broker.replace('127.0.0.1', 'localhost')) };
    expect((await planTopics({ ...byName, tls: { ca } })).brokers).toHaveLength(1);
    await expect(planTopics({ ...options, tls: true })).rejects.toMatchObject({
      code: 'config-invalid',
      message: expect.stringContaining('Give its authority as tls.ca'),
    });
    await expect(planTopics(options)).rejects.toMatchObject({
      code: 'config-invalid',
      message: expect.stringContaining('it speaks TLS on this port'),
    });
    const sasl = { mechanism: 'plain', username: 'a', password: 'b' };
    await expect(planTopics({ ...options, tls: { ca }, sasl })).rejects.toMatchObject({
      code: 'config-invalid',
      message: expect.stringContaining('takes no name and password on this port'),
    });
    await expect(planTopics({ ...options, tls: { ca, serverName: 'elsewhere' } })).rejects.toMatchObject({
      code: 'config-invalid',
      message: expect.stringContaining('certificate is for another name'),
    });
  });
});

async function consume(log: KafkaLog | EventLog, stream: StreamName, group: string): Promise<string[]> {
  const seen: string[] = [];
  const some = Promise.withResolvers<void>();
  const subscription = await log.subscribe({
    ...{ stream, group },
    from: 'start',
    async handler(events) {
      seen.push(...events.map(({ event }) => event.id));
      some.resolve();
    },
  });
  if (stream === 'facts') await some.promise;
  await subscription.close();
  return seen;
}

async function ids(log: EventLog, stream: StreamName): Promise<string[]> {
  const found: string[] = [];
  for await (const { event } of log.read({ stream })) found.push(event.id);
  return found;
}

async function positionOf(log: EventLog, id: string): Promise<string> {
  for await (const { event, position } of log.read({ stream: 'facts' })) if (event.id === id) return position;
  throw new Error(`There is no ${id}.`);
}

async function asRoot<Result>(work: (admin: kafkajs.Admin) => Promise<Result>): Promise<Result> {
  const { brokers, sasl } = as('root');
  const kafka = new kafkajs.Kafka({
    brokers,
    sasl: { ...sasl, mechanism: 'scram-sha-256' },
    logLevel: kafkajs.logLevel.NOTHING,
  });
  const admin = kafka.admin();
  await admin.connect();
  try {
    return await work(admin);
  } finally {
    await admin.disconnect();
  }
}

const operations: Readonly<Record<string, number>> = {
  Read: 3,
  Write: 4,
  Create: 5,
  Delete: 6,
  Alter: 7,
  Describe: 8,
  DescribeConfigs: 10,
  AlterConfigs: 11,
};
const resources = { topic: 2, group: 3, cluster: 4 } as const;

const entriesOf = ({ role, resource, name, pattern, operations: allowed }: AccessRule) =>
  allowed.map((operation) => ({
    ...{ principal: `User:${role}`, host: '*', permissionType: kafkajs.AclPermissionTypes.ALLOW },
    operation: operations[operation] ?? 0,
    resourceType: resources[resource],
    resourceName: name,
    resourcePatternType:
      pattern === 'prefixed' ? kafkajs.ResourcePatternTypes.PREFIXED : kafkajs.ResourcePatternTypes.LITERAL,
  }));

const allow = (rules: readonly AccessRule[]) =>
  asRoot(async (admin) => {
    const acl = rules.flatMap(entriesOf);
    await admin.createAcls({ acl });
    await heard(admin, acl, true);
  });
const withdraw = (rule: AccessRule) =>
  asRoot(async (admin) => {
    const filters = entriesOf(rule);
    await admin.deleteAcls({ filters });
    await heard(admin, filters, false);
  });

type Entry = ReturnType<typeof entriesOf>[number];

/** The broker judges by a rule a moment after it was made. */
async function heard(admin: kafkajs.Admin, entries: readonly Entry[], there: boolean): Promise<void> {
  const name = (principal: string, operation: number, type: number, resource: string) =>
    [principal, operation, type, resource].join(' ');
  await vi.waitUntil(
    async () => {
      const { resources: found } = await admin.describeAcls({
        operation: kafkajs.AclOperationTypes.ANY,
        permissionType: kafkajs.AclPermissionTypes.ANY,
        resourceType: kafkajs.AclResourceTypes.ANY,
        resourcePatternType: kafkajs.ResourcePatternTypes.ANY,
      });
      const held = new Set(
        found.flatMap(({ acls, resourceType, resourceName }) =>
          acls.map(({ principal, operation }) => name(principal, operation, resourceType, resourceName)),
        ),
      );
      return entries.every(
        ({ principal, operation, resourceType, resourceName }) =>
          held.has(name(principal, operation, resourceType, resourceName)) === there,
      );
    },
    { timeout: 10_000 },
  );
}

const envelope = {
  specversion: '1.0',
  source: '/test',
  subject: 'conversation:desk:1',
  time: '2026-01-31T09:30:00Z',
  datacontenttype: 'application/json',
  tenant: 'acme',
  connection: 'desk',
} as const;

const fact: EventByType<'message.received.v1'> = {
  ...envelope,
  ...{ id: 'fact-1', type: 'message.received.v1', actor: 'customer/1', authenticity: 'signed', identity: 'exact' },
  data: {
    ...{ messageId: 'fact-1', author: { kind: 'customer', id: '1' }, visibility: 'public', text: 'Hello' },
    origin: { vendor: 'zendesk', by: 'event' },
  },
};
const letter = {
  ...envelope,
  ...{ id: 'letter-1', type: 'dead-letter.recorded.v1', actor: 'system/deskrail' },
  data: {
    ...{ reason: 'unreadable', code: 'payload-unreadable', message: 'It is not JSON.', attempts: 1 },
    from: { kind: 'webhook', connection: 'desk', headers: {} },
  },
} as EventByType<'dead-letter.recorded.v1'>;
const action = {
  ...envelope,
  ...{ id: 'action-1', type: 'action.cancelled.v1', actor: 'system/deskrail', policyversion: '1' },
  data: { actionId: 'act_0123456789abcdef0123456789abcdef', why: 'stale' },
} as EventByType<'action.cancelled.v1'>;
const decision = {
  ...envelope,
  ...{ id: 'decision-1', type: 'recommendation.expired.v1', actor: 'system/deskrail', policyversion: '1' },
  data: { recommendationId: 'rec_0123456789abcdef0123456789abcdef' },
} as EventByType<'recommendation.expired.v1'>;
