import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createClient } from '@deskrail/client';
import type { EventByType, Model } from '@deskrail/contracts';
import { demoArticlesFolder, temporaryFolder } from '@deskrail/testing';
import { expect, test } from 'vitest';
import { createDeskrail } from './create-deskrail.js';
import type { DeskrailOptions } from './options.js';

const key = 'a-key-for-this-test';

async function openRail(data: string, options: Partial<DeskrailOptions> = {}) {
  const deskrail = await createDeskrail({
    ...{ data, connections: [], knowledge: demoArticlesFolder() },
    keys: [{ name: 'bot', key, tenant: 'acme', roles: ['reader', 'writer'] }],
    policy: { rules: [{ id: 'show', when: { asked: 'suggest' }, outcome: 'show' }] },
    ...options,
  });
  await deskrail.start();
  const client = createClient({
    ...{ url: 'https://deskrail.example', key },
    fetch: async (input, init) => deskrail.fetch(new Request(input, init)),
  });
  return { client, [Symbol.asyncDispose]: () => deskrail.close() };
}

const text = 'How long does a refund take?';

test.each(['nowhere.model', 'broken.model'])('an intent model that is none is told at once: %s', async (file) => {
  await using folder = await temporaryFolder();
  await writeFile(join(folder.path, 'broken.model'), 'no model');
  const opening = openRail(folder.path, { intents: join(folder.path, file) });
  await expect(opening).rejects.toMatchObject({ code: 'config-invalid', message: expect.stringContaining(file) });
});

test('where the model is away the embedded one answers; what is moderated is not shown', async () => {
  await using folder = await temporaryFolder();
  const model: Model = { name: 'away', version: '1', suggest: () => Promise.reject(new Error('away')) };
  await using rail = await openRail(folder.path, { model });
  const { outcome, recommendation } = await rail.client.suggest({ text });
  expect([outcome, recommendation.model?.name]).toEqual(['show', 'embedded']);
  await using other = await temporaryFolder();
  const moderate = async () => ({ flagged: true, categories: ['test'] });
  await using moderated = await openRail(other.path, { moderate });
  expect((await moderated.client.suggest({ text })).recommendation.withheld).toMatchObject({ reason: 'moderation' });
});

test('the answer streams, is at hand the second time, and its evidence can be looked up again', async () => {
  await using folder = await temporaryFolder();
  await using rail = await openRail(folder.path);
  const events = [];
  for await (const event of rail.client.suggestStream({ text })) events.push(event);
  expect(events.at(-1)).toMatchObject({ type: 'answer', answer: { outcome: 'show' } });
  const again = await rail.client.suggest({ text: 'how long does a refund take' });
  expect(again.cached).toBe(true);
  const { evidence } = await rail.client.recommendations.checkEvidence(again.recommendation.recommendationId);
  expect(evidence.map(({ state }) => state)).toContain('unchanged');
  expect((await rail.client.evidence({ text, limit: 2 })).evidence).toHaveLength(2);
});

test('a deleted customer’s conversations are nobody’s duplicates any more', async () => {
  await using folder = await temporaryFolder();
  await using rail = await openRail(folder.path);
  const asked = (id: string, customer: string) => ({
    id: `asked-${id}`,
    type: 'message.received.v1',
    subject: `conversation:shop:${id}`,
    actor: `customer/${customer}`,
    data: {
      ...{ messageId: `m${id}`, author: { kind: 'customer', id: customer }, visibility: 'public' },
      text: 'My kettle leaks at the seal below the tank, what now?',
    },
  });
  const opened = (id: string, customer: string) => ({
    ...{ id: `opened-${id}`, type: 'case.opened.v1', subject: `conversation:shop:${id}` },
    data: { status: 'open', requester: { kind: 'customer', id: customer } },
  });
  const deleted = { type: 'customer.deleted.v1', subject: 'customer:shop:anna', id: 'deleted' };
  const signal = AbortSignal.timeout(15_000);
  const features = rail.client.events({ streams: ['features'], from: 'start', signal })[Symbol.asyncIterator]();
  const next = async () => {
    const { done, value } = await features.next();
    if (done) throw new Error('The stream of features has ended.');
    return (value.event as EventByType<'features.derived.v1'>).data;
  };

  await rail.client.facts.append([opened('1', 'anna'), asked('1', 'anna')]);
  expect((await next()).duplicateOf).toBeUndefined();
  await rail.client.facts.append([opened('2', 'ben'), asked('2', 'ben')]);
  expect((await next()).duplicateOf).toMatchObject({ conversation: 'conversation:shop:1' });
  await rail.client.facts.append({ ...deleted, data: { customerId: 'anna', kind: 'person' } });
  await expect
    .poll(async () => (await rail.client.conversations.get('conversation:shop:1')).messages.map((one) => one.redacted))
    .toEqual([true]);
  await rail.client.facts.append([opened('3', 'cleo'), asked('3', 'cleo')]);
  expect((await next()).duplicateOf).toMatchObject({ conversation: 'conversation:shop:2' });
  await features.return?.();
});
