import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { emulateZendesk, realTime, serveEmulator, temporaryFolder } from '@deskrail/testing';
import { zendesk } from '@deskrail/zendesk';
import { createDeskrail } from 'deskrail';
import { expect, it } from 'vitest';
import { kafkaForTests, postgresForTests } from './brokers/for-tests.ts';

// From the build.
const bin = join(import.meta.dirname, '../packages/deskrail/bin/deskrail.js');

it('reads a desk back from beside the instances, and a second time finds nothing', async () => {
  await using folder = await temporaryFolder();
  await using database = await postgresForTests();
  const { brokers, prefix } = kafkaForTests();
  let behindMs = 600_000;
  await using desk = emulateZendesk({ time: { ...realTime, now: () => Date.now() - behindMs } });
  await using served = await serveEmulator(desk);
  const rest = { url: served.url, token: desk.token };
  await using deskrail = await createDeskrail({
    kafka: { brokers, topicPrefix: prefix, development: true, partitions: 3 },
    postgres: { url: database.url },
    connections: [zendesk({ id: 'zendesk', tenant: 'default', secrets: ['s'], rest })],
  });
  await deskrail.start();

  const customer = { name: 'Robin Sample', email: 'robin@customer.example' };
  const ticket = desk.customerWrites({ subject: 'A tent', text: 'Is it tight?', customer });
  behindMs = 0;
  const env = {
    ...{ PATH: process.env.PATH, KAFKA_BROKERS: brokers.join(','), KAFKA_TOPIC_PREFIX: prefix },
    ...{ DATABASE_URL: database.url, DESKRAIL_ZENDESK_SECRET: 's' },
    ...{ DESKRAIL_ZENDESK_URL: served.url, DESKRAIL_ZENDESK_TOKEN: desk.token },
  };
  const run = async () => {
    const args = [bin, 'reconcile', 'zendesk', '--since', '1h', '--json'];
    const { stdout } = await promisify(execFile)(process.execPath, args, { env, cwd: folder.path, timeout: 60_000 });
    return JSON.parse(stdout);
  };
  expect(await run()).toMatchObject({ connection: 'zendesk', conversations: 1, facts: 1, states: 1 });
  const known = async () => deskrail.store.conversation('default', `conversation:zendesk:${ticket.id}`);
  await expect
    .poll(known, { timeout: 30_000 })
    .toMatchObject({ subject: 'A tent', messages: [{ text: 'Is it tight?' }] });
  expect(await run()).toMatchObject({ connection: 'zendesk', conversations: 1, facts: 0, states: 0 });
});
