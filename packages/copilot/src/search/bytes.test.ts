import { isDeskrailError } from '@deskrail/contracts';
import { expect, test } from 'vitest';
import { createSearchIndex } from './search-index.js';

const filled = () => {
  const index = createSearchIndex<{ readonly id: string }>();
  index.put('parking', [{ title: 'Parking', heading: 'Cars', body: 'Cars park behind the house.', meta: { id: 'p' } }]);
  index.put('bicycles', [
    { title: 'Bicycles', heading: 'Where they stand', body: 'Bicycles stand in the yard.', meta: { id: 'b1' } },
    { title: 'Bicycles', heading: 'Keys', body: 'The porter has a key to the yard.', meta: { id: 'b2' } },
  ]);
  index.put('gone', [{ title: 'Gone', heading: '', body: 'This was taken out.', meta: { id: 'g' } }]);
  index.remove('gone');
  return index;
};

test('a saved index answers as it did, and can be changed', () => {
  const index = filled();
  const opened = createSearchIndex<{ readonly id: string }>({ bytes: index.toBytes() });
  expect(opened.size).toBe(3);
  for (const question of ['Who has the key to the yard?', 'Where do cars park?', 'bycicles']) {
    expect(opened.search(question, { limit: 3 })).toEqual(index.search(question, { limit: 3 }));
  }
  opened.remove('parking');
  expect(opened.search('Where do cars park?', { limit: 3 })).toEqual([]);
});

test('metas are written and read as told', () => {
  const bytes = filled().toBytes(({ id }) => [id]);
  const opened = createSearchIndex<string>({ bytes, read: (meta) => (meta as string[])[0] ?? '' });
  expect(opened.search('Where do cars park?', { limit: 1 })[0]?.meta).toBe('p');
});

test.each([
  ['of another kind', (bytes: Uint8Array) => bytes.fill(1, 0, 4)],
  ['of another version', (bytes: Uint8Array) => bytes.fill(9, 4, 8)],
  ['with one bit turned', (bytes: Uint8Array) => bytes.fill((bytes.at(-1) ?? 0) ^ 1, -1)],
  ['that breaks off', (bytes: Uint8Array) => bytes.subarray(0, bytes.length - 4)],
  ['that is empty', () => new Uint8Array()],
])('a file %s is refused, and the message says what to do', (_, spoil) => {
  const bytes = spoil(filled().toBytes());
  try {
    createSearchIndex({ bytes });
    expect.unreachable();
  } catch (error) {
    expect(isDeskrailError(error, 'config-invalid')).toBe(true);
    expect(String(error)).toMatch(/Delete it/);
  }
});
