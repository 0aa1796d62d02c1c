import { streams } from '@deskrail/contracts';
import { describe, expect, test } from 'vitest';
import { driverSettings } from '../connection-options.js';
import { accessCommands, accessRules } from './access.js';
import { topicCatalogue } from './catalogue.js';
import { groupId, parseGroupId } from './names.js';

test('every stream is a topic that keeps what Deskrail promises', () => {
  const catalogue = topicCatalogue({ topicPrefix: 'acme.' });
  expect(catalogue.map(({ name }) => name)).toEqual(Object.values(streams).map(({ topic }) => `acme.${topic}`));
  for (const { stream, partitions, replication, privacy, settings } of catalogue) {
    expect({ partitions, replication, privacy }).toEqual({
      partitions: 12,
      replication: 3,
      privacy: streams[stream].privacy,
    });
    expect(settings).toMatchObject({
      'cleanup.policy': 'delete',
      'max.message.bytes': '4194304',
      'message.timestamp.type': 'LogAppendTime',
      'min.insync.replicas': '2',
      'retention.ms': String(streams[stream].retentionDays * 86_400_000),
      'unclean.leader.election.enable': 'false',
    });
    expect(Number(settings['segment.ms'])).toBeLessThanOrEqual(Number(settings['retention.ms']) / 30);
  }
});

test('where the storage below the brokers keeps the copies, a topic has one replica', () => {
  const [facts] = topicCatalogue({ sharedStorage: true });
  expect(facts).toMatchObject({ replication: 1, settings: { 'min.insync.replicas': '1' } });
  expect({ ...facts?.settings, 'min.insync.replicas': '2' }).toEqual(topicCatalogue()[0]?.settings);
});

test('a body cap and a retention of one’s own show in the settings', () => {
  const [facts] = topicCatalogue({ bodyLimitBytes: 2_000_000, retentionDays: { facts: 90 } });
  expect(facts?.settings).toMatchObject({ 'max.message.bytes': '8000000', 'retention.ms': '7776000000' });
});

test('a small body cap leaves room for what is decided', () => {
  const [facts] = topicCatalogue({ bodyLimitBytes: 10_000 });
  expect(facts?.settings['max.message.bytes']).toBe('1048576');
});

test.each([
  ['a/b.', /character that Kafka does not take/],
  ['x'.repeat(240), /characters too long/],
])('the prefix %s is refused', (topicPrefix, message) => {
  expect(() => topicCatalogue({ topicPrefix })).toThrow(
    expect.objectContaining({ code: 'config-invalid', message: expect.stringMatching(message) }),
  );
});

test('a group’s name on the brokers says group, stream and installation', () => {
  expect(groupId('copilot', 'dead-letters', 'acme.')).toBe('acme.copilot.dead-letters');
  expect(parseGroupId('acme.my.own.facts', 'acme.')).toEqual({ group: 'my.own', stream: 'facts' });
  expect(parseGroupId('acme.facts', 'acme.')).toBeUndefined();
  expect(parseGroupId('other.copilot.facts', 'acme.')).toBeUndefined();
  expect(parseGroupId('connect-cluster', '')).toBeUndefined();
});

describe('access', () => {
  const rules = accessRules({ topicPrefix: 'acme.' });
  const allows = (role: string, operation: string) =>
    rules
      .filter((rule) => rule.role === role && (rule.operations as readonly string[]).includes(operation))
      .map(({ name }) => name);

  test('a receiver reads nothing, and a reader writes nothing', () => {
    expect(allows('receiver', 'Read')).toEqual([]);
    expect(allows('receiver', 'Write')).toEqual(['acme.support.facts', 'acme.deskrail.dead-letters']);
    expect(allows('reader', 'Write')).toEqual([]);
    expect(allows('reader', 'Read')).not.toContain('acme.deskrail.dead-letters');
  });

  test('an executor follows deliveries and writes what it sent; a server sees how far it is', () => {
    expect(allows('executor', 'Read')).toContain('acme.deliveries.');
    expect(allows('executor', 'Write')).toContain('acme.support.facts');
    expect(allows('server', 'Describe')).toContain('acme.deliveries.');
  });

  test('rules print as lines for kafka-acls.sh', () => {
    const lines = accessCommands(rules, { bootstrap: 'kafka:9092', principal: (role) => `User:deskrail-${role}` });
    expect(lines).toContain(
      'kafka-acls.sh --bootstrap-server kafka:9092 --add --allow-principal User:deskrail-copilot' +
        ' --operation Read --group acme.copilot. --resource-pattern-type prefixed',
    );
  });
});

describe('where the brokers are', () => {
  const brokers = ['kafka-1:9092'];
  const sasl = { username: 'deskrail', password: 'hunter2' };

  test('settings come out as a driver takes them', () => {
    expect(
      driverSettings({ brokers: [' kafka-1:9092', '[::1]:9093'], sasl: { ...sasl, mechanism: 'SCRAM-SHA-256' } }),
    ).toMatchObject({ brokers: ['kafka-1:9092', '[::1]:9093'], sasl: { mechanism: 'scram-sha-256' } });
    expect(driverSettings({ brokers, tls: false }).tls).toBeUndefined();
  });

  test.each([
    [{ brokers: [] }, /brokers is empty/],
    [{ brokers: ['kafka://a:9092'] }, /leave 'kafka:\/\/' away/],
    [{ brokers: ['kafka-1'] }, /not host:port/],
    [{ brokers: ['kafka-1:99999'] }, /no port between/],
    [{ brokers, tls: { ca: '/etc/ca.pem' } }, /tls\.ca is not PEM text/],
    [{ brokers, tls: { cert: '-----BEGIN CERTIFICATE-----' } }, /go together/],
    [{ brokers, sasl: { ...sasl, mechanism: 'GSSAPI' } }, /must be PLAIN, SCRAM/],
    [{ brokers, sasl: { ...sasl, mechanism: 'plain', password: '' } }, /password is empty/],
    [{ brokers, clientId: 'a b' }, /clientId/],
  ])('%j is refused', (options, message) => {
    expect(() => driverSettings(options)).toThrow(
      expect.objectContaining({ code: 'config-invalid', message: expect.stringMatching(message) }),
    );
  });

  test('all that is wrong is told at once, and no secret', () => {
    const wrong = () => driverSettings({ brokers: [], sasl: { ...sasl, mechanism: 'x' }, topicPrefix: 'a b' });
    expect(wrong).toThrow(/brokers is empty.*mechanism.*topicPrefix/);
    expect(wrong).not.toThrow(/hunter2/);
  });
});
