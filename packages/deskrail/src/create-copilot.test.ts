import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createClient } from '@deskrail/client';
import type { Model } from '@deskrail/contracts';
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
  await expect(opening).rejects.toMatchObject({ code: 'config-invalid' });
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
