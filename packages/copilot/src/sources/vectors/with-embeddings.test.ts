import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import type { Embeddings } from '@deskrail/contracts';
import { expect, onTestFinished, test } from 'vitest';
import { background } from './background.js';
import { withEmbeddings } from './with-embeddings.js';

const { signal } = new AbortController();
const documents = [
  { id: 'refund', title: 'Refunds', text: 'Money goes back to the card within five days.' },
  { id: 'tent', title: 'Tents', text: 'Dry the tent before you pack it.' },
  { id: 'staff', title: 'Vouchers', text: 'Agents may hand out a reimbursement voucher.', scope: ['agents'] },
  { id: 'stove', title: 'Stoves', text: 'Open the valve by half a turn.' },
];

/** What a text is about, as a model might know it: each topic has a direction of its own. */
const topics = [/refund|money|reimburs|cash|voucher/i, /tent|camp|pack/i, /stove|valve|flame/i, /./];

function meanings(fail: () => boolean = () => false) {
  const asked: string[][] = [];
  const embeddings: Embeddings = {
    name: 'topics/1',
    async embed(texts) {
      asked.push([...texts]);
      if (fail()) throw Object.assign(new Error('away'), { code: 'dependency-unavailable' });
      return texts.map((text) => {
        const vector = topics.map((topic, at) => (topic.test(text) ? (at === 3 ? 0.4 : 1) : 0));
        const length = Math.hypot(...vector);
        return vector.map((number) => number / length);
      });
    },
  };
  const texts = () => asked.flat().filter((text) => !background.includes(text));
  return { embeddings, asked, texts };
}

const ask = (text: string, more = {}) => ({ tenant: 'acme', text, earlier: [], scopes: [], limit: 3, ...more });
const now = { tenant: 'acme', signal };

test('finds what is meant without a word in common, on the scale of the words alone', async () => {
  const source = withEmbeddings({ documents, embeddings: meanings().embeddings });
  const question = ask('How soon do I see my cash again?');
  await source.update(now);
  const [best, second] = await source.retrieve(question, { signal });
  expect(best).toMatchObject({ source: { id: 'documents/refund' }, quote: documents[0]?.text });
  expect(best?.score).toBeGreaterThan(0.3);
  expect(best?.score).toBeLessThanOrEqual(1);
  expect(second?.score ?? 0).toBeLessThan(0.1);
});

test('words and meaning together rank above either alone', async () => {
  const { embeddings } = meanings();
  const source = withEmbeddings({ documents, embeddings });
  await source.update(now);
  const score = async (text: string) => (await source.retrieve(ask(text), { signal }))[0]?.score ?? 0;
  expect(await score('When does the money go back to my card?')).toBeGreaterThan(await score('When do I get cash?'));
});

test('what the asker may not read is neither found nor counted', async () => {
  const source = withEmbeddings({ documents, embeddings: meanings().embeddings });
  const without = withEmbeddings({
    documents: documents.filter(({ id }) => id !== 'staff'),
    embeddings: meanings().embeddings,
  });
  await source.update(now);
  await without.update(now);
  const found = async (from: typeof source, scopes: string[]) =>
    (await from.retrieve(ask('Do I get cash?', { scopes }), { signal })).map(({ source: { id }, score }) => [
      id,
      score,
    ]);
  expect(await found(source, [])).toEqual(await found(without, []));
  expect((await found(source, ['agents'])).map(([id]) => id)).toContain('documents/staff');
});

test('the first question is answered by words, and vectors come beside', async () => {
  const { embeddings, texts } = meanings();
  const source = withEmbeddings({ documents, embeddings, batchSize: 3 });
  const words = await source.retrieve(ask('When is the refund on my card?'), { signal });
  expect(words.map(({ source: { id } }) => id)).toEqual(['documents/refund']);
  await source.update(now);
  expect(source.vectors).toBe(4);
  // Each passage was sent once, whoever wanted it first.
  expect(texts().filter((text) => text.startsWith('Tents'))).toHaveLength(1);
});

test('embeddings that are away cost one wait; words decide meanwhile', async () => {
  let [nowMs, away] = [0, true];
  const { embeddings, asked } = meanings(() => away);
  const warnings: object[] = [];
  const logger = { debug() {}, info() {}, warn: (fields: object) => void warnings.push(fields), error() {} };
  const source = withEmbeddings({ documents, embeddings, clock: { now: () => nowMs }, logger, retryMs: 30_000 });
  const find = async () =>
    (await source.retrieve(ask('Cash for the tent that I packed?'), { signal })).map((one) => one.source.id);
  expect(await find()).toEqual(['documents/tent']);
  const calls = asked.length;
  expect(await find()).toEqual(['documents/tent']);
  expect(asked).toHaveLength(calls);
  expect(warnings).toContainEqual(expect.objectContaining({ embeddings: 'topics/1', code: 'dependency-unavailable' }));
  expect(JSON.stringify(warnings)).not.toContain('Cash');
  const version = await source.knowledgeVersion?.('acme');

  [nowMs, away] = [30_000, false];
  await source.update(now);
  expect(await find()).toContain('documents/refund');
  expect(await source.knowledgeVersion?.('acme')).not.toBe(version);
});

test('a question does not wait for embeddings that never answer', async () => {
  const never: Embeddings = { name: 'never', embed: () => new Promise(() => {}) };
  const source = withEmbeddings({ documents, embeddings: never, timeoutMs: 20 });
  expect(await source.retrieve(ask('When is the refund on my card?'), { signal })).toHaveLength(1);
  await source.close?.();
});

test('ends with its signal', async () => {
  const source = withEmbeddings({ documents, embeddings: meanings().embeddings });
  const ended = AbortSignal.abort(new Error('over'));
  await expect(source.retrieve(ask('Refund?'), { signal: ended })).rejects.toThrow('over');
  await expect(source.update({ ...now, signal: ended })).rejects.toThrow();
});

async function cacheFile() {
  const folder = await mkdtemp(join(tmpdir(), 'deskrail-vectors-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  return join(folder, 'kept', 'vectors');
}

test('vectors are kept: only new texts are sent after a start, and what no text has any more goes', async () => {
  const cache = await cacheFile();
  const first = withEmbeddings({ documents, embeddings: meanings().embeddings, cache, batchSize: 2 });
  await first.update(now);
  await first.close?.();
  expect((await stat(cache)).mode & 0o077).toBe(0);

  const { embeddings, texts } = meanings();
  let nowMs = 0;
  const changed = [...documents.slice(1), { id: 'boots', title: 'Boots', text: 'Spray them once a month.' }];
  const again = withEmbeddings({ documents: changed, embeddings, cache, clock: { now: () => nowMs } });
  await again.update(now);
  expect(texts()).toEqual(['Boots\nSpray them once a month.']);
  expect(again.vectors).toBe(5);
  nowMs = 3_600_000;
  await again.update(now);
  expect(again.vectors).toBe(4);
  const kept = withEmbeddings({ documents: changed, embeddings, cache });
  await kept.update(now);
  expect(kept.vectors).toBe(4);
  expect(texts()).toHaveLength(1);
});

test('what no text has any more goes within the hour, though the process starts again every half of one', async () => {
  const cache = await cacheFile();
  let nowMs = 0;
  const start = (list: typeof documents) =>
    withEmbeddings({ documents: list, embeddings: meanings().embeddings, cache, clock: { now: () => nowMs } });
  await start(documents).update(now);
  const whole = (await stat(cache)).size;
  const left = documents.slice(1);
  nowMs = 1_800_000;
  await start(left).update(now);
  nowMs = 3_600_000;
  const last = start(left);
  await last.update(now);
  // Others who ask rarely are given a moment to say what is theirs.
  expect(last.vectors).toBe(documents.length);
  nowMs += 600_000;
  await last.update(now);
  expect(last.vectors).toBe(left.length);
  expect((await stat(cache)).size).toBeLessThan(whole);
});

test.each([
  ['cut off', (bytes: Buffer) => bytes.subarray(0, -7), 1],
  ['harmed', (bytes: Buffer) => Buffer.concat([bytes.subarray(0, -4), Buffer.from([0, 0, 192, 127])]), 1],
  [
    'of other embeddings',
    (bytes: Buffer) => Buffer.from(bytes.toString('latin1').replace('topics/1', 'topics/0'), 'latin1'),
    4,
  ],
  ['no such file at all', () => Buffer.from('{"format":'), 4],
])('a kept file that is %s is mended', async (_, harm, sent) => {
  const cache = await cacheFile();
  await withEmbeddings({ documents, embeddings: meanings().embeddings, cache }).update(now);
  const whole = await readFile(cache);
  await writeFile(cache, harm(whole));
  const { embeddings, texts } = meanings();
  await withEmbeddings({ documents, embeddings, cache }).update(now);
  expect(texts()).toHaveLength(sent);
  expect((await readFile(cache)).length).toBe(whole.length);
});

test('vectors that are none are not kept', async () => {
  const broken: Embeddings = { name: 'broken', embed: async (texts) => texts.map(() => [Number.NaN, 1]) };
  const source = withEmbeddings({ documents, embeddings: broken });
  await expect(source.update(now)).rejects.toThrow('no vector');
  expect(source.vectors).toBe(0);
});

test('earlier turns say what a short question is about', async () => {
  const source = withEmbeddings({ documents, embeddings: meanings().embeddings });
  await source.update(now);
  const found = await source.retrieve(ask('And how far?', { earlier: ['The flame is too low'] }), { signal });
  expect(found[0]?.source.id).toBe('documents/stove');
});

test('vectors that cannot be kept are used all the same, and leave no half file', async () => {
  const cache = await cacheFile();
  await mkdir(cache, { recursive: true });
  const source = withEmbeddings({ documents, embeddings: meanings().embeddings, cache });
  await source.update(now);
  expect([source.vectors, await readdir(join(cache, '..'))]).toEqual([documents.length, [basename(cache)]]);
});
