import type { Fact, VerdictGiven } from '@deskrail/contracts';
import { describe, expect, test } from 'vitest';
import { approved, conversationOf, customerOf, fact, message, suggestion, tenant, verdict } from './events.js';
import { apply, at, opened, read, status, ticket } from './facts.js';
import { all } from './reads.js';
import type { Bench } from './run-store-conformance.js';

const secret = 'My card is 4111';
const said = message('m1', { conversation: ticket, time: at(0), text: secret });
const iso = (ms: number): string => new Date(ms).toISOString();

/** Every way to take the words of `m1` out. */
const erasures: [string, Fact][] = [
  [
    'message.redacted',
    fact('message.redacted.v1', { id: 'e1', subject: ticket, time: at(3) }, { messageId: 'm1', part: 'text' }),
  ],
  [
    'message.made-private',
    fact('message.made-private.v1', { id: 'e1', subject: ticket, time: at(3) }, { messageId: 'm1' }),
  ],
  ['case.deleted', fact('case.deleted.v1', { id: 'e1', subject: ticket, time: at(3) }, { mode: 'permanent' })],
  [
    'customer.deleted',
    fact(
      'customer.deleted.v1',
      { id: 'e1', subject: customerOf('c1'), time: at(3) },
      { customerId: 'c1', kind: 'person' },
    ),
  ],
];

const orders = <Item>(items: readonly Item[]): Item[][] =>
  items.length === 0
    ? [[]]
    : items.flatMap((item) => orders(items.filter((other) => other !== item)).map((rest) => [item, ...rest]));

/** All that the store would tell anybody, as text. */
async function everything({ store }: Bench): Promise<string> {
  const summaries = await all((cursor) => store.conversations(tenant, { cursor }));
  const recommendations = await all((cursor) => store.recommendations(tenant, { cursor }));
  const actions = await all((cursor) => store.actions(tenant, { cursor }));
  return JSON.stringify([
    summaries,
    await Promise.all(summaries.map(({ id }) => store.conversation(tenant, id))),
    recommendations,
    await Promise.all(actions.map(({ id }) => store.action(tenant, id))),
    await all((cursor) => store.resolvedConversations(tenant, { cursor })),
  ]);
}

export function testErasures(bench: Bench): void {
  const other = conversationOf('2');
  const own = suggestion('own', {
    ...{ conversation: ticket, time: at(1), seen: [said.id], text: `You said: ${secret}` },
    more: { salt: `salt of ${secret}` },
  });
  /** Words of one who cannot decide alone, which take the place of the draft. */
  const edited = (): VerdictGiven => {
    const given = verdict('ver0', own, at(2));
    const text = `In other words: ${secret}`;
    const final = { kind: 'reply' as const, text, visibility: 'public' as const, sentences: [{ text, evidence: [] }] };
    const edit = { diff: [{ op: 'add' as const, text }], distance: 0.5 };
    const salt = `salt of ${secret}`;
    const data = { kind: 'edit', decides: false, final, finalHash: 'sha256:edited', edit, salt } as const;
    return { ...given, data: { ...given.data, ...data } };
  };
  const citing = (bench: Bench) =>
    suggestion('citing', {
      ...{ conversation: other, time: at(1), seen: ['another'], text: `As in: ${secret}` },
      quotes: { conversation: ticket, quote: secret, at: iso(bench.clock.now()) },
    });
  const told = (bench: Bench) => {
    const given = verdict('ver1', own, at(2));
    return [own, edited(), given, approved('act1', given, { time: at(2) }), citing(bench)];
  };

  test.each(erasures)('%s takes the text out of all that stands on it', async (_, erasure) => {
    await apply(bench, opened('o1', secret), said, ...told(bench));
    expect(await everything(bench)).toContain(secret);
    await apply(bench, erasure);
    expect(await everything(bench)).not.toContain('4111');
    expect(await bench.store.recommendation(tenant, 'citing')).toMatchObject({
      status: 'superseded',
      superseded: { reason: 'erased' },
      hash: 'sha256:citing',
    });
    expect(await bench.store.recommendation(tenant, 'own')).toMatchObject({
      status: 'approved',
      hash: 'sha256:edited',
      agreements: [{ verdictId: 'ver0' }],
      verdict: { kind: 'approve' },
    });
    expect(await bench.store.action(tenant, 'act1')).toMatchObject({ view: { status: 'approved' } });
    expect((await bench.store.action(tenant, 'act1'))?.verdict).toBeUndefined();
  });

  test.each(erasures)('%s counts the same when it comes before the text and the decisions', async (_, erasure) => {
    await apply(bench, erasure);
    await apply(bench, opened('o1', secret));
    await apply(bench, said);
    await apply(bench, ...told(bench));
    expect(await everything(bench)).not.toContain('4111');
    expect(await bench.store.recommendation(tenant, 'citing')).toMatchObject({ superseded: { reason: 'erased' } });
    expect(await bench.store.recommendation(tenant, 'own')).toMatchObject({ status: 'approved' });
  });

  test.each(erasures)('%s reaches the description that comes after the message', async (_, erasure) => {
    await apply(bench, said, erasure);
    await apply(bench, opened('o1', secret));
    expect(await everything(bench)).not.toContain('4111');
  });

  test('a redaction leaves the message there, and other messages alone', async () => {
    const kept = message('m2', { conversation: ticket, time: at(1), text: 'Kept' });
    await apply(bench, said, kept, erasures[0]?.[1] as Fact);
    expect((await read(bench)).messages).toMatchObject([
      { id: 'm1', text: '', redacted: true },
      { id: 'm2', text: 'Kept' },
    ]);
  });

  test.each([
    ['its own words', 'm1', secret, [['m1', '']]],
    // As the desk has them now: nobody can tell what it is the opening of.
    ['its own words, told as they are now', 'm1', 'My card is ▇▇▇▇', [['m1', '']]],
    [
      'another message',
      'm2',
      secret,
      [
        ['m1', secret],
        ['m2', ''],
      ],
    ],
  ])(
    'a description shows once or not at all beside a redaction of %s, in any order',
    async (_, messageId, words, left) => {
      const second = message('m2', { conversation: ticket, time: at(9), text: 'Hello?' });
      const redaction = { messageId, part: 'text' as const };
      const redacted = fact('message.redacted.v1', { id: 'e1', subject: ticket, time: at(10) }, redaction);
      const facts = [opened('o1', words), said, redacted, ...(messageId === 'm2' ? [second] : [])];
      for (const [index, order] of orders(facts).entries()) {
        for (const each of order) await apply(bench, { ...each, tenant: `t${index}` });
        const { messages = [] } = (await bench.store.conversation(`t${index}`, ticket)) ?? {};
        expect(messages.map(({ id, text }) => [id, text])).toEqual(left);
        const [summary] = (await bench.store.conversations(`t${index}`, {})).items;
        expect(summary?.messageCount).toBe(left.length);
      }
    },
  );

  test('a redacted attachment takes the attachment alone', async () => {
    const attachments = [{ id: 'a', name: 'card.png' }, { id: 'b' }];
    const withFiles = { ...said, data: { ...said.data, attachments } } as Fact;
    const redacted = { messageId: 'm1', part: 'attachment' as const, attachmentId: 'a' };
    await apply(bench, fact('message.redacted.v1', { id: 'e1', subject: ticket, time: at(3) }, redacted), withFiles);
    expect((await read(bench)).messages).toMatchObject([{ text: secret, attachments: [{ id: 'b' }] }]);
  });

  test('a deleted customer’s words go from the cases of others, and nobody else’s', async () => {
    const mine = message('x1', { conversation: other, time: at(0), text: 'Not theirs', by: 'c2' });
    const theirs = message('x2', { conversation: other, time: at(1), text: secret, by: 'c1' });
    await apply(bench, mine, theirs, erasures[3]?.[1] as Fact);
    expect((await read(bench, other)).messages).toMatchObject([{ text: 'Not theirs' }, { text: '', redacted: true }]);
    await apply(bench, message('x3', { conversation: other, time: at(4), text: secret, by: 'c1' }));
    expect(await everything(bench)).not.toContain('4111');
  });

  test('a quote that names its message falls with that message alone', async () => {
    const quoting = (id: string, kind: string, of: string) =>
      suggestion(id, {
        ...{ conversation: conversationOf(kind), time: at(1), seen: ['another'] },
        quotes: { conversation: `${ticket}#${of}`, quote: secret, at: iso(bench.clock.now()) },
      });
    const kept = message('m2', { conversation: ticket, time: at(1), text: 'Kept' });
    await apply(bench, said, kept, quoting('falls', '3', 'm1'), quoting('stands', '4', 'm2'));
    await apply(bench, erasures[0]?.[1] as Fact);
    expect(await bench.store.recommendation(tenant, 'falls')).toMatchObject({ status: 'superseded' });
    expect(await bench.store.recommendation(tenant, 'stands')).toMatchObject({ status: 'open' });
  });

  test('a quote of an answer falls with any words of its conversation', async () => {
    const quotes = {
      conversation: `${ticket}##own`,
      kind: 'answer' as const,
      quote: secret,
      at: iso(bench.clock.now()),
    };
    const quoting = suggestion('falls', { conversation: other, time: at(1), seen: ['another'], quotes });
    await apply(bench, said, quoting, erasures[0]?.[1] as Fact);
    expect(await bench.store.recommendation(tenant, 'falls')).toMatchObject({ superseded: { reason: 'erased' } });
    expect(await everything(bench)).not.toContain('4111');
  });

  describe.each([
    [
      'redacted',
      fact('message.redacted.v1', { id: 'e1', subject: ticket, time: at(4) }, { messageId: 'm2', part: 'text' }),
    ],
    ['made private', fact('message.made-private.v1', { id: 'e1', subject: ticket, time: at(4) }, { messageId: 'm2' })],
  ])('a message of ours that is %s takes what it was approved from with it', (_, erasure) => {
    const asked = message('m1', { conversation: ticket, time: at(0) });
    const reply = suggestion('own', { conversation: ticket, time: at(1), seen: [asked.id], text: secret });
    const given = verdict('ver1', reply, at(2));
    const decided = [reply, given, approved('act1', given, { time: at(2) })];
    const ours = message('m2', { conversation: ticket, time: at(3), sent: true, actionId: 'act1', text: secret });

    test.each([
      ['as it happens', [asked, ...decided, ours, erasure]],
      ['from the log anew', [asked, ours, erasure, ...decided]],
      ['with the facts the other way about', [erasure, ours, asked, ...decided]],
    ])('%s', async (_, events) => {
      const clean = suggestion('clean', { conversation: ticket, time: at(1), seen: ['something-else'], text: 'Kept' });
      for (const event of events) await apply(bench, event);
      await apply(bench, clean);
      expect(await everything(bench)).not.toContain('4111');
      expect(await bench.store.recommendation(tenant, 'own')).toMatchObject({ status: 'approved' });
      expect(await bench.store.recommendation(tenant, 'clean')).toMatchObject({ proposal: { text: 'Kept' } });
    });
  });

  test('a recommendation that never saw the text stands', async () => {
    const clean = suggestion('clean', { conversation: ticket, time: at(1), seen: ['something-else'] });
    await apply(bench, said, clean, erasures[0]?.[1] as Fact);
    expect(await bench.store.recommendation(tenant, 'clean')).toMatchObject({
      status: 'open',
      proposal: { kind: 'reply' },
    });
  });

  test('an erasure is not forgotten as long as decisions that stood on it are kept', async () => {
    const days = { facts: 30, features: 30, decisions: 365, actions: 365, 'dead-letters': 30 };
    await apply(bench, opened('o1', secret), said, own, status('s1', 'solved', at(2)), erasures[0]?.[1] as Fact);
    for (let passed = 0; passed < 100; passed += 1) {
      bench.clock.advance(86_400_000);
      await bench.store.takeSnapshots({ limit: 10 });
      for (const { row, event } of await bench.store.outbox.pending({ limit: 10 })) {
        await apply(bench, event as Fact);
        await bench.store.outbox.confirm([row]);
      }
      await bench.store.retain({ days });
    }
    const again = suggestion('again', { conversation: ticket, time: at(1), seen: [said.id], text: secret });
    await apply(bench, again);
    expect(await bench.store.recommendation(tenant, 'again')).toMatchObject({ superseded: { reason: 'erased' } });
    expect(await everything(bench)).not.toContain('4111');
  });
}
