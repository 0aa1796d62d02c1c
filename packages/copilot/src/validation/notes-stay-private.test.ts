import { expect, test } from 'vitest';
import { answer, contextOf, found, message, note, passage, replyOf } from '../../test/drafts.js';
import { expectLinear } from '../../test/expect-linear.js';

const secret = 'Kim is a known troublemaker: offer the voucher SAVE-20X only if they insist, twenty percent at most.';
const context = contextOf([
  message('1', 'My tent is broken.'),
  note('2', secret),
  answer('3', 'We are looking into it.'),
]);
const evidence = [passage('e1', 'A broken tent is repaired within 10 days.')];
const leaks = async (text: string) =>
  (await found(replyOf([[text, 'e1']]), { context, evidence })).findings.find(
    ({ flag }) => flag === 'private-note-quoted',
  )?.detail;

test.each([
  ['word for word', 'quoted', 'You see, offer the voucher only if they insist on it: Kim is a known troublemaker.'],
  ['in other spaces and marks', 'quoted', 'Only... if — they\n\ninsist, twenty  percent at most!'],
  ['by its code', 'code', 'Use SAVE-20X at the checkout.'],
  ['by its code, spelt out', 'code', 'Use S A V E 2 0 X at the checkout.'],
  ['in other words', 'retold', 'A troublemaker who will insist is offered a voucher of twenty percent, at most.'],
])('a private note does not reach the customer %s', async (_, how, text) => expect(await leaks(text)).toBe(how));

test.each(['A broken tent is repaired within 10 days.', 'We are looking into it.', 'Kim, your tent is broken.'])(
  '%j was said in public',
  async (text) => expect(await leaks(text)).toBeUndefined(),
);

test('a tool’s arguments and a template’s variables are told too', async () => {
  const call = { kind: 'tool-call' as const, tool: 'mail', arguments: { body: { text: 'Use SAVE20X.' } } };
  expect((await found(call, { context })).flags).toContain('private-note-quoted');
  const template = { id: 'HX1', variables: { 1: 'SAVE-20X' } };
  expect((await found(replyOf([['Hello Kim,']], { template }), { context })).flags).toContain('private-note-quoted');
});

test('a note for colleagues may say what a note says', async () => {
  const own = replyOf([[secret, 'e1']], { visibility: 'private' });
  expect((await found(own, { context, evidence })).flags).not.toContain('private-note-quoted');
});

const short = async (written: string, text: string, before = 'When does my parcel leave?') => {
  const about = contextOf([message('1', before), note('2', written)]);
  const cited = [passage('e1', 'Our warehouse sends every parcel on the day that you order it.', { title: 'Parcels' })];
  const { findings } = await found(replyOf([[text, 'e1']]), { context: about, evidence: cited });
  return findings.filter(({ flag }) => flag === 'private-note-quoted').map(({ detail }) => detail);
};

test.each([
  ['Warehouse is bankrupt, keep quiet.', 'Our warehouse is bankrupt.'],
  ['Fraud suspected', 'Our warehouse sends every parcel on the day; fraud is suspected.'],
  ['Supplier bankrupt', 'Our warehouse sends every parcel, but the supplier went bankrupt.'],
  ['Strike!', 'Our warehouse sends every parcel on the day that you order it, except in a strike.'],
])('a short note is not told either: %j', async (written, text) =>
  expect(await short(written, text)).toEqual(['word']),
);

test.each<[written: string, text: string, said?: string]>([
  ['Please check with the warehouse tomorrow.', 'Please check tomorrow: our warehouse sends every parcel on the day.'],
  [
    'Sent a replacement, waiting for the customer.',
    'We are waiting: our warehouse sends every replacement on the day.',
  ],
  ['Robin looks into it.', 'Our warehouse sends every parcel on the day. Kind regards, Robin'],
  ['Larch tent, broken pole.', 'Our warehouse sends every pole on the day.', 'The pole of my tent broke.'],
])('everyday words of a note are no secret: %j', async (written, text, said) =>
  expect(await short(written, text, said)).toEqual([]),
);

const words = 'the tent pole arrived broken again and nobody of the shop called back about it '.repeat(800);
const shouted = words.toUpperCase();

test.each([
  ['many', 1_600, () => 1_000],
  ['long', 60_000, (size: number) => size],
])('%s messages and notes take no more than their length, and the newest note is read', (which, upTo, length) =>
  expectLinear(upTo, async (size) => {
    const of = Array.from({ length: which === 'many' ? size : 200 }, (_, at) => at);
    const about = contextOf([
      ...of.map((at) => message(String(at + 1), `${at} ${words}`.slice(0, length(size)))),
      ...of.map((at) => note(String(of.length + at + 1), `W${at} ${shouted}`.slice(0, length(size)))),
      note('9000', secret),
    ]);
    const told = replyOf([['Your tent: use SAVE-20X at the checkout.', 'e1']]);
    const { findings } = await found(told, { context: about, evidence });
    expect(findings).toContainEqual({ flag: 'private-note-quoted', detail: 'code' });
  }),
);
