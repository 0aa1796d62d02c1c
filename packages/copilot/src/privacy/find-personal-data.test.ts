import { expect, test } from 'vitest';
import { expectLinear } from '../../test/expect-linear.js';
import { findPersonalData, type PersonalDataOptions } from './find-personal-data.js';

const found = (text: string, options?: PersonalDataOptions) =>
  findPersonalData(text, options).map(({ kind, start, end }) => `${kind}: ${text.slice(start, end)}`);

test.each([
  ['Write to kim.larsen+desk@example.co.uk, please.', ['email: kim.larsen+desk@example.co.uk']],
  ['<kim@example.com>', ['email: kim@example.com']],
  ['Grüße an jörg@müller.example!', ['email: jörg@müller.example']],
  ['kim (at) example (dot) com', ['email: kim (at) example (dot) com']],
  ['kim[at]mail.example.com', ['email: kim[at]mail.example.com']],
  ['kim at example dot com', ['email: kim at example dot com']],
  ['kim @ example.com', ['email: kim @ example.com']],
  ['kim＠example．com', ['email: kim＠example．com']],
  ['ki\u200bm@exam\u00adple.com', ['email: ki\u200bm@exam\u00adple.com']],
  ['Card 4111 1111 1111 1111, 12/27', ['card: 4111 1111 1111 1111']],
  ['4.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1', ['card: 4.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1']],
  ['４１１１１１１１１１１１１１１１', ['card: ４１１１１１１１１１１１１１１１']],
  ['4111\u200b1111\u200b1111\u200b1111', ['card: 4111\u200b1111\u200b1111\u200b1111']],
  ['٤١١١ ١١١١ ١١١١ ١١١١', ['card: ٤١١١ ١١١١ ١١١١ ١١١١']],
  ['Amex 3782-822463-10005.', ['card: 3782-822463-10005']],
  ['IBAN GB82 WEST 1234 5698 7654 32.', ['iban: GB82 WEST 1234 5698 7654 32']],
  ['de89-3704-0044-0532-0130-00', ['iban: de89-3704-0044-0532-0130-00']],
  ['My SSN is 219-09-9999', ['ssn: 219-09-9999']],
  ['social security number: 219099999', ['ssn: 219099999']],
  ['Login from 203.0.113.7 and 2001:db8::8a2e:370:7334.', ['ip: 203.0.113.7', 'ip: 2001:db8::8a2e:370:7334']],
  ['Call +1 (555) 010-9999 ext. 12', ['phone: +1 (555) 010-9999 ext. 12']],
  ['+44 20 7946 0958', ['phone: +44 20 7946 0958']],
  ['+49 (0)30 901820', ['phone: +49 (0)30 901820']],
  ['0049 30 901820', ['phone: 0049 30 901820']],
  ['555-010-9999', ['phone: 555-010-9999']],
  ['06 12 34 56 78', ['phone: 06 12 34 56 78']],
  ['07700 900123', ['phone: 07700 900123']],
  ['Meine Nummer: Tel. 5550199', ['phone: 5550199']],
  ['reach me at 612 345 678', ['phone: 612 345 678']],
  ['5 5 5 0 1 0 9 9 9 9', ['phone: 5 5 5 0 1 0 9 9 9 9']],
])('finds what is personal in %s', (text, expected) => {
  expect(found(text)).toEqual(expected);
});

test.each([
  'Order 1234567890 has not arrived.',
  'My order number is 0612345678.',
  'Invoice no. 555-010-9999',
  'It costs 1 234 567 EUR, or $12,345.67.',
  'On 2026-11-21 at 17:21:34, or 21.11.2026.',
  'Since 2019-2024, or 2019 - 2024.',
  'Version 10.12.14.3 of the app',
  'Listening at 127.0.0.1:8080',
  'id 550e8400-e29b-41d4-a716-446655440000',
  'acme/zendesk/message/9876543210',
  'Reference 4111 1111 1111 1112',
  'We looked at the dot and it was at example.com.',
  'std::vector and a::b',
  'tracking 1Z999AA10123456784',
  'Meet me @ noon. Follow @kim.',
])('leaves to be read: %s', (text) => {
  expect(found(text)).toEqual([]);
});

test('looks for the kinds asked for, for own patterns and for what is known; keeps what is the desk’s own', () => {
  const text = 'Kim Larsen, member M-44812: kim@example.com, 203.0.113.7. From help@shop.example.';
  expect(
    found(text, {
      kinds: ['email'],
      patterns: [{ kind: 'own-membership', pattern: /\bM-\d{5}\b/g }],
      known: [{ kind: 'name', value: 'kim larsen' }],
      keep: ['Help@Shop.example'],
    }),
  ).toEqual(['name: Kim Larsen', 'own-membership: M-44812', 'email: kim@example.com']);
});

test.each([
  ['My name is Kim Larsen.', ['name: Kim Larsen']],
  ['Dear Dr. Anna van der Berg, please', ['name: Anna van der Berg']],
  ['Hi Team, thank you', []],
  ['Mit freundlichen Grüßen\nJörg Müller', ['name: Jörg Müller']],
  ['Ask Patricia Osei, she knows.', ['name: Patricia Osei']],
  ['I am German and live in Berlin.', []],
  ['Send it to 12 Harbour Lane, Apt. 3, Newport, CA 94107.', ['address: 12 Harbour Lane, Apt. 3, Newport, CA 94107']],
  ['Lindenstraße 12, 10969 Berlin', ['address: Lindenstraße 12, 10969 Berlin']],
  ['14 rue des Lilas, 75011 Paris', ['address: 14 rue des Lilas, 75011 Paris']],
  ['P.O. Box 1042', ['address: P.O. Box 1042']],
  ['2 large tents and 3 lamps', []],
])('finds names and addresses where asked: %s', (text, expected) => {
  expect(found(text)).toEqual([]);
  expect(found(text, { names: true, addresses: true })).toEqual(expected);
});

test.each([
  'a',
  '1',
  '1 ',
  '1-',
  '1.',
  '@',
  'a@',
  'a.',
  '(',
  '[at]',
  'a at b dot ',
  'GB12',
  'gb1 2 ',
  ':',
  'f:',
  '0 ',
  '+1 ',
  '\u200b',
  '１',
  '5 5 5 ',
  '4111',
  'call 1 ',
  'Dear A',
  'A ',
  '12 Main ',
  ' st',
  '$1',
  '1,',
  '\n',
])('anything is read in linear time: %j', (piece) =>
  expectLinear(60_000, (size) =>
    findPersonalData(piece.repeat(Math.ceil(size / piece.length)), { names: true, addresses: true }),
  ),
);
