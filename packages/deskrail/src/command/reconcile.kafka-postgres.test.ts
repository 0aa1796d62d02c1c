import { emulateZendesk, realTime, serveEmulator, temporaryFolder } from '@deskrail/testing';
import { zendesk } from '@deskrail/zendesk';
import { expect, it } from 'vitest';
import { kafkaForTests, postgresForTests } from '../../../../test/brokers/for-tests.ts';
import { createDeskrail } from '../create-deskrail.js';
import { memoryTerminal } from './memory-terminal.js';
import { reconcile } from './reconcile.js';
import { runCommand } from './run-command.js';

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
  const run = async () => {
    const terminal = memoryTerminal({
      directory: folder.path,
      environment: {
        ...{ KAFKA_BROKERS: brokers.join(','), KAFKA_TOPIC_PREFIX: prefix, DATABASE_URL: database.url },
        ...{ DESKRAIL_ZENDESK_SECRET: 's', DESKRAIL_ZENDESK_URL: served.url, DESKRAIL_ZENDESK_TOKEN: desk.token },
      },
    });
    const args = ['reconcile', 'zendesk', '--since', '1h', '--json'];
    const code = await runCommand(args, terminal, { commands: [reconcile], version: '0' });
    return { code, said: terminal.said, found: terminal.printed.map((line) => JSON.parse(line)) };
  };
  expect(await run()).toMatchObject({ code: 0, said: [], found: [{ conversations: 1, facts: 1, states: 1 }] });
  const known = async () => deskrail.store.conversation('default', `conversation:zendesk:${ticket.id}`);
  await expect
    .poll(known, { timeout: 30_000 })
    .toMatchObject({ subject: 'A tent', messages: [{ text: 'Is it tight?' }] });
  expect(await run()).toMatchObject({ code: 0, said: [], found: [{ conversations: 1, facts: 0, states: 0 }] });
});
