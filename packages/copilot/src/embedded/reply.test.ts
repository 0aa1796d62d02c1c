import type { CopilotContext, EventByType, Evidence, FeatureSet, ReplyProposal, Tool } from '@deskrail/contracts';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { answer, contextOf, featuresOf, message, note, passage } from '../../test/drafts.js';
import { expectLinear } from '../../test/expect-linear.js';
import { entitiesIn } from '../features/entities.js';
import { validateDraft } from '../validation/validate-draft.js';
import { type EmbeddedModelOptions, embeddedModel } from './model.js';

const { signal } = new AbortController();

/** What the model drafts, each checked as the recommender checks it. */
async function drafts(
  context: CopilotContext,
  evidence: readonly Evidence[] = [],
  { features, tools = [], ...options }: EmbeddedModelOptions & { features?: FeatureSet; tools?: readonly Tool[] } = {},
) {
  const read = features ?? featuresOf({ entities: entitiesIn(context.question) });
  const kinds = ['reply', 'classification', 'escalation', 'tool-call', 'summary'] as const;
  const request = { context, features: read, evidence, kinds, tools };
  const { drafts: made } = await embeddedModel(options).suggest(request, { signal });
  const checked = await Promise.all(
    made.map(async (draft) => {
      const all = [...evidence, ...(draft.evidence ?? [])];
      const validation = await validateDraft(draft, { context, evidence: all, features: read, tools });
      return [draft.proposal.kind, { ...draft, validation }] as const;
    }),
  );
  return Object.fromEntries(checked);
}

const textOf = (made: Awaited<ReturnType<typeof drafts>>) => (made.reply?.proposal as ReplyProposal | undefined)?.text;
const asked = (text: string) => contextOf([message('1', text)]);

const returning = passage('e1', 'You can return any unused item within 30 days. A return by post costs £2.95.', {
  score: 0.9,
  title: 'Returning an item',
});
const sizes = passage('e2', 'Our boots come up small. Most customers take half a size larger.', {
  score: 0.8,
  title: 'Boot sizes',
});

test('two questions in one message are both answered, each from its own passage', async () => {
  const made = await drafts(asked('Hi! How long do I have to return an item, and do the boots come up small?'), [
    returning,
    sizes,
  ]);
  expect(textOf(made)).toBe('You can return any unused item within 30 days.\nOur boots come up small.');
  expect(made.reply?.validation).toMatchObject({ valid: true, flags: [] });
});

test('a question that nothing answers is pointed out, and makes the reply less sure', async () => {
  const both = 'How long do I have to return an item? Do you tune pianos?';
  const { reply } = await drafts(asked(both), [returning]);
  expect(reply?.confidence).toBeLessThan(0.9);
  expect(reply?.findings).toEqual([{ flag: 'question-unanswered', detail: 'question 2 of 2' }]);
  const one = await drafts(asked('How long do I have to return an item? Is that right?'), [returning]);
  expect(one.reply?.findings).toBeUndefined();
});

test('a macro that leaves a question open says so, too', async () => {
  const made = await drafts(asked('Can I return my order #1042, and do you tune pianos?'), [macro]);
  expect(textOf(made)).toContain('Hello Kim');
  expect(made.reply?.findings).toEqual([{ flag: 'question-unanswered', detail: 'question 2 of 2' }]);
});

test('the likelier passage is told first, whatever was asked first', async () => {
  const made = await drafts(asked('Do the boots come up small, and how long do I have to return an item?'), [
    returning,
    sizes,
  ]);
  expect(textOf(made)).toBe('You can return any unused item within 30 days.\nOur boots come up small.');
});

test('of an article’s sections, the one that names what was asked for is told', async () => {
  const sending = passage('e1', 'Open your account, choose the item to return and print a label.', { score: 0.6 });
  const never = passage('e2', 'We take no return of climbing ropes, helmets and underwear.', { score: 0.38 });
  const source = { ...sending.source, id: 'articles/returns.md' };
  const made = await drafts(asked('Can I return underwear?'), [
    { ...sending, source },
    { ...never, source },
  ]);
  expect(textOf(made)).toBe(never.quote);
  // Of another article, it is too weak.
  expect(textOf(await drafts(asked('Can I return underwear?'), [sending, never]))).toBe(sending.quote);
});

test('a sentence that asks for the number which the customer gave is left out', async () => {
  const late = passage('e1', 'A parcel is late after two days. Please send us your order number, and we look for it.', {
    score: 0.8,
  });
  expect(textOf(await drafts(asked('My parcel of order #1042 is late.'), [late]))).toBe(
    'A parcel is late after two days.',
  );
  expect(textOf(await drafts(asked('My parcel is late.'), [late]))).toBe(late.quote);
  const more = passage('e1', 'Please send us your order number and the name of the part.', { score: 0.8 });
  expect(textOf(await drafts(asked('A part of order #1042 is missing.'), [more]))).toBe(more.quote);
});

test.each([
  ['Hello, I have a question about my order FO-48466.', 'en', /where your order is, or about changing/],
  ['Hallo, ich habe eine Frage zu meiner Bestellung FO-48466.', 'de', /^Geht es um den Stand Ihrer Bestellung oder/],
  ['Bonjour, j’ai une question sur ma commande FO-48466.', 'fr', /^Votre message concerne-t-il l’état de votre/],
  ['Hola, tengo una pregunta sobre mi pedido FO-48466.', 'es', /^¿Su mensaje es sobre el estado de su pedido o/],
  ['There is a problem with my account and my order.', 'en', /^Could you tell us a little more/],
  ['Hallo, können Sie mir helfen?', 'de', /^Könnten Sie uns etwas genauer schreiben/],
])('%j is asked back in its language', async (text, language, question) => {
  const features = featuresOf({ language, entities: entitiesIn(text) });
  const { reply } = await drafts(asked(text), [{ ...returning, score: 0.9 }], { features });
  expect(reply?.proposal).toMatchObject({ language, text: expect.stringMatching(question) });
  expect(reply?.validation).toMatchObject({ flags: ['clarifying-question'] });
});

test.each(['Where is my order?', 'I have a question: can I return my order?', 'My order was cancelled, please help.'])(
  '%j is not asked back',
  async (text) => expect(textOf(await drafts(asked(text), [returning])) ?? '').not.toMatch(/\?$/),
);

test('who asks something particular is not asked which of two they mean', async () => {
  const features = featuresOf({ unsureBetween: ['warranty', 'product-question'] });
  const text = 'Do you sell the insoles of the Tarn boots separately?';
  expect(textOf(await drafts(asked(text), [], { features }))).toBeUndefined();
});

test('no heading, no row of a table and no lost item of a list is told', async () => {
  const quote =
    '## Returning\n\n| a | b |\n|---|---|\n\nTo return an item:\n\n1. Open the order.\n2. Print the return label.\n3. Hand the parcel in.';
  const made = await drafts(asked('Where do I print the label to return an item?'), [
    passage('e1', quote, { score: 0.9 }),
  ]);
  expect(textOf(made)).not.toMatch(/[#|]|:$|^\d/u);
  expect(textOf(made)).toContain('Print the return label.');
  expect(made.reply?.validation).toMatchObject({ flags: [] });
});

const macro = passage(
  'm1',
  'Hello {{customer.first_name}}, we have found order {{order}}. You can return it within 30 days.',
  {
    kind: 'macro',
    score: 0.88,
  },
);

test('a macro that fits goes before an article, filled with the customer’s own', async () => {
  const made = await drafts(asked('Can I return my order #1042?'), [returning, macro]);
  expect(textOf(made)).toBe('Hello Kim, we have found order 1042. You can return it within 30 days.');
  expect(made.reply?.validation).toMatchObject({ flags: [] });
});

test('a macro with a gap is left, and so is what a name would smuggle in', async () => {
  expect(textOf(await drafts(asked('Can I return it?'), [returning, macro]))).toContain(
    'You can return any unused item',
  );
  const context = contextOf([message('1', 'Can I return my order #1042?')], {
    conversation: { requester: { kind: 'customer', name: 'https://evil.example/' } },
  });
  const { reply } = await drafts(context, [macro]);
  expect(reply?.validation).toMatchObject({ flags: expect.arrayContaining(['unknown-link']) });
});

const incident = { data: { incidentId: 'i', state: 'open', title: 'Card payments fail', affects: ['checkout'] } };
const told = passage('i1', 'Card payments fail.\n\nWe are working on it, and you can pay by transfer meanwhile.', {
  kind: 'incident',
  score: 0.5,
  title: 'Card payments fail',
});

test('an open incident that touches the question is told first, and cited', async () => {
  const incidents = [incident as EventByType<'incident.signalled.v1'>];
  const context = contextOf([message('1', 'Why does my card payment fail at the checkout?')], { incidents });
  const paying = passage('e1', 'A card payment may fail where the bank refuses it.', { score: 0.7 });
  expect(textOf(await drafts(context, [paying, told]))).toBe(
    'We are working on it, and you can pay by transfer meanwhile.\nA card payment may fail where the bank refuses it.',
  );
  expect(textOf(await drafts(asked('Can I return an item?'), [returning, { ...told, score: 0.1 }]))).not.toMatch(
    /transfer/,
  );
});

test('what the incident answers is not answered again', async () => {
  const incidents = [incident as EventByType<'incident.signalled.v1'>];
  const text = 'Why does the card payment fail, and how else can I pay at the checkout?';
  const ways = passage('e1', 'You pay by card, PayPal or transfer.', { score: 0.7 });
  const made = await drafts(contextOf([message('1', text)], { incidents }), [
    ways,
    { ...told, quote: 'Card payments fail.\n\nCard payments fail at the checkout now; you can pay by transfer.' },
  ]);
  expect(textOf(made)).toBe('Card payments fail at the checkout now; you can pay by transfer.');
});

test('evidence in the customer’s language goes before better evidence in another', async () => {
  const german = passage('e3', 'Sie können jeden unbenutzten Artikel innerhalb von 30 Tagen zurückgeben.', {
    score: 0.6,
  });
  const features = featuresOf({ language: 'de' });
  const made = await drafts(asked('Kann ich den Artikel zurückgeben?'), [returning, german], { features });
  expect(made.reply?.proposal).toMatchObject({ text: german.quote, language: 'de' });
});

test('what was rejected is not said again: the next best is, or nothing', async () => {
  const first = textOf(await drafts(asked('Can I return an item?'), [returning, sizes])) ?? '';
  const suggested = [
    {
      ...{ recommendationId: 'rec_1', kind: 'reply', status: 'rejected', createdAt: '2026-01-31T10:00:00Z' },
      proposal: { kind: 'reply', visibility: 'public', text: first, sentences: [] },
      verdict: { kind: 'reject' },
    } as unknown as CopilotContext['suggested'][number],
  ];
  const context = contextOf([message('1', 'Can I return an item?')], { suggested });
  expect(textOf(await drafts(context, [returning]))).toBeUndefined();
  expect(textOf(await drafts(context, [returning, sizes]))).not.toBe(first);
});

test('in a conversation that goes on, only what speaks to the newest message is told', async () => {
  const context = contextOf([
    message('1', 'Can I return an item?'),
    answer('2', 'Yes.'),
    message('3', 'And what about ski passes?'),
  ]);
  expect(textOf(await drafts(context, [returning]))).toBeUndefined();
});

test('two intents too close to call are asked about, unless the answer is plain or somebody is in danger', async () => {
  const features = featuresOf({ unsureBetween: ['return-item', 'exchange-item'] });
  const { reply } = await drafts(asked('I do not want this any more'), [{ ...returning, score: 0.5 }], { features });
  expect(reply?.proposal).toMatchObject({ clarifies: ['return-item', 'exchange-item'], sentences: [{ evidence: [] }] });
  expect(reply?.validation).toMatchObject({ flags: ['clarifying-question'] });
  expect(textOf(await drafts(asked('Can I return an item?'), [returning], { features }))).not.toContain('?');
  expect(textOf(await drafts(asked('It caught fire!'), [], { features }))).toBeUndefined();
});

test('routes say what an intent means at the desk', async () => {
  const intents = [
    { name: 'refund-request', confidence: 0.9 },
    { name: 'complaint', confidence: 0.8 },
    { name: 'warranty', confidence: 0.2 },
  ];
  const routes = { 'refund-request': { tags: ['money'], group: '42', priority: 'high' as const } };
  const { classification } = await drafts(asked('Refund!'), [], { features: featuresOf({ intents }), routes });
  expect(classification?.proposal).toEqual({
    kind: 'classification',
    intent: 'refund-request',
    confidence: 0.9,
    priority: 'high',
    addTags: ['money', 'complaint'],
    group: '42',
  });
});

test('an escalation brings a summary of the conversation’s own sentences, notes included', async () => {
  const context = contextOf([
    message('1', 'Hello,\n\nI returned my jacket four weeks ago. Where is my refund of 189 pounds?'),
    note('2', 'The parcel was scanned on the 3rd.'),
    answer('3', 'Hello Kim, we are looking for your parcel.'),
    message('4', 'This is the third time I write. My lawyer will call you.'),
  ]);
  const { summary } = await drafts(context);
  expect(summary?.proposal).toMatchObject({
    text: [
      'Customer: I returned my jacket four weeks ago. Where is my refund of 189 pounds?',
      'Note: The parcel was scanned on the 3rd.',
      'Agent: Hello Kim, we are looking for your parcel.',
      'Customer: This is the third time I write. My lawyer will call you.',
    ].join('\n'),
  });
  expect(summary?.validation).toMatchObject({ valid: true, flags: [] });
  expect(summary?.evidence?.[0]).toMatchObject({
    source: { id: 'conversation:zendesk:5158#1', kind: 'conversation' },
    quote: 'I returned my jacket four weeks ago.',
  });
  expect((await drafts(asked('Where is my refund?'))).summary).toBeUndefined();
});

test('a tool is called where it finds its own arguments; one that fails to look fills nothing', async () => {
  const refund: Tool = {
    name: 'refund',
    description: 'Pays money back',
    arguments: z.object({ order: z.string() }),
    fill: ({ context }) => {
      const order = /#(\d+)/.exec(context.question)?.[1];
      return order === undefined ? undefined : { order };
    },
  };
  const broken: Tool = {
    ...refund,
    name: 'broken',
    fill: () => {
      throw new Error('no');
    },
  };
  const tools = [broken, refund];
  const call = { kind: 'tool-call', tool: 'refund', arguments: { order: '1042' } };
  expect((await drafts(asked('Refund #1042'), [], { tools }))['tool-call']?.proposal).toEqual(call);
  expect((await drafts(asked('Refund it'), [], { tools }))['tool-call']).toBeUndefined();
});

test.each(['a', '. ', 'a?', ', and how ', '{{', '\n- '])(
  'letters without end take no more than their length: %j',
  (piece) =>
    expectLinear(100_000, async (size) => {
      const text = piece.repeat(Math.ceil(size / piece.length));
      await drafts(asked(text), [{ ...returning, quote: text.slice(0, 4_000) }]);
    }),
);
