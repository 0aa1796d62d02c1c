import { expect, test } from 'vitest';
import { found, passage, replyOf } from '../../test/drafts.js';
import { expectLinear } from '../../test/expect-linear.js';
import { linksIn } from './links-are-known.js';

const evidence = [
  passage('e1', 'Print the label at https://shop.example/returns or write to help@shop.example.', {
    url: 'https://shop.example/help/returns',
  }),
];
const flags = async (text: string, allowedLinks: readonly string[] = []) =>
  (await found(replyOf([[text, 'e1']]), { evidence, allowedLinks })).flags.filter((flag) => flag === 'unknown-link');

test.each(['https://shop.example/returns', 'shop.example/returns/', 'https://www.shop.example/help/returns.'])(
  'a link that stands in the evidence may be given: %s',
  async (link) => expect(await flags(`Print the label at ${link}`)).toEqual([]),
);

test.each([
  'https://evil.example/returns',
  'evil.com/label',
  'www.shop.example.evil.io',
  'https://shop.example@evil.example/returns',
  'https://shop.example/returns?to=evil.example',
  'https://shop.example/redirect',
  'http://192.0.2.7/label',
  'https://xn--shp-tna.example/returns',
  'javascript:alert(1)',
  'shоp.example/returns',
  'evil．com/label',
])('any other is unknown: %s', async (link) => {
  expect(await flags(`Print the label at ${link}`)).toEqual(['unknown-link']);
  expect(await flags(`Print the [label](${link})`)).toEqual(['unknown-link']);
});

test('the operator may allow a host, or the beginning of an address', async () => {
  expect(await flags('See https://status.example/now?x=1', ['status.example'])).toEqual([]);
  expect(await flags('See https://docs.example/shop/a', ['https://docs.example/shop'])).toEqual([]);
  expect(await flags('See https://docs.example/shopping', ['https://docs.example/shop'])).toEqual(['unknown-link']);
});

test.each([
  'It takes 5 days.The rest follows.',
  'Open Settings/Orders, e.g. on Monday.',
  'Node.js 22.18 or 3.5 km',
  'Write to help@shop.example.',
])('no link: %s', (text) => expect(linksIn(text)).toEqual([]));

test.each(['a.', 'a', 'https://', '/', '@a.'])('long runs take no more than their length: %j', (piece) =>
  expectLinear(50_000, (size) => linksIn(piece.repeat(size))),
);
