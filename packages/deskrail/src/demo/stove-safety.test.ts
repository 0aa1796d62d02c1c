import { articleFolder, createRecommender, definePolicy, embeddedModel } from '@deskrail/copilot';
import { openSqliteStore } from '@deskrail/store/sqlite';
import { aDayOnThreeDesks, demoArticlesFolder, openTestDatabase } from '@deskrail/testing';
import { expect, test } from 'vitest';

const fromTheDay = aDayOnThreeDesks.filter(({ text }) => text.includes('gas')).map(({ text }) => text);
const questions = [
  ...fromTheDay.filter((text) => text.includes('stove') || text.includes('Ember')),
  'My stove smells of gas',
  'My stove flared up and burned my hand',
  'I burned myself on the stove',
];

test.each(questions)('%j is told all that is to be done first', async (text) => {
  await using database = await openTestDatabase();
  await using store = await openSqliteStore({ database });
  const sources = [articleFolder({ folder: demoArticlesFolder() })];
  const copilot = createRecommender({ store, sources, model: embeddedModel(), policy: await definePolicy([]) });
  const signal = AbortSignal.timeout(10_000);
  const { recommendation } = await copilot.suggest({ tenant: 'shop', actor: 'bot/web', text }, { signal });
  const { proposal } = recommendation;
  const reply = proposal?.kind === 'reply' ? proposal.text : '';
  expect(reply).toMatch(/medical help first.*999 or 112.*close the valve.*outdoors.*do not light it again/s);
});
