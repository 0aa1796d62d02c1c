import { createClient } from '@deskrail/client';
import { rebuildStore } from '@deskrail/store';
import { demoArticlesFolder, emulateZendesk, type TemporaryFolder, temporaryFolder } from '@deskrail/testing';
import { zendesk } from '@deskrail/zendesk';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { audit } from './command/audit.js';
import { memoryTerminal } from './command/memory-terminal.js';
import { runCommand } from './command/run-command.js';
import { createDeskrail } from './create-deskrail.js';

let folder: TemporaryFolder;
beforeEach(async () => {
  folder = await temporaryFolder();
});
afterEach(() => folder.remove());

const secret = 'the-signing-secret';
const soon = { timeout: 10_000, interval: 10 };
const keys = [
  { name: 'anna', key: 'the-key-of-anna', tenant: 'acme', roles: ['reviewer' as const] },
  { name: 'ben', key: 'the-key-of-ben', tenant: 'acme', roles: ['reviewer' as const] },
];

it('sets tags at the desk back to what they were, as the desk tells them; and a new store tells the same', async () => {
  await using desk = emulateZendesk({ secret, deliver: (webhook) => deskrail.fetch(webhook) });
  const rest = { url: desk.url, token: desk.token };
  await using deskrail = await createDeskrail({
    ...{ data: folder.path, knowledge: demoArticlesFolder(), keys, fetch: desk.fetch },
    connections: [zendesk({ id: 'zendesk', tenant: 'acme', secrets: [secret], rest })],
  });
  await deskrail.start();
  const [anna, ben] = keys.map(({ key }) =>
    createClient({
      ...{ url: 'https://deskrail.example', key },
      fetch: async (input, init) => deskrail.fetch(new Request(input, init)),
    }),
  ) as [ReturnType<typeof createClient>, ReturnType<typeof createClient>];
  const ticket = desk.customerWrites({ text: 'How long do I have to return a tent?', tags: ['vip', 'old'] });
  const { recommendationId, hash = '' } = await vi.waitFor(async () => {
    const { items } = await anna.recommendations.page({ status: 'open' });
    const classification = items.find(({ kind }) => kind === 'classification');
    if (classification === undefined) throw new Error('Nothing is classified yet.');
    return classification;
  }, soon);
  const proposal = { kind: 'classification', addTags: ['vip', 'return'], removeTags: ['old'] } as const;
  const { recommendation } = await anna.recommendations.giveVerdict(recommendationId, {
    ...{ kind: 'edit', hash },
    proposal: { ...proposal, addTags: [...proposal.addTags], removeTags: [...proposal.removeTags] },
  });
  const [{ id = '' } = {}] = recommendation.actions;
  const tagsAt = () => [...(desk.tickets.get(ticket.id)?.tags ?? [])].sort();
  const executed = async (action: string) => {
    const { items } = await anna.actions.page();
    expect(items.find((one) => one.id === action)).toMatchObject({ status: 'executed' });
  };
  await vi.waitFor(() => executed(id), soon);
  expect(tagsAt()).toEqual(['return', 'vip']);

  await expect(ben.actions.undo(id)).rejects.toMatchObject({ code: 'forbidden' });
  await expect(anna.actions.cancel(id)).rejects.toMatchObject({ code: 'conflict', problem: { status: 409 } });
  // The desk's own word on it may be on its way.
  const undoing = await vi.waitFor(() => anna.actions.undo(id), soon);
  expect(undoing).toMatchObject({ undoes: id, parameters: { add: ['old'], remove: ['return'] } });
  await vi.waitFor(() => executed(undoing.id), soon);
  expect(tagsAt()).toEqual(['old', 'vip']);
  await expect(anna.actions.undo(id)).rejects.toMatchObject({ problem: { reason: 'already-undone' } });

  await desk.settled();
  const { store, log } = deskrail;
  const told = async () => (await store.actions('acme', {})).items;
  const before = await vi.waitFor(async () => {
    if ((await store.outbox.depth()) > 0) throw new Error('The outbox is not empty.');
    return told();
  }, soon);
  await rebuildStore({ store, log });
  expect(await told()).toEqual(before);
  expect(await store.recommendation('acme', undoing.recommendationId)).toMatchObject({
    ...{ status: 'approved', outcome: 'show', requestedBy: 'reviewer/anna' },
    verdict: { reviewer: 'reviewer/anna', decides: true },
  });

  const terminal = memoryTerminal({ environment: { DESKRAIL_DATA: folder.path }, directory: folder.path });
  const args = ['audit', 'export', '--conversation', undoing.conversation];
  expect(await runCommand(args, terminal, { commands: [audit], version: '0' })).toBe(0);
  expect(terminal.printed.join('\n')).toContain(`reviewer/anna asked to take ${id} back`);
  expect(terminal.printed.join('\n')).not.toContain('model/undo');
});
