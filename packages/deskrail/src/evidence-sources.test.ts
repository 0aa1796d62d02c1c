import { mkdir, readdir, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Embeddings, type EvidenceSource, silentLogger, systemClock } from '@deskrail/contracts';
import { openSqliteStore } from '@deskrail/store/sqlite';
import { openTestDatabase, type TestDatabase } from '@deskrail/testing';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createDeskrail } from './create-deskrail.js';
import { evidenceSources } from './evidence-sources.js';
import type { DeskrailOptions } from './options.js';

const { signal } = new AbortController();
let database: TestDatabase;
let knowledge: string[];
beforeEach(async () => {
  database = await openTestDatabase();
  knowledge = ['shop', 'staff'].map((name) => join(database.folder, name));
  for (const folder of knowledge) {
    await mkdir(folder);
    await writeFile(join(folder, 'tents.md'), '# Care of a tent\n\nDry the tent before you pack it.\n');
  }
});
afterEach(() => database.close());

const open = async (options: DeskrailOptions) => {
  const store = await openSqliteStore({ database });
  const opened = await evidenceSources({ options, store, clock: systemClock, logger: silentLogger });
  return { ...opened, [Symbol.asyncDispose]: opened.close };
};
const query = { tenant: 'acme', text: 'How do I pack my tent?', earlier: [], scopes: [], limit: 1 };

test('what was read of articles is kept in the data directory, and goes with its folder', async () => {
  const kept = join(database.folder, 'data', 'knowledge');
  const data = join(database.folder, 'data');
  {
    await using opened = await open({ data, knowledge });
    expect(await opened.sources[0]?.retrieve(query, { signal })).toMatchObject([
      { source: { id: 'articles/tents.md' } },
    ]);
  }
  expect(await readdir(kept)).toEqual(['articles-2.kept', 'articles.kept']);
  expect((await stat(kept)).mode & 0o777).toBe(0o700);
  {
    await using opened = await open({ data, knowledge });
    expect(await opened.sources[1]?.retrieve(query, { signal })).toMatchObject([
      { source: { id: 'articles-2/tents.md' } },
    ]);
  }
  await using _one = await open({ data, knowledge: knowledge[0] ?? '' });
  expect(await readdir(kept)).toEqual(['articles.kept']);
  await using _none = await open({ data });
  expect(await readdir(kept)).toEqual([]);
});

test('what it opened is closed with it; what it was given is not', async () => {
  let computing = 0;
  let given = 0;
  // Questions have their vectors at once, articles never.
  const embed: Embeddings['embed'] = async (texts, { signal: limited }) => {
    if (!texts.some((text) => text.includes('Care of a tent'))) return texts.map(() => [1, 0]);
    computing += 1;
    return new Promise((_, reject) => {
      limited.addEventListener('abort', () => {
        computing -= 1;
        reject(limited.reason);
      });
    });
  };
  const embeddings: Embeddings = { name: 'slow', embed };
  const source: EvidenceSource = {
    name: 'own',
    retrieve: async () => [],
    check: async () => 'gone',
    close: async () => {
      given += 1;
    },
  };
  const model = {
    name: 'own',
    version: '1',
    suggest: async () => ({ drafts: [] }),
    close: async () => {
      given += 1;
    },
  };
  const options = { data: join(database.folder, 'data'), knowledge, embeddings, sources: [source], model };
  const deskrail = await createDeskrail({ ...options, keys: [], page: false });
  await deskrail.start();
  await deskrail.close();
  await using opened = await open(options);
  await opened.sources[0]?.retrieve(query, { signal });
  await expect.poll(() => computing).toBe(1);
  await opened.close();
  expect([computing, given]).toEqual([0, 0]);
});
