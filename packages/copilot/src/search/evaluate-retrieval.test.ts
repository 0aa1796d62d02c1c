import { expect, test } from 'vitest';
import { evaluateRetrieval } from './evaluate-retrieval.js';
import { readRetrievalDocs, readRetrievalQueries } from './read-retrieval.js';

const docs = readRetrievalDocs(`{"id":"d1","title":"How do I park my car?","text":"Behind the house."}
{"id":"d2","title":"Where do bicycles stand?","text":"In the yard."}

{"id":3,"title":"Who has the keys?"}
`);

test('counts what is found first, and what an answer would have been', async () => {
  const queries = readRetrievalQueries(`{"id":"q1","text":"Where can I park a car?","rel":["d1"]}
{"id":"q2","text":"And where do those stand?","prev":["I came by bicycle."],"rel":["d2"]}
{"id":"q3","text":"What is your favourite colour?","rel":[]}
`);
  const report = await evaluateRetrieval({ docs, queries });
  expect(report).toMatchObject({ documents: 3, questions: 3, unanswerable: 1, hitAt1: 1, hitAt10: 1, mrr: 1 });
  expect(report.atThreshold.answeredWithoutDocument).toBe(0);
});

test('a document is no answer to itself', async () => {
  const queries = readRetrievalQueries('{"id":"d1","text":"How do I park my car?","rel":["d2"]}');
  const { hitAt10 } = await evaluateRetrieval({ docs, queries, minScore: 0.9 });
  expect(hitAt10).toBe(0);
});

test.each([
  ['{"id":"a","title":"x"}\nnonsense', /documents, line 2: it is no JSON/],
  ['{"title":"x"}', /line 1: "id" is missing/],
  ['{"id":"a"}', /line 1: "title" and "text" are missing/],
  ['{"id":"a","title":"x"}\n{"id":"a","title":"y"}', /line 2: the id "a" was there before/],
  ['[]', /line 1: it is no JSON object/],
  ['', /empty file/],
])('documents %j are refused by their line', (text, message) => {
  expect(() => readRetrievalDocs(text)).toThrow(message);
});

test('questions are refused by their line', () => {
  expect(() => readRetrievalQueries('{"id":"q","text":"x","rel":"d1"}')).toThrow(/questions, line 1: "rel" is no list/);
  expect(() => readRetrievalQueries('{"id":"q","rel":[]}')).toThrow(/line 1: "text" is missing/);
});
