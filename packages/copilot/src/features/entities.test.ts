import { expect, test } from 'vitest';
import { entitiesIn } from './entities.js';

const read = (text: string) => entitiesIn(text).map(({ kind, start, end }) => `${kind}: ${text.slice(start, end)}`);

test.each([
  ['Order #10042 and order no. AB-2093, please', ['order-number: 10042', 'order-number: AB-2093']],
  ['What of #2093?', ['order-number: #2093']],
  ['Bestellnummer: 4711, Rechnung Nr. R-2026-0815', ['order-number: 4711', 'order-number: R-2026-0815']],
  ['Ma commande n° 88213', ['order-number: 88213']],
  ['Mi pedido número 5521', ['order-number: 5521']],
  ['I paid $1,234.50 and 20 EUR, not 1.234,50 €.', ['amount: $1,234.50', 'amount: 20 EUR', 'amount: 1.234,50 €']],
  ['£5 or 30 dollars', ['amount: £5', 'amount: 30 dollars']],
  ['CHF 1’200.00', ['amount: CHF 1’200.00']],
  [
    'On 2026-11-21, 21.11.2026, 3/4/26 or 5th of May 2027',
    ['date: 2026-11-21', 'date: 21.11.2026', 'date: 3/4/26', 'date: 5th of May 2027'],
  ],
  ['am 3. März 2027, le 1er avril, el 5 de mayo', ['date: 3. März 2027', 'date: 1er avril', 'date: 5 de mayo']],
  ['May 4, 2027', ['date: May 4, 2027']],
  ['kim@example.com or +44 20 7946 0958', ['email: kim@example.com', 'phone: +44 20 7946 0958']],
  ['see https://shop.example/a?b=1, www.shop.example.', ['url: https://shop.example/a?b=1', 'url: www.shop.example']],
  ['My card is 4111 1111 1111 1111', []],
  ['You may 3 times try', []],
])('reads %s', (text, expected) => {
  expect(read(text)).toEqual(expected);
});
