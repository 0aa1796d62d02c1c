import type { StreamName } from '@deskrail/contracts';
import { checkPrefix, topicName } from './names.js';

/**
 * Who needs what on a cluster with an authorizer. `receiver` is an instance that only receives; `server` projects, serves
 * the API and measures lag; `copilot` recommends; `executor` carries out; `reader` stands for your own consumers. An
 * instance of several roles is given the rules of each.
 */
export const kafkaRoles = ['receiver', 'server', 'copilot', 'executor', 'reader', 'admin'] as const;

export type KafkaRole = (typeof kafkaRoles)[number];

export type AccessOperation =
  | 'Alter'
  | 'AlterConfigs'
  | 'Create'
  | 'Delete'
  | 'Describe'
  | 'DescribeConfigs'
  | 'Read'
  | 'Write';

/** One resource that a role may use. */
export interface AccessRule {
  readonly role: KafkaRole;
  readonly resource: 'topic' | 'group' | 'cluster';
  readonly name: string;
  readonly pattern: 'literal' | 'prefixed';
  readonly operations: readonly AccessOperation[];
  readonly why: string;
}

const content: readonly StreamName[] = ['facts', 'features', 'decisions', 'actions'];
const all: readonly StreamName[] = [...content, 'dead-letters'];

interface RoleNeeds {
  readonly reads: readonly StreamName[];
  readonly writes: readonly StreamName[];
  /** Groups whose names begin so. */
  readonly groups: readonly string[];
  readonly watchesGroups?: readonly string[];
}

// Whoever has the store relays what any other process left in its outbox, and makes a new one from the log.
const needs: Readonly<Record<Exclude<KafkaRole, 'admin'>, RoleNeeds>> = {
  receiver: { reads: [], writes: ['facts', 'dead-letters'], groups: [] },
  server: { reads: all, writes: all, groups: ['projection.'], watchesGroups: ['copilot.', 'deliveries.', 'reader.'] },
  copilot: { reads: content, writes: all, groups: ['copilot.'] },
  executor: { reads: content, writes: all, groups: ['deliveries.'] },
  reader: { reads: content, writes: [], groups: ['reader.'] },
};

/** The access rules of all roles. Throws `config-invalid`. */
export function accessRules({ topicPrefix = '' }: { readonly topicPrefix?: string } = {}): readonly AccessRule[] {
  checkPrefix(topicPrefix);
  return kafkaRoles.flatMap((role) => (role === 'admin' ? adminRules(topicPrefix) : roleRules(role, topicPrefix)));
}

function roleRules(role: Exclude<KafkaRole, 'admin'>, prefix: string): AccessRule[] {
  const { reads, writes, groups, watchesGroups = [] } = needs[role];
  const topics = all.map((stream): AccessRule => {
    const operations: AccessOperation[] = ['Describe', 'DescribeConfigs'];
    if (reads.includes(stream)) operations.push('Read');
    if (writes.includes(stream)) operations.push('Write');
    const why = operations.length > 2 ? 'its work' : 'the check at start';
    return { role, resource: 'topic', name: topicName(stream, prefix), pattern: 'literal', operations, why };
  });
  return [...topics, ...groupRules(role, groups, ['Read'], prefix), ...watchRules(role, watchesGroups, prefix)];
}

const watchRules = (role: KafkaRole, groups: readonly string[], prefix: string) =>
  groupRules(role, groups, ['Describe'], prefix, 'to tell how far behind they are');

function groupRules(
  role: KafkaRole,
  groups: readonly string[],
  operations: readonly AccessOperation[],
  prefix: string,
  why = 'to keep its place',
): AccessRule[] {
  return groups.map((group) => ({
    ...{ role, operations, why },
    resource: 'group',
    name: `${prefix}${group}`,
    pattern: 'prefixed',
  }));
}

function adminRules(prefix: string): AccessRule[] {
  const role = 'admin';
  const operations: AccessOperation[] = ['AlterConfigs', 'Create', 'Describe', 'DescribeConfigs', 'Read', 'Write'];
  const groups: AccessOperation[] = ['Delete', 'Describe', 'Read'];
  return [
    ...all.map(
      (stream): AccessRule => ({
        ...{ role, operations },
        resource: 'topic',
        name: topicName(stream, prefix),
        pattern: 'literal',
        why: 'topics apply, tail, dead-letters redrive',
      }),
    ),
    // Without a prefix ours cannot be told from others' by name.
    ...(prefix === ''
      ? groupRules(role, ['copilot.', 'deliveries.', 'projection.', 'reader.'], groups, prefix, 'lag, seek')
      : groupRules(role, [''], groups, prefix, 'lag, seek')),
    {
      ...{ role, resource: 'cluster', name: 'kafka-cluster', pattern: 'literal' },
      operations: ['DescribeConfigs'],
      why: 'topics check looks at the brokers’ own limits',
    },
  ];
}

/** As arguments of `kafka-acls.sh`, one line a rule. `principal` names the user of a role; default: `User:<role>`. */
export function accessCommands(
  rules: readonly AccessRule[],
  options: { readonly bootstrap?: string; readonly principal?: (role: KafkaRole) => string } = {},
): readonly string[] {
  const { bootstrap = '$KAFKA_BROKERS', principal = (role) => `User:${role}` } = options;
  return rules.map(({ role, resource, name, pattern, operations }) => {
    const where = resource === 'cluster' ? '--cluster' : `--${resource} ${name}`;
    const how = pattern === 'prefixed' ? ' --resource-pattern-type prefixed' : '';
    const what = operations.map((operation) => `--operation ${operation}`).join(' ');
    return `kafka-acls.sh --bootstrap-server ${bootstrap} --add --allow-principal ${principal(role)} ${what} ${where}${how}`;
  });
}
