import { expect, test } from 'vitest';
import { languageOf } from './language.js';

test.each([
  ['Where is my parcel? It should have come on Monday.', 'en'],
  ['Wann kommt meine Bestellung? Ich warte seit Tagen.', 'de'],
  ['Où est ma commande ?', 'fr'],
  ['¿Dónde está mi pedido?', 'es'],
  ['Dov’è il mio ordine?', 'it'],
  ['Waar blijft mijn bestelling?', 'nl'],
  ['Onde está a minha encomenda?', 'pt'],
  ['Gdzie jest moja paczka?', 'pl'],
  ['Var är min beställning?', 'sv'],
  ['Де моє замовлення?', 'uk'],
  ['Di mana paket saya? Kapan tiba?', 'id'],
  ['注文した商品はいつ届きますか？', 'ja'],
  ['我的包裹在哪里？', 'zh'],
  ['제 주문은 어디에 있나요?', 'ko'],
  ['hola', 'es'],
  ['Hello!', 'en'],
  ['danke', 'de'],
  ['Refund please', 'en'],
])('tells the language of %s', async (text, language) => {
  expect(await languageOf(text)).toBe(language);
});

test.each(['1042', 'ok', '', '👍', 'ORD-1042 https://shop.example/commande', 'kim@example.com'])(
  'is unsure of %s',
  async (text) => {
    expect(await languageOf(text)).toBe('und');
  },
);

test.each([
  'Wann kommt das Paket?\n\nOn Mon, 3 May 2027 at 10:11, Support <help@shop.example> wrote:\n> Thank you for your message.\n> We will answer within a day.',
  '> Thank you for your message. We will answer within a day.\n> Your order is on its way to you.\nWann kommt das Paket?',
  'Wann kommt das Paket?\n-- \nKim Larsen, Head of Purchasing and everything else in this company',
  'Wann kommt das Paket? https://shop.example/where/is/my/order/when/will/it/come/to/me `the order was not found in the list`',
])('hears the writer alone, not what is quoted: %#', async (text) => {
  expect(await languageOf(text)).toBe('de');
});
