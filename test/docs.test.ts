import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { referencePages } from '../docs/generate.ts';
import { importsOf, speaksOf, withoutImports } from './imports-of.ts';

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
const tested = examples.map((file) => {
  const text = read(`examples/${file}`);
  return { flat: flat(text), imports: importsOf(text) };
});
const snippetsOf = (text: string) => [...text.matchAll(/^```ts\n([\s\S]*?)^```/gm)].map(([, code = '']) => code);
const exampleOf = (code: string) => tested.find((example) => example.flat.includes(flat(withoutImports(code))));

describe.each(pages)('%s', (page) => {
  const text = read(page);

  test('shows no TypeScript that is not in examples/, where it runs', () => {
    for (const code of snippetsOf(text)) expect(exampleOf(code), `not in examples/:\n${code}`).toBeDefined();
  });

  test('says of every name that its TypeScript uses which package it is from, as the example has it', () => {
    const imported = new Map<string, string>();
    for (const code of snippetsOf(text)) {
      const { imports } = exampleOf(code) ?? { imports: new Map<string, string>() };
      for (const [name, from] of importsOf(code)) {
        expect(imports.get(name), `${name} is not of ${from}`).toBe(from);
        imported.set(name, from);
      }
      const used = [...imports].filter(([name]) => speaksOf(withoutImports(code), name));
      for (const [name, from] of used) {
        expect(imported.get(name), `no import { ${name} } from '${from}' before:\n${code}`).toBe(from);
      }
    }
  });

  test('links to files that are there', () => {
    const links = [...text.matchAll(/\]\((?!https?:|#)([^)#\s]+)(?:#[^)]*)?\)/g)].map(([, link = '']) => link);
    for (const link of links) expect(() => read(join(page, '..', link)), `${page} → ${link}`).not.toThrow(/ENOENT/);
  });
});
