import { DeskrailError, featureSet } from '@deskrail/contracts';
import { expect, test } from 'vitest';
import { expectLinear } from '../../test/expect-linear.js';
import { createDuplicateFinder } from '../alike/duplicate-finder.js';
import { embeddedFeatures } from './embedded-features.js';

const read = (text: string, earlier: readonly string[] = []) =>
  embeddedFeatures().read({ about: 'acme/zendesk/message/1', text, earlier });

test('reads a plain question', async () => {
  const text = 'Hello, where is my order 1042? Please write to kim@example.com.';
  const features = await read(text);
  expect(featureSet.parse(features)).toEqual(features);
  expect(features).toMatchObject({ language: 'en', outOfScope: false });
  expect(features.intents[0]?.name).toBe('order-status');
  expect(features.entities.map(({ kind, start, end }) => [kind, text.slice(start, end)])).toEqual([
    ['order-number', '1042'],
    ['email', 'kim@example.com'],
  ]);
});

test.each([
  ['Wann kommt meine Bestellung? Ich warte und bitte um eine Antwort.', 'de'],
  ['Où est ma commande ? Je ne suis pas chez moi et je vous prie de répondre.', 'fr'],
  ['¿Dónde está mi pedido? No tengo una respuesta para la entrega.', 'es'],
  ['注文した商品はいつ届きますか？', 'ja'],
  ['1042', 'und'],
  ['ok', 'und'],
])('tells the language of %s', async (text, language) => {
  expect((await read(text)).language).toBe(language);
});

test('a furious, pressing message is bad and urgent; thanks are good and can wait', async () => {
  const bad = await read('This is UNACCEPTABLE and TERRIBLE!! I need my refund today, urgent!!');
  const good = await read('Thank you, great service, I love it.');
  expect(bad.sentiment).toBeLessThan(-0.4);
  expect(bad.urgency).toBeGreaterThan(0.7);
  expect(good.sentiment).toBeGreaterThan(0.4);
  expect(good.urgency).toBeLessThan(0.3);
  expect((await read('not good')).sentiment).toBeLessThan(0);
});

test('what no intent fits is out of scope', async () => {
  expect(await read('Tell me a story about a dragon.')).toMatchObject({ intents: [], outOfScope: true });
});

test.each(['a', '1', '1.', 'a@', '#1 '])('a very long message takes no more than its length: %j', (piece) =>
  expectLinear(160_000, (size) => read(piece.repeat(Math.ceil(size / piece.length)))),
);

test('takes intents from the model it is given, doubts too, and does without where its endpoint is away', async () => {
  const about = 'acme/zendesk/message/1';
  const unsure = embeddedFeatures({
    intents: {
      name: 'ours/7',
      predict: async () => ({
        intents: [{ name: 'refund', confidence: 0.4 }],
        outOfScope: false,
        unsureBetween: ['refund', 'exchange'],
      }),
    },
  });
  expect(unsure.version).toContain('ours/7');
  expect(await unsure.read({ about, text: 'Money?', earlier: [] })).toMatchObject({
    unsureBetween: ['refund', 'exchange'],
  });
  const away = embeddedFeatures({
    intents: {
      name: 'ours/7',
      predict: () => Promise.reject(new DeskrailError('dependency-unavailable', 'The endpoint is away.')),
    },
  });
  expect(await away.read({ about, text: 'Wo ist mein Paket?', earlier: [] })).toMatchObject({
    language: 'de',
    intents: [],
  });
});

test('says which earlier conversation of the tenant asks the same', async () => {
  const reader = embeddedFeatures({ duplicates: createDuplicateFinder() });
  const text = 'The zip of my tent is broken, can you repair it?';
  const about = 'acme/zendesk/message/1';
  const first = await reader.read({ about, text, earlier: [], tenant: 'acme', conversation: 'c1' });
  const again = await reader.read({ about, text, earlier: [], tenant: 'acme', conversation: 'c2' });
  expect(featureSet.parse(again)).toEqual(again);
  expect(again).toMatchObject({ duplicateOf: { conversation: 'c1', likeness: 1 }, cluster: first.cluster });
  expect(first).not.toHaveProperty('duplicateOf');
});
