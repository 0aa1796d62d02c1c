import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Evidence } from '@deskrail/contracts';
import { expect, onTestFinished, test } from 'vitest';
import { expectLinear } from '../../../test/expect-linear.js';
import { fillMacro, placeholdersOf } from './fill-macro.js';
import { macros } from './macros.js';

const { signal } = new AbortController();
const list = [
  {
    id: 'late',
    title: 'Parcel is late',
    text: 'Sorry, {{customer.name}}: order {{order}} is on its way. A parcel that is late by five days is sent again.',
    intents: ['order-status'],
    tags: 'delivery',
  },
  { id: 12, title: 'Change of address', text: 'Tell us the new address before the parcel leaves.', scope: ['agents'] },
];
const ask = (text: string, scopes: readonly string[] = []) => ({ tenant: 'acme', text, earlier: [], scopes, limit: 3 });

test('a macro is found by its title, text and intents, and quoted as it stands', async () => {
  const [best] = await macros({ macros: list }).retrieve(ask('My parcel is five days late'), { signal });
  expect(best).toMatchObject({
    source: { id: 'macros/late', kind: 'macro', title: 'Parcel is late' },
    span: { start: 0, end: list[0]?.text.length },
    quote: list[0]?.text,
    scope: [],
  });
});

test('scopes hold', async () => {
  const source = macros({ macros: list });
  const found = async (scopes: string[]) =>
    (await source.retrieve(ask('How do I change my address?', scopes), { signal })).map(({ source: { id } }) => id);
  expect(await found([])).not.toContain('macros/12');
  expect(await found(['agents'])).toContain('macros/12');
});

async function inFile(text: string) {
  const folder = await mkdtemp(join(tmpdir(), 'deskrail-macros-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const file = join(folder, 'macros.json');
  const write = (content: unknown) => writeFile(file, typeof content === 'string' ? content : JSON.stringify(content));
  await write(text);
  return { file, write };
}

test('a file is read again where it changed; one that cannot be read is told, and leaves what was read', async () => {
  const { file, write } = await inFile(JSON.stringify({ macros: list }));
  const warnings: object[] = [];
  let nowMs = 0;
  const logger = { debug() {}, info() {}, warn: (fields: object) => void warnings.push(fields), error() {} };
  const source = macros({ file, clock: { now: () => nowMs }, logger });
  const [found] = await source.retrieve(ask('My parcel is five days late'), { signal });
  const evidence = { id: 'e1', ...found } as Evidence;
  const options = { tenant: 'acme', scopes: [], signal };
  expect(await source.inspect?.(evidence, options)).toMatchObject({ state: 'unchanged' });

  await write('[{');
  nowMs += 5_000;
  expect(await source.retrieve(ask('My parcel is five days late'), { signal })).toHaveLength(1);
  expect(warnings).toMatchObject([{ code: 'config-invalid' }]);
  await expect(source.inspect?.(evidence, options)).rejects.toMatchObject({ code: 'config-invalid' });

  await write([{ ...list[0], text: 'A parcel that is late by ten days is sent again.' }, { id: 'x' }]);
  expect(await source.inspect?.(evidence, options)).toMatchObject({
    state: 'changed',
    quote: expect.stringContaining('ten'),
  });
  expect(source.macros).toBe(1);
  await write([]);
  expect(await source.inspect?.(evidence, options)).toEqual({ state: 'gone' });
});

test('a file that is not there is a mistake in the configuration', async () => {
  await expect(macros({ file: '/nowhere/macros.json' }).refresh()).rejects.toMatchObject({ code: 'config-invalid' });
});

test('placeholders are filled, and those that cannot be are named', () => {
  const text = 'Dear {{ customer.name }}, order {{order}}, again {{order}} to {{city}}.';
  expect(placeholdersOf(text)).toEqual(['customer.name', 'order', 'city']);
  expect(fillMacro(text, { 'customer.name': 'Kim', order: '1042', city: ' ' })).toEqual({
    text: 'Dear Kim, order 1042, again 1042 to {{city}}.',
    missing: ['city'],
  });
});

test('a value is text: a placeholder in it is not filled, and no name of an object’s own is a value', () => {
  expect(fillMacro('{{a}} {{b}} {{constructor}}', { a: '{{b}} $& $1', b: 'B' })).toEqual({
    text: '{{b}} $& $1 B {{constructor}}',
    missing: ['constructor'],
  });
});

test.each(['{{ ', '{', 'a', ' '])('filling takes no more than the length of the text: {{%s', (piece) =>
  expectLinear(60_000, (size) => fillMacro(`{{${piece.repeat(size)}`, {})),
);
