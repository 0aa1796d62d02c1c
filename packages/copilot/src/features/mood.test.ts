import { expect, test } from 'vitest';
import { sentimentOf } from './mood.js';
import { urgencyOf } from './urgency.js';

test.each([
  ['This is unacceptable, the worst service.', 'Thank you, great service!'],
  ['Das ist eine Frechheit, ich bin enttäuscht.', 'Vielen Dank, toller Service, perfekt!'],
  ['C’est inacceptable, je suis très déçu.', 'Merci, service parfait !'],
  ['Es inaceptable, estoy decepcionada, el peor servicio.', 'Muchas gracias, excelente y estupendo.'],
])('%s is worse than %s', (bad, good) => {
  expect(sentimentOf(bad)).toBeLessThan(-0.3);
  expect(sentimentOf(good)).toBeGreaterThan(0.3);
});

test('a word that is turned around is not what it says; where nothing tells it is 0', () => {
  expect(sentimentOf('not good')).toBeLessThan(0);
  expect(sentimentOf('nicht schlecht')).toBeGreaterThan(0);
  expect(sentimentOf('Where is order 1042?')).toBe(0);
});

test.each([
  'URGENT: our site is down since 9 am, we are losing money!!',
  'Dringend! Seit heute früh Ausfall, wir brauchen sofort Hilfe.',
  'Urgent : tout est en panne depuis ce matin, répondez au plus vite.',
  'Es urgente: no funciona nada, respondan hoy, cuanto antes.',
  'Your SLA says one hour. We have a deadline today and still no reply.',
])('presses: %s', (text) => {
  expect(urgencyOf(text)).toBeGreaterThan(0.5);
});

test.each([
  'What colours does the tent come in?',
  'Guten Morgen, welche Farben gibt es?',
  'Quel est le délai de livraison ?',
  'Quelles sont vos heures d’ouverture ?',
  '¿Qué colores hay?',
  'Not urgent, whenever you have time.',
  'Es eilt nicht.',
])('can wait: %s', (text) => {
  expect(urgencyOf(text)).toBeLessThan(0.35);
});

test('who wrote before and was not answered presses more', () => {
  expect(urgencyOf('Where is it?', ['Where is it?', 'Hello?'])).toBeGreaterThan(urgencyOf('Where is it?'));
});
