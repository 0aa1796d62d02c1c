import { createClient } from '@deskrail/client';
import { freshdesk } from '@deskrail/freshdesk';
import { demoArticlesFolder, emulateTwilio, temporaryFolder } from '@deskrail/testing';
import { twilio } from '@deskrail/twilio';
import { zendesk } from '@deskrail/zendesk';
import { describe, expect, it, vi } from 'vitest';
import { createDeskrail } from './create-deskrail.js';

const key = 'the-key-of-anna';
const publicUrl = 'https://deskrail.example/webhooks/twilio';
/** Its words bring a reply, a tag and a priority, and an escalation with a note and a priority. */
const text = 'Urgent!! How long do I have to return a tent, and what does the return cost? My lawyer wants to know.';

it.each([
  ['acts', true],
  ['only receives', false],
])('proposes by SMS nothing that Twilio cannot carry out, where its connection %s', async (_name, acts) => {
  await using folder = await asDisposable(temporaryFolder());
  await using desk = emulateTwilio({ webhookUrl: publicUrl, deliver: (request) => deskrail.fetch(request) });
  const rest = acts ? { rest: { url: desk.url, token: desk.token } } : {};
  const connection = twilio({ id: 'twilio', tenant: 'acme', secrets: [desk.authToken], publicUrl, ...rest });
  await using deskrail = await createDeskrail({
    ...{ data: folder.path, connections: [connection], knowledge: demoArticlesFolder(), fetch: desk.fetch },
    keys: [{ name: 'anna', key, tenant: 'acme', roles: ['reader', 'reviewer'] }],
  });
  await deskrail.start();
  const { recommendations } = createClient({
    ...{ url: 'https://deskrail.example', key },
    fetch: async (input, init) => deskrail.fetch(new Request(input, init)),
  });

  desk.customerTexts({ from: '+15550100142', text });
  const items = await vi.waitFor(
    async () => {
      const page = await recommendations.page({});
      // All that is said of a message is said at once.
      expect(page.items.length).toBeGreaterThan(0);
      return page.items;
    },
    { timeout: 10_000, interval: 10 },
  );
  expect(items.map(({ kind, status }) => [kind, status]).sort()).toEqual([
    ['escalation', 'open'],
    ['reply', 'open'],
  ]);
  const escalation = items.find(({ kind }) => kind === 'escalation');
  expect(Object.keys(escalation?.proposal ?? {}).sort()).toEqual(['kind', 'to', 'why']);

  const { recommendationId = '', hash = '' } = escalation ?? {};
  const proposal = { kind: 'escalation', to: 'legal', why: 'A lawyer.', note: 'Look at this.' } as const;
  await expect(recommendations.giveVerdict(recommendationId, { kind: 'edit', hash, proposal })).rejects.toMatchObject({
    code: 'request-invalid',
    message: expect.stringContaining('post-note'),
  });
  const { recommendation } = await recommendations.giveVerdict(recommendationId, { kind: 'approve', hash });
  expect(recommendation).toMatchObject({ status: 'approved', actions: [] });
});

describe('a connection says what its executor carries out', () => {
  const common = { tenant: 'acme', secrets: ['a-secret-of-the-tests'] };
  const rest = (token: string) => ({ rest: { url: 'https://a.example', token } });
  it.each([
    zendesk({ ...common, ...rest('Bearer token'), id: 'zendesk' }),
    freshdesk({ ...common, ...rest('key'), id: 'freshdesk' }),
    twilio({ ...common, ...rest('AC1:token'), id: 'twilio', publicUrl }),
  ])('$id', async (connection) => {
    const executor = await connection.openExecutor?.({ fetch: () => Promise.reject(new Error('not called')) });
    expect(connection.actionKinds).toEqual(executor?.kinds);
    expect(connection.actionKinds).toContain('post-reply');
  });
});

async function asDisposable(folder: ReturnType<typeof temporaryFolder>) {
  const { path, remove } = await folder;
  return { path, [Symbol.asyncDispose]: () => remove() };
}
