import { expect, test } from 'vitest';
import { demoArticles } from './demo-articles.js';

test('each article has a title, sections, and 80 to 250 words', async () => {
  const articles = await demoArticles();
  expect(articles.length).toBeGreaterThanOrEqual(25);
  for (const { name, text } of articles) {
    expect(text, name).toMatch(/^(?:---\n(?:[a-z]+: .+\n)+---\n\n)?# \S/);
    expect(text, name).toMatch(/^## \S/m);
    const words = text.split(/\s+/).filter((word) => /\w/.test(word)).length;
    expect(words, name).toBeGreaterThanOrEqual(80);
    expect(words, name).toBeLessThanOrEqual(250);
  }
});
