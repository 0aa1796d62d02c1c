import type { EventLog, ReviewDesk } from '@deskrail/contracts';
import { beforeEach, describe, expect, it } from 'vitest';
import { received } from '../../test/facts.js';
import { logOfEmitted } from '../../test/log-of-emitted.js';
import { conversationSubject, type MemoryStore, memoryStore } from '../../test/memory-store.js';
import { articleEvidence, quote, recommended } from '../../test/recommended.js';
import { definePolicy } from '../policy/define-policy.js';
import { createReviewDesk } from '../review/review-desk.js';
import { columnsFor, decisionColumns } from './decision-columns.js';
import type { DecisionRecord } from './decision-record.js';
import { featuresBeside } from './features-beside.js';
import { learningReport } from './learning-report.js';
import { readDecisions } from './read-decisions.js';

const question = received('1', 'How long does delivery to Norway take? Ask kim@example.com.');
let store: MemoryStore;
let desk: ReviewDesk;

beforeEach(async () => {
  store = memoryStore();
  store.receive(question);
  desk = createReviewDesk({ store, policy: await definePolicy([]) });
});

const { signal } = new AbortController();
const reading = () => readDecisions({ log: logOfEmitted(store), store, signal });
async function all(): Promise<DecisionRecord[]> {
  const records: DecisionRecord[] = [];
  for await (const record of reading()) records.push(record);
  return records;
}

const about = { conversation: conversationSubject, fact: question.id };
const suggest = (id: string, data = {}) => recommended(store, { id, seen: [question.id], data: { about, ...data } });
const judge = async (
  id: string,
  request: Partial<Parameters<ReviewDesk['give']>[0]['request']> & { kind: 'edit' | 'approve' | 'reject' },
) => {
  const { recommendationId, hash } = await suggest(id);
  await desk.give({ tenant: 'acme', actor: 'reviewer/anna', recommendationId, request: { hash, ...request } });
};

const rowOf = (record: DecisionRecord | undefined, columns = decisionColumns) =>
  record && Object.fromEntries(columns.map(({ name, read }) => [name, read(record)]));

describe('reading decisions', () => {
  it('gives each recommendation once, with its question, its verdict and the edit', async () => {
    store.nowMs += 1_000;
    await judge('a', { kind: 'edit', text: `${quote} Sorry for the wait.` });
    const records = await all();
    expect(records).toHaveLength(1);
    expect(rowOf(records[0])).toMatchObject({
      ...{ kind: 'reply', status: 'approved', verdict: 'edit', decidedBy: 'person', customer: '77' },
      ...{ model: 'embedded', evidenceSources: ['articles/delivery.md'], actions: ['post-reply'] },
      ...{ text: question.data.text, suggestedText: quote, finalText: `${quote} Sorry for the wait.` },
      secondsToVerdict: 0,
    });
    expect(rowOf(records[0])?.editDistance).toBeCloseTo(5 / 16, 6);
  });

  it('leaves out the text of a message that was taken out since', async () => {
    await judge('a', { kind: 'approve' });
    store.receive({
      ...question,
      id: 'redaction',
      type: 'message.redacted.v1',
      data: { messageId: '1', part: 'text', origin: question.data.origin },
    } as never);
    expect(rowOf((await all())[0])?.text).toBeUndefined();
  });

  it('labels a text only by the intent that a person let through', async () => {
    const proposal = { kind: 'classification', intent: 'delivery-time' } as const;
    const give = async (id: string, kind: 'approve' | 'reject', actor: string) => {
      const { recommendationId, hash } = await recommended(store, {
        id,
        proposal,
        seen: [question.id],
        data: { about },
      });
      const request = { kind, hash, ...(kind === 'reject' && { reason: { code: 'wrong' as const } }) };
      await desk.give({ tenant: 'acme', actor, recommendationId, request });
    };
    await give('a', 'approve', 'reviewer/anna');
    await give('b', 'reject', 'reviewer/anna');
    await give('c', 'approve', 'rule/all');
    expect((await all()).map((record) => rowOf(record)?.intent)).toEqual(['delivery-time', undefined, undefined]);
  });
});

describe('the columns', () => {
  it('hold no name and nobody’s words, unless they are asked for', async () => {
    await judge('a', { kind: 'edit', text: 'My own words.' });
    const [record] = await all();
    const row = JSON.stringify(rowOf(record, columnsFor()));
    for (const word of ['anna', 'Norway', 'kim@', 'own words', quote]) expect(row).not.toContain(word);
    expect(JSON.stringify(rowOf(record, columnsFor('personal')))).toContain('reviewer/anna');
    expect(columnsFor('operational').map(({ name }) => name)).not.toContain('conversation');
    expect(columnsFor('content').map(({ name }) => name)).toEqual(
      expect.arrayContaining(['text', 'intent', 'finalText']),
    );
  });

  it('tell a tool call as it was suggested and as it was approved, and take no person’s edit for a suggestion', async () => {
    const call = (amount: number) => ({ kind: 'tool-call' as const, tool: 'refund', arguments: { amount } });
    await recommended(store, { id: 'c', proposal: call(389), seen: [question.id], data: { about } });
    const [record] = await all();
    const cells = (change: object) => {
      const { suggestedCall, finalCall, suggestedText } =
        rowOf(record && { ...record, recommendation: { ...record.recommendation, ...change } }) ?? {};
      return [suggestedCall, finalCall, suggestedText];
    };
    const told = (amount: number) => `{"tool":"refund","arguments":{"amount":${amount}}}`;
    expect(cells({})).toEqual([told(389), undefined, undefined]);
    const verdict = { kind: 'approve', final: call(90), reviewer: 'reviewer/anna' };
    expect(cells({ verdict })).toEqual([told(389), told(90), undefined]);
    // One edited it, another approved that.
    expect(cells({ proposal: call(90), suggestedHash: 'sha256:0', verdict })).toEqual([undefined, told(90), undefined]);
    const names = columnsFor().map(({ name }) => name);
    expect(names).not.toContain('suggestedCall');
    expect(names).not.toContain('finalCall');
  });

  it('are called once each', () => {
    const names = decisionColumns.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
  });
});

describe('the learning report', () => {
  it('counts verdicts, reasons and edits per source and per template', async () => {
    await judge('a', { kind: 'approve' });
    await judge('b', { kind: 'edit', text: `${quote} Sorry for the wait.` });
    await judge('c', { kind: 'reject', reason: { code: 'outdated-source', text: 'kim@example.com complained' } });
    await suggest('d', { prompt: { id: 'reply', version: '3' } });
    const report = await learningReport(reading());
    const standing = {
      suggested: 4,
      approved: 1,
      edited: 1,
      heavilyEdited: 1,
      rejected: 1,
      reasons: { 'outdated-source': 1 },
    };
    expect(report).toMatchObject({
      ...{ recommendations: 4, replies: { asked: 4, fallbacks: 0, accepted: 2 }, all: standing },
      sources: [{ tenant: 'acme', source: { id: articleEvidence.source.id, kind: 'article' }, ...standing }],
      templates: [
        { kind: 'reply', template: 'embedded/1', rejected: 1 },
        { template: 'embedded/1 reply/3', suggested: 1, rejected: 0 },
      ],
    });
    expect(report.all.editDistance).toBeCloseTo(5 / 16 / 2, 2);
    expect(JSON.stringify(report)).not.toContain('kim@');
  });
});

it('finds the features of each message, however many were derived in the same moment', async () => {
  const count = 60_000;
  const appendedAt = '2026-01-31T10:00:00.000Z';
  const read = async function* () {
    for (let index = 0; index < count; index += 1) {
      const event = { data: { about: `fact-${index}`, language: 'en', entities: [] } };
      yield { event, appendedAt, cursor: String(index), position: String(index), stream: 'features' };
    }
  };
  await using beside = featuresBeside({ log: { read } as unknown as EventLog, since: undefined, signal });
  for (const index of [0, 1, 30_000, 59_999]) {
    expect(await beside.of(`fact-${index}`, appendedAt)).toMatchObject({ about: `fact-${index}` });
  }
  expect(await beside.of(undefined, appendedAt)).toBeUndefined();
});
