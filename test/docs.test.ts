import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { referencePages } from '../docs/generate.ts';

const root = join(import.meta.dirname, '..');
const read = (path: string) => readFileSync(join(root, path), 'utf8');

test.each(Object.entries(referencePages()))(
  'docs/reference/%s is what the contracts say (npm run docs)',
  (file, text) => {
    expect(read(`docs/reference/${file}`)).toBe(text);
  },
);

const pages = [
  'README.md',
  ...readdirSync(join(root, 'docs'), { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.md'))
    .map((path) => `docs/${path}`),
];

const flat = (code: string) => code.replace(/\s+/g, ' ').trim();
const examples = readdirSync(join(root, 'examples')).filter((file) => file.endsWith('.ts'));
const tested = examples.map((file) => flat(read(`examples/${file}`)));

describe.each(pages)('%s', (page) => {
  const text = read(page);

  test('shows no TypeScript that is not in examples/, where it runs', () => {
    for (const [, code = ''] of text.matchAll(/^```ts\n([\s\S]*?)^```/gm)) {
      expect(
        tested.some((example) => example.includes(flat(code))),
        `not in examples/:\n${code}`,
      ).toBe(true);
    }
  });

  test('links to files that are there', () => {
    const links = [...text.matchAll(/\]\((?!https?:|#)([^)#\s]+)(?:#[^)]*)?\)/g)].map(([, link = '']) => link);
    for (const link of links) expect(() => read(join(page, '..', link)), `${page} → ${link}`).not.toThrow(/ENOENT/);
  });
});
