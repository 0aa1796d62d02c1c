import { DeskrailError, type Embeddings } from '@deskrail/contracts';
import { expect, test } from 'vitest';
import { expectLinear } from '../../test/expect-linear.js';
import { gymOutside, gymTickets } from '../../test/tickets.js';
import { loadIntentModel } from './load.js';
import { trainIntents } from './train.js';

const model = await trainIntents(gymTickets, { outOfScope: gymOutside });

test('knows a wish in words that it was not told', async () => {
  const { intents, outOfScope } = await model.predict('Could I please reserve a place in the yoga course?');
  expect(outOfScope).toBe(false);
  expect(intents).toEqual([{ name: 'book-class', confidence: expect.any(Number) }]);
  expect(intents[0]?.confidence).toBeGreaterThan(0.5);
});

test.each(['', '???', 'Which song was number one in 1987?', 'zzzzz qqqqq'])(
  'says that %j is out of scope',
  async (text) => {
    expect(await model.predict(text)).toMatchObject({ intents: [], outOfScope: true });
  },
);

test('finds two wishes in one message', async () => {
  const { intents } = await model.predict('Are you open on Sunday? I also lost my member card.');
  expect(intents.map(({ name }) => name).sort()).toEqual(['lost-card', 'opening-hours']);
});

test('is the same for the same examples and seed, and after a file', async () => {
  const again = await trainIntents(gymTickets, { outOfScope: gymOutside });
  const loaded = loadIntentModel(model.toBytes());
  expect(again.toBytes()).toEqual(model.toBytes());
  for (const each of [again, loaded]) {
    expect(each).toMatchObject({ name: model.name, labels: model.labels, report: model.report });
    expect(await each.predict('freeze my contract')).toEqual(await model.predict('freeze my contract'));
  }
  expect((await trainIntents(gymTickets.slice(1))).name).not.toBe(model.name);
});

test('reports what was held back', () => {
  expect(model.report).toMatchObject({
    method: 'linear-svm',
    examples: 96,
    labels: 4,
    outOfScopeExamples: 21,
    warnings: [],
  });
  expect(model.report.heldBack?.accuracy).toBeGreaterThan(0.9);
  expect(model.report.heldBack?.givenUp).toBeLessThanOrEqual(0.02);
});

test('takes the nearest centroid where there are few examples, and says so', async () => {
  const few = gymTickets.filter((_, at) => at % 8 === 0);
  const { report, predict } = await trainIntents(few);
  expect(report.method).toBe('nearest-centroid');
  expect(report.warnings).toEqual([expect.stringContaining('under 5 examples')]);
  expect((await predict('what time do you open on Sunday')).guess?.name).toBe('opening-hours');
});

test('works with a single example of each label, and names labels that have too few', async () => {
  const single = await trainIntents([
    { text: 'where is my parcel', intent: 'parcel' },
    { text: 'please give me a refund', intent: 'refund' },
  ]);
  expect((await single.predict('my parcel?')).guess?.name).toBe('parcel');
  expect(loadIntentModel(single.toBytes()).name).toBe(single.name);
  const rare = await trainIntents([...gymTickets, { text: 'is there a sauna', intent: 'sauna' }]);
  expect(rare.report.warnings).toEqual([expect.stringContaining('sauna')]);
});

test('lets others run meanwhile, tells how far it is, and stops when told', async () => {
  const shares: number[] = [];
  let turns = 0;
  const timer = setInterval(() => {
    turns += 1;
  }, 1);
  await trainIntents(gymTickets, { onProgress: (share) => shares.push(share) });
  clearInterval(timer);
  expect(turns).toBeGreaterThan(0);
  expect(shares.at(-1)).toBe(1);
  expect(shares).toEqual([...shares].sort((one, other) => one - other));
  const controller = new AbortController();
  const stopped = trainIntents(gymTickets, { signal: controller.signal, onProgress: () => controller.abort() });
  await expect(stopped).rejects.toMatchObject({ code: 'aborted' });
});

test.each([
  [[], 'no labelled examples'],
  [[{ text: 'a', intent: 'x' }], 'only one label'],
  [
    [
      { text: 'a', intent: 'x' },
      { text: 'b', intent: 'y'.repeat(200) },
    ],
    'longer than 128',
  ],
])('cannot learn from %#', async (examples, message) => {
  await expect(trainIntents(examples)).rejects.toThrow(message);
});

test.each(['a', ' and', '. ', 'and x '])('is not slowed down by a hostile text: %j', (piece) =>
  expectLinear(100_000, (size) => model.predict(piece.repeat(Math.ceil(size / piece.length)))),
);

// Words of like meaning point the same way, whatever they look like.
const senses = [/\b(?:book|reserve|hold)\b/, /open|hours|close/, /card|badge/, /freeze|pause|suspend|break/];
const vectorOf = (text: string) => {
  const hits = senses.map((sense) => (sense.test(text.toLowerCase()) ? 1 : 0.05));
  const length = Math.hypot(...hits);
  return hits.map((hit) => hit / length);
};
const embeddings: Embeddings = { name: 'senses/1', embed: async (texts) => texts.map(vectorOf) };

const fewTickets = gymTickets.filter((_, at) => at % 6 === 0);

test('knows more with embeddings, and refuses to work with others', async () => {
  const joint = await trainIntents(fewTickets, { embeddings });
  const unseen = 'I misplaced the badge';
  expect((await (await trainIntents(fewTickets)).predict(unseen)).guess?.name).not.toBe('lost-card');
  expect((await joint.predict(unseen)).guess?.name).toBe('lost-card');
  expect(joint.report).toMatchObject({ embeddings: 'senses/1', embeddingsShare: expect.any(Number) });
  const bytes = joint.toBytes();
  expect(await loadIntentModel(bytes, { embeddings }).predict(unseen)).toEqual(await joint.predict(unseen));
  expect(() => loadIntentModel(bytes)).toThrow('trained with the embeddings senses/1, and none are given');
  expect(() => loadIntentModel(bytes, { embeddings: { ...embeddings, name: 'other' } })).toThrow('other are given');
});

test('goes by the words while the embeddings are away', async () => {
  const bytes = (await trainIntents(gymTickets, { embeddings })).toBytes();
  const away: Embeddings = {
    name: 'senses/1',
    embed: () => Promise.reject(new DeskrailError('dependency-unavailable', 'Away.', { retryable: true })),
  };
  const { intents } = await loadIntentModel(bytes, { embeddings: away }).predict('I lost my member card');
  expect(intents[0]?.name).toBe('lost-card');
});

test('learns from a part of very many examples, and says so', async () => {
  const model = await trainIntents(gymTickets, { maxExamples: 40 });
  expect(model.report.examples).toBe(40);
  expect(model.report.warnings[0]).toContain(`40 of ${gymTickets.length} examples were drawn`);
});
