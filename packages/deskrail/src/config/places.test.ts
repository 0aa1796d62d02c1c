import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type TemporaryFolder, temporaryFolder } from '@deskrail/testing';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { readPlaces } from './places.js';
import { readSettings } from './settings.js';

let folder: TemporaryFolder;
beforeEach(async () => {
  folder = await temporaryFolder();
});
afterEach(() => folder.remove());

const read = async (variables: Record<string, string> = {}) =>
  (await readPlaces({ variables, directory: folder.path })).places;
const configure = (text: string) => writeFile(join(folder.path, 'deskrail.config.mjs'), `export default ${text};`);
const brokers = { KAFKA_BROKERS: 'kafka-1:9092' };
const database = { DATABASE_URL: 'postgres://db/deskrail' };

it('is the default directory where nothing is said', async () => {
  expect(await read()).toEqual({
    ...{ data: join(folder.path, '.deskrail'), dataIsNamed: false },
    ...{ kafka: undefined, postgres: undefined },
  });
  expect(await read({ DESKRAIL_DATA: 'd' })).toMatchObject({ data: join(folder.path, 'd'), dataIsNamed: true });
});

it('lays the environment over the configuration file, part by part', async () => {
  await configure(`{
    kafka: { brokers: ['a:1'], topicPrefix: 'acme.', compression: 'gzip', tls: true },
    postgres: { url: 'postgres://a/b', poolSize: 4 },
  }`);
  const variables = { ...brokers, ...database, KAFKA_TLS: 'false', KAFKA_CLIENT_ID: 'eu' };
  expect(await read(variables)).toMatchObject({
    kafka: { brokers: ['kafka-1:9092'], topicPrefix: 'acme.', compression: 'gzip', tls: false, clientId: 'eu' },
    postgres: { url: 'postgres://db/deskrail', poolSize: 4 },
  });
  expect(await read()).toMatchObject({ kafka: { brokers: ['a:1'], tls: true }, postgres: { url: 'postgres://a/b' } });
});

it('reads certificates from their files', async () => {
  const ca = '-----BEGIN CERTIFICATE-----\nabc\n-----END CERTIFICATE-----\n';
  await writeFile(join(folder.path, 'ca.pem'), ca);
  await writeFile(join(folder.path, 'not.pem'), 'hunter2');
  expect((await read({ ...brokers, KAFKA_TLS_CA_FILE: 'ca.pem' })).kafka?.tls).toEqual({ ca });
  await expect(read({ ...brokers, KAFKA_TLS_CA_FILE: 'none.pem' })).rejects.toThrow(
    'KAFKA_TLS_CA_FILE: none.pem cannot be read (ENOENT)',
  );
  const refusal = await read({ ...brokers, KAFKA_TLS_CA_FILE: 'not.pem' }).catch(({ message }) => message);
  expect(refusal).toContain('not.pem is no PEM file');
  expect(refusal).not.toContain('hunter2');
});

it('has no Kafka without brokers, and says so', async () => {
  const variables = { KAFKA_TOPIC_PREFIX: 'acme.' };
  expect((await read(variables)).kafka).toBeUndefined();
  const { warnings } = await readSettings({ variables, directory: folder.path });
  expect(warnings.join()).toContain('KAFKA_BROKERS is not set');
});

it('has a spool where the data directory is named, and tells of none', async () => {
  const settings = (variables: Record<string, string>) => readSettings({ variables, directory: folder.path });
  const unnamed = await settings({ ...brokers, ...database });
  expect(unnamed.options.spool).toBe(false);
  expect(unnamed.warnings.join()).toContain('There is no spool');
  const named = await settings({ ...brokers, ...database, DESKRAIL_DATA: 'd' });
  expect([named.options.spool, named.warnings]).toEqual([undefined, []]);
  expect((await settings({ ...brokers })).warnings.join()).toContain('one instance only');
  await configure('{ spool: { directory: "/var/spool/deskrail" } }');
  expect((await settings({ ...brokers, ...database })).options.spool).toEqual({ directory: '/var/spool/deskrail' });
});

it('refuses a database without brokers', async () => {
  const refused = readSettings({ variables: database, directory: folder.path });
  await expect(refused).rejects.toThrow('Set KAFKA_BROKERS too, or take DATABASE_URL away');
});
