import { expect, test } from 'vitest';
import { atOnce } from '../in-turns.js';
import { learn } from '../learn.js';
import { loadIntentModel } from '../load.js';
import { prepare } from '../train.js';
import { starterIntents } from './starter-intents.js';
import { starterTried } from './starter-tried.js';
import { starterExamples, starterOutside, starterTaxonomy } from './taxonomy.js';

const model = starterIntents();
const topOf = async (text: string) => (await model.predict(text)).intents[0]?.name;

test.each([
  ['Hi, my order 10482 was due yesterday, any idea where the parcel is?', 'order-status'],
  ['The lamp I got today is cracked on one side', 'damaged-item'],
  ['I would like to be paid back for the returned jeans', 'refund-request'],
  ['My login is not working since this morning', 'account-access'],
  ['Ich möchte meine letzte Bestellung bitte stornieren', 'cancel-order'],
  ['Je voudrais une facture pour ma société', 'invoice-request'],
  ['No me funciona el cupón de descuento', 'discount-code'],
])('%s', async (text, intent) => {
  expect(await topOf(text)).toBe(intent);
});

test.each([
  'Thank you!',
  'What is the tallest mountain in Africa?',
  'We would like to offer you our marketing services',
])('leaves %j to a person', async (text) => {
  expect((await model.predict(text)).outOfScope).toBe(true);
});

test('asks which of two is meant', async () => {
  const { unsureBetween } = await model.predict('I want to send it back for another one');
  expect([...(unsureBetween ?? [])].sort()).toEqual(['exchange-item', 'return-item']);
});

test('says every intent in words for people, once', () => {
  const names = starterTaxonomy.map(({ name }) => name);
  expect(names).toHaveLength(22);
  expect(new Set(names).size).toBe(22);
  expect([...names].sort()).toEqual(model.labels);
  for (const { label, about, aboutIn } of starterTaxonomy) {
    expect(label).not.toBe('');
    expect(about).toMatch(/^about /);
    expect(aboutIn.de).toMatch(/^(?:die|den|das|eine?n?|einen) /);
    expect(aboutIn.fr).toMatch(/^(?:la |le |les |l’|une? )/);
    expect(aboutIn.es).toMatch(/^(?:el|la|las|una?) /);
  }
});

test('has no phrase under two intents', () => {
  const texts = [...starterExamples().map(({ text }) => text), ...starterOutside()];
  expect(texts.filter((text, at) => texts.indexOf(text) !== at)).toEqual([]);
});

test('can be kept as a file like a trained one', async () => {
  const loaded = loadIntentModel(model.toBytes());
  expect(await loaded.predict('where is my parcel')).toEqual(await model.predict('where is my parcel'));
});

test('has the calibration that its phrases give when they are held back', () => {
  const { lexical, report } = atOnce(learn(atOnce(prepare(starterExamples(), starterOutside(), 1))));
  expect(lexical.temperature).toBeCloseTo(starterTried.lexical.temperature, 6);
  expect(lexical.threshold).toBeCloseTo(starterTried.lexical.threshold, 6);
  expect(report.heldBack).toEqual(starterTried.heldBack);
});
