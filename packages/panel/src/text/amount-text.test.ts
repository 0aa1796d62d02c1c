import { expect, it } from 'vitest';
import { amountText } from './amount-text.js';

const plain = (text: string) => text.replace(/\s/g, ' ');

it.each([
  [389, { currency: 'EUR' }, 'en', '€389.00'],
  [389, { currency: 'EUR' }, 'de', '389,00 €'],
  [1389.5, { currencyCode: 'usd' }, 'en', '$1,389.50'],
  [1389, { currency_code: 'JPY' }, 'en', '¥1,389'],
  [12, { amountCurrency: 'CHF', currency: 7 }, 'en', 'CHF 12.00'],
])('%s of %j in %s is %s', (amount, given, language, text) => {
  expect(plain(amountText(amount, { order: '1042', ...given }, language))).toBe(text);
});

it.each([
  [389, {}, '389'],
  [1389.5, {}, '1,389.50'],
  [389, { currency: 'euros' }, '389'],
  [389, { currency: 'ZZZ' }, '389'],
  [389, { oldCurrency: 'EUR' }, '389'],
])('%s of %j stays the number %s', (amount, given, text) => {
  expect(amountText(amount, given, 'en')).toBe(text);
});

it('rounds nothing that somebody approves', () => {
  expect(amountText(95.125, { currency: 'EUR' }, 'en')).toBe('€95.125');
  expect(amountText(0.00001, {}, 'en')).toBe('0.00001');
});
