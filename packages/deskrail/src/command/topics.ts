import { DeskrailError } from '@deskrail/contracts';
import type { AppliedTopics, TopicPlan, TopicReport, TopicStep } from '@deskrail/event-log/kafka';
import { readPlaces } from '../config/places.js';
import { loadKafka } from '../open-brokers.js';
import { topicOptionsOf } from '../topic-options.js';
import type { CommandDefinition, Given } from './definition.js';
import { usageError } from './parse.js';
import { table } from './table.js';
import type { Terminal } from './terminal.js';
import { wayOf } from './ways.js';

const ways = ['plan', 'apply', 'check'] as const;

export const topics: CommandDefinition = {
  name: 'topics',
  about: 'Plan, make or check the topics on Kafka.',
  positionals: `<${ways.join(' | ')}>`,
  positionalCount: [1, 1],
  options: {
    json: { type: 'boolean', about: 'One JSON object.' },
    partitions: { type: 'string', value: 'number', about: 'Of topics that are yet to be made. Default: 12.' },
    access: { type: 'boolean', about: 'With plan: print the ACLs that each role needs, too.' },
    config: { type: 'string', value: 'path', about: 'As for serve.' },
  },
  more: `plan says what would be made and changed; apply does it; check says what is wrong, and exits with 1 where Deskrail
would refuse to start. Nothing is ever deleted, and a partition count never changed: keys would move.
KAFKA_DEVELOPMENT=true takes a broker that stands alone.`,
  examples: ['deskrail topics plan', 'deskrail topics apply --partitions 24', 'deskrail topics check --json'],
  async run(given, terminal) {
    const way = wayOf(given.positionals[0], ways, 'topics');
    const options = await topicsAsked(given, terminal);
    const { planTopics, applyTopics, checkTopics, accessCommands } = await loadKafka();
    const { signal } = terminal;
    const json = given.flag('json');
    if (way === 'check') {
      const report = await checkTopics({ ...options, signal });
      await printReport(report, json, terminal);
      if (!json && !report.accepted && !options.development && report.plan.brokers.length < 3) {
        await terminal.print('To develop against fewer than three brokers, set KAFKA_DEVELOPMENT=true.');
      }
      return report.accepted ? 0 : 1;
    }
    if (way === 'apply') {
      const tell = (step: TopicStep) => (json ? undefined : terminal.say(stepLine(step)));
      const applied = await applyTopics(options, { onProgress: (step) => void tell(step), signal });
      await printApplied(applied, json, terminal);
      return 0;
    }
    const plan = await planTopics({ ...options, signal });
    if (json) await terminal.print(JSON.stringify(plan));
    else await printPlan(plan, terminal);
    if (given.flag('access') && !json) {
      await terminal.print('');
      for (const line of accessCommands(plan.access)) await terminal.print(line);
    }
    return 0;
  },
};

async function topicsAsked(given: Given, terminal: Terminal) {
  const { places, config } = await readPlaces({
    variables: terminal.environment,
    directory: terminal.directory,
    configPath: given.text('config'),
  });
  if (places.kafka === undefined) {
    throw new DeskrailError('config-invalid', 'Topics are on Kafka: set KAFKA_BROKERS. The embedded log needs none.');
  }
  const text = given.text('partitions');
  if (text !== undefined && !/^[1-9]\d{0,4}$/.test(text)) {
    throw usageError('--partitions takes a whole number above 0.', 'topics');
  }
  return topicOptionsOf(
    { ...places.kafka, ...(text !== undefined && { partitions: Number(text) }) },
    { ...config, logger: terminal.logger('error') },
  );
}

async function printPlan(plan: TopicPlan, terminal: Terminal): Promise<void> {
  const state = (name: string) => {
    if (plan.creates.some((topic) => topic.name === name)) return 'to be made';
    return plan.changes.some((change) => change.topic === name) ? 'to be changed' : 'there';
  };
  const rows = plan.topics.map(({ name, partitions, replication, retentionDays, privacy }) => [
    ...[name, String(partitions), String(replication), `${retentionDays} days`, privacy, state(name)],
  ]);
  for (const line of table(['topic', 'partitions', 'replicas', 'kept', 'privacy', 'state'], rows)) {
    await terminal.print(line);
  }
  for (const { topic, setting, from = 'nothing', to } of plan.changes) {
    await terminal.print(`change ${topic}: ${setting} from ${from} to ${to}`);
  }
  for (const { topic, what, is, wanted, why } of plan.kept) {
    await terminal.print(`keep ${topic}: ${is} ${nounOf(what, is)}, not ${wanted}; ${why}`);
  }
  await terminal.print(plan.settled ? 'Nothing to do.' : 'To do this: deskrail topics apply');
}

const nounOf = (what: 'partitions' | 'replication', count: number): string => {
  const one = what === 'partitions' ? 'partition' : 'replica';
  return count === 1 ? one : `${one}s`;
};

const stepLine = (step: TopicStep): string =>
  step.kind === 'created'
    ? `made ${step.topic.name}: ${step.topic.partitions} partitions, ${step.topic.replication} replicas`
    : `changed ${step.change.topic}: ${step.change.setting}=${step.change.to}`;

async function printApplied({ steps, plan }: AppliedTopics, json: boolean, terminal: Terminal): Promise<void> {
  if (json) return terminal.print(JSON.stringify({ steps, plan }));
  await printPlan(plan, terminal);
}

async function printReport(report: TopicReport, json: boolean, terminal: Terminal): Promise<void> {
  if (json) {
    await terminal.print(JSON.stringify(report));
  } else {
    for (const { severity, message } of report.findings) await terminal.print(`${severity}: ${message}`);
    if (report.findings.length === 0) await terminal.print('The topics are as they should be.');
  }
}
