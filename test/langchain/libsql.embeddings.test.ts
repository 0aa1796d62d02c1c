import { join } from 'node:path';
import { langchainVectorStore } from '@deskrail/copilot/langchain';
import { temporaryFolder } from '@deskrail/testing';
import { LibSQLVectorStore } from '@langchain/community/vectorstores/libsql';
import { Document } from '@langchain/core/documents';
import { createClient } from '@libsql/client';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { embeddingsForStores, knowledge, paraphrases, unanswered } from './knowledge.ts';

const signal = AbortSignal.timeout(60_000);
const query = { tenant: 'acme', earlier: [], scopes: ['tenant:acme'], limit: 3 };
const options = { tenant: 'acme', scopes: ['tenant:acme'], signal };

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let db: ReturnType<typeof createClient>;
let store: LibSQLVectorStore;

beforeAll(async () => {
  folder = await temporaryFolder();
  db = createClient({ url: `file:${join(folder.path, 'vectors.db')}` });
  await db.batch([
    'create table vectors (content text, metadata text, embedding f32_blob(384))',
    'create index idx_vectors_embedding on vectors (libsql_vector_idx(embedding))',
  ]);
  store = new LibSQLVectorStore(embeddingsForStores(), { db });
  await store.addDocuments(knowledge);
});

afterAll(async () => {
  db?.close();
  await folder?.[Symbol.asyncDispose]();
});

test.each(paraphrases)('%j is answered by %s', async (text, source) => {
  const [best] = await langchainVectorStore({ store, name: 'kb' }).retrieve({ ...query, text }, { signal });
  expect(best?.source.id).toBe(`kb/${source}`);
});

test.each(unanswered)('%j is answered by nothing', async (text) => {
  const found = await langchainVectorStore({ store, name: 'kb' }).retrieve({ ...query, text }, { signal });
  expect(Math.max(0, ...found.map(({ score }) => score))).toBeLessThan(0.1);
});

describe('who asks', () => {
  const text = 'Do I have to pay the postage when I complain?';

  test('is given nothing of the staff’s or of another tenant’s; the staff are', async () => {
    const source = langchainVectorStore({ store, name: 'kb' });
    const found = await source.retrieve({ ...query, limit: 10, text }, { signal });
    expect(found.map(({ quote }) => quote).join()).not.toMatch(/waive|Globex/);
    const staff = await source.retrieve({ ...query, scopes: ['role:staff'], text }, { signal });
    expect(staff.map((one) => one.source.id)).toContain('kb/staff.md');
  });

  test('loses no place to them, though the store filters only what it has found', async () => {
    // 60 of the staff's that fit better than the public one.
    const secrets = Array.from(
      { length: 60 },
      (_, at) =>
        new Document({
          pageContent: `Postage is waived for complaint ${at}.`,
          metadata: { source: `secret-${at}.md`, scope: ['role:staff'] },
        }),
    );
    const ids = await store.addDocuments(secrets);
    try {
      const filter = () => "json_extract(metadata, '$.scope') is null";
      for (const source of [
        langchainVectorStore({ store, name: 'kb' }),
        langchainVectorStore({ store, name: 'kb', filter }),
      ]) {
        const found = await source.retrieve({ ...query, text }, { signal });
        expect(found.map((one) => one.source.id)).toContain('kb/returns.md');
        expect(found.map((one) => one.source.id).filter((id) => id.includes('secret'))).toEqual([]);
      }
    } finally {
      await store.delete({ ids });
    }
  });
});

test('a quote is found again, changed, closed and gone', async () => {
  const source = langchainVectorStore({ store, name: 'kb' });
  const [best] = await source.retrieve({ ...query, text: 'How heavy is the Alder tent?' }, { signal });
  const evidence = { id: 'e1', ...(best ?? expect.fail()) };
  expect(evidence.source.id).toBe('kb/tents.md');
  expect(await source.check(evidence, options)).toBe('unchanged');
  const change = (set: string, args: string[]) =>
    db.execute({ sql: `update vectors set ${set} where json_extract(metadata, '$.source') = 'tents.md'`, args });
  await change('content = ?', [`New this year. ${evidence.quote}`]);
  expect(await source.inspect?.(evidence, options)).toEqual({
    state: 'moved',
    span: { start: 15, end: 15 + evidence.quote.length },
    quote: evidence.quote,
  });
  await change('content = ?', ['The Alder tent sleeps two and weighs 1.9 kg.']);
  expect(await source.inspect?.(evidence, options)).toMatchObject({
    state: 'changed',
    quote: 'The Alder tent sleeps two and weighs 1.9 kg.',
  });
  await change("metadata = json_set(metadata, '$.scope', ?)", ['role:staff']);
  expect(await source.check(evidence, options)).toBe('no-longer-permitted');
  await db.execute("delete from vectors where json_extract(metadata, '$.source') = 'tents.md'");
  expect(await source.check(evidence, options)).toBe('gone');
});
