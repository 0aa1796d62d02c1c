import { demoArticlesFolder } from '@deskrail/testing';
import { expect, test } from 'vitest';
import { articleFolder } from '../sources/articles/article-folder.js';

const source = articleFolder({ folder: demoArticlesFolder() });
const { signal } = new AbortController();
const ask = (text: string) => source.retrieve({ tenant: 'shop', text, earlier: [], scopes: [], limit: 4 }, { signal });

test('a lost gift card is no late parcel', async () => {
  for (const text of ['Gift card lost', 'I have lost a gift card. Can you send me another one?']) {
    const [best, ...others] = await ask(text);
    expect(best?.source.id).toContain('gift-cards');
    expect(best?.quote).toContain('If you have lost a gift card');
    expect(best?.score).toBeGreaterThan(0.6);
    for (const { source: other, score } of others) if (other.id.includes('parcel')) expect(score).toBeLessThan(0.42);
  }
});

test.each([
  ['How long do I have to return a tent, and what does it cost?', 'returning-an-item'],
  ['My tracking page has said "In transit" and has not changed for three working days.', 'tracking-your-parcel'],
  ['Which gas canister fits my stove?', 'gas-canisters'],
  ['My stove smells of gas', 'stove-safety'],
  ['The welcome code of your newsletter is refused', 'discount-codes'],
])('%j is answered from %s', async (text, article) => {
  const [best] = await ask(text);
  expect(best?.source.id).toContain(article);
  expect(best?.score).toBeGreaterThanOrEqual(0.42);
});

test.each(['Are you hiring?', 'Do you rent out snow shoes?', 'Which train goes to Fernhill?', 'Can I bring my dog?'])(
  '%j is answered by no article',
  async (text) => {
    const [best] = await ask(text);
    expect(best?.score ?? 0).toBeLessThan(0.42);
  },
);
