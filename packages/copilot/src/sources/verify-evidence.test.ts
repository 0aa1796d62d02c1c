import type { Evidence, EvidenceSource } from '@deskrail/contracts';
import { expect, test } from 'vitest';
import { documentList } from './documents.js';
import { verifyEvidence } from './verify-evidence.js';

const { signal } = new AbortController();
const asker = { tenant: 'acme', scopes: ['agents'], signal };
const text = 'A tent dries in two days. Never pack it wet. The stove burns for three hours.';

async function quotedFrom(source: EvidenceSource, question: string): Promise<Evidence> {
  const [found] = await source.retrieve({ ...asker, text: question, earlier: [], limit: 1 }, { signal });
  return { id: 'e1', ...found } as Evidence;
}

const handbook = (document: { text: string; scope?: string[] } | undefined) =>
  documentList({
    name: 'handbook',
    documents: document === undefined ? [] : [{ id: 'tents', title: 'Tents', ...document }],
  });

test.each([
  ['unchanged', { text }, { span: { start: 0, end: text.length }, quote: text }],
  ['unchanged', { text: `${text}\n\nMore.` }, { quote: text }],
  ['moved', { text: `First this.\n\n${text}` }, { span: { start: 13, end: 13 + text.length }, quote: text }],
  ['changed', { text: text.replace('two', 'four') }, { quote: text.replace('two', 'four') }],
  ['gone', undefined, {}],
  ['no-longer-permitted', { text, scope: ['staff'] }, {}],
] as const)('%s', async (state, now, more) => {
  const evidence = await quotedFrom(handbook({ text }), 'How long does a tent take to dry?');
  const later = handbook(now && { ...now, scope: 'scope' in now ? [...now.scope] : [] });
  const [verified] = await verifyEvidence({ evidence: [evidence], sources: [later], ...asker });
  expect(verified).toEqual({ evidence, state, span: verified?.span, quote: verified?.quote, ...more });
});

test('where the words stand twice, the nearest place is told', async () => {
  const long = 'The lake lies in the north. '.repeat(30).trim();
  const evidence = await quotedFrom(handbook({ text: `${long}\n\nNever pack it wet.` }), 'Can I pack it wet?');
  expect(evidence.span.start).toBe(long.length + 2);
  const twice = `Never pack it wet.\n\n${long}\n\nNever pack it wet.`;
  const [verified] = await verifyEvidence({ evidence: [evidence], sources: [handbook({ text: twice })], ...asker });
  expect(verified).toMatchObject({ state: 'moved', span: { start: twice.lastIndexOf('Never') } });
});

test('a quote of words that are nowhere any more has nothing in its place', async () => {
  const evidence = await quotedFrom(handbook({ text: 'Never pack it wet.' }), 'Can I pack it wet?');
  const other = handbook({ text: 'Bicycles are for hire at the lake.' });
  expect(await verifyEvidence({ evidence: [evidence], sources: [other], ...asker })).toEqual([
    { evidence, state: 'changed' },
  ]);
});

test('a source that nobody knows, is away or takes too long is never good news', async () => {
  const evidence = await quotedFrom(handbook({ text }), 'How long does a tent take to dry?');
  const away = (check: EvidenceSource['check']): EvidenceSource => ({
    name: 'handbook',
    retrieve: async () => [],
    check,
  });
  const verify = (...sources: EvidenceSource[]) =>
    verifyEvidence({ evidence: [evidence], sources, ...asker, timeoutMs: 30 });
  expect(await verify()).toEqual([{ evidence, state: 'unknown', why: 'no-source' }]);
  expect(await verify(away(() => Promise.reject(new Error('away'))))).toEqual([
    { evidence, state: 'unknown', why: 'source-away' },
  ]);
  expect(await verify(away(() => new Promise(() => {})))).toEqual([{ evidence, state: 'unknown', why: 'source-away' }]);
  expect(await verify(away(async () => 'unchanged'))).toEqual([{ evidence, state: 'unchanged' }]);
  const recommendation = { evidence: [evidence] };
  expect(await verifyEvidence({ recommendation, sources: [handbook(undefined)], ...asker })).toEqual([
    { evidence, state: 'gone' },
  ]);
});

test('a source that has no place to tell where reading is not permitted tells none', async () => {
  const evidence = await quotedFrom(handbook({ text }), 'How long does a tent take to dry?');
  const leaking: EvidenceSource = {
    ...handbook({ text }),
    inspect: async () => ({ state: 'no-longer-permitted', quote: text, span: { start: 0, end: 1 } }),
  };
  const [verified] = await verifyEvidence({ evidence: [evidence], sources: [leaking], ...asker });
  expect(verified).toEqual({ evidence, state: 'no-longer-permitted' });
});

test('ends with its signal', async () => {
  const evidence = await quotedFrom(handbook({ text }), 'How long does a tent take to dry?');
  const ended = AbortSignal.abort(new Error('over'));
  await expect(
    verifyEvidence({ evidence: [evidence], sources: [handbook({ text })], ...asker, signal: ended }),
  ).rejects.toThrow();
});
