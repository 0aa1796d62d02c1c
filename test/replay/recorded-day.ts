import { createClient } from '@deskrail/client';
import type { EventByType } from '@deskrail/contracts';
import { demoArticlesFolder } from '@deskrail/testing';
import { createDeskrail, type Deskrail, type DeskrailOptions } from 'deskrail';
import { vi } from 'vitest';

const tenant = 'acme';
const key = 'the-key-of-anna-who-reviews';
const questions = [
  'How long do I have to return a tent?',
  'What does delivery cost?',
  'Zxqv wvut plugh?',
  'Where is my order? It is late.',
];

/** An instance that lived through a few questions, of which one was approved and one rejected; it runs on. */
export async function liveThroughADay(options: DeskrailOptions): Promise<Deskrail> {
  const deskrail = await createDeskrail({
    ...{ knowledge: demoArticlesFolder(), tenant, page: false },
    keys: [{ name: 'anna', tenant, key, roles: ['reader', 'reviewer'] }],
    ...options,
  });
  await deskrail.start();
  const client = createClient({
    url: 'http://deskrail.invalid',
    key,
    fetch: (input, init) => deskrail.fetch(new Request(input, init)),
  });
  await deskrail.log.append('facts', questions.map(asked));
  const replies = await vi.waitFor(
    async () => {
      const all = await Array.fromAsync(client.recommendations.all());
      const found = all.filter(({ kind }) => kind === 'reply');
      if (found.length < questions.length) throw new Error(`${found.length} replies were recommended so far`);
      return found.filter(({ status }) => status === 'open');
    },
    { timeout: 60_000, interval: 100 },
  );
  const [first, second] = replies;
  if (first?.hash === undefined || second?.hash === undefined) throw new Error('Two replies were to be proposed.');
  await client.recommendations.giveVerdict(first.recommendationId, { kind: 'approve', hash: first.hash });
  const rejected = { kind: 'reject', hash: second.hash, reason: { code: 'wrong' } } as const;
  await client.recommendations.giveVerdict(second.recommendationId, rejected);
  await vi.waitFor(
    async () => {
      const events = await Array.fromAsync(deskrail.log.read({ stream: 'decisions' }));
      const verdicts = events.filter(({ event }) => event.type === 'verdict.given.v1');
      if (verdicts.length < 2) throw new Error('The verdicts are not in the log yet.');
    },
    { timeout: 30_000, interval: 100 },
  );
  return deskrail;
}

function asked(text: string, index: number): EventByType<'message.received.v1'> {
  return {
    specversion: '1.0',
    ...{ id: `${tenant}/zendesk/message/${index}`, source: '/test', subject: `conversation:zendesk:${index}` },
    time: new Date().toISOString(),
    datacontenttype: 'application/json',
    ...{ tenant, connection: 'zendesk', actor: `customer/c${index}`, authenticity: 'signed', identity: 'exact' },
    type: 'message.received.v1',
    data: {
      messageId: String(index),
      author: { kind: 'customer', id: `c${index}` },
      visibility: 'public',
      text,
      origin: { vendor: 'zendesk', by: 'event' },
    },
  };
}
