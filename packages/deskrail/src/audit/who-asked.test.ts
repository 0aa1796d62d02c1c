import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createClient } from '@deskrail/client';
import type { PolicyRules, Tool } from '@deskrail/contracts';
import { defineTool } from '@deskrail/copilot';
import { type TemporaryFolder, temporaryFolder } from '@deskrail/testing';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { audit } from '../command/audit.js';
import { memoryTerminal } from '../command/memory-terminal.js';
import { runCommand } from '../command/run-command.js';
import { createDeskrail } from '../create-deskrail.js';

let folder: TemporaryFolder;
beforeEach(async () => {
  folder = await temporaryFolder();
});
afterEach(() => folder.remove());

const conversation = 'conversation:shop:1';
const policy: PolicyRules = {
  rules: [{ id: 'refunds', when: { kind: 'tool-call' }, outcome: 'four-eyes' }],
  limits: [{ id: 'a-day', counts: 'spend', per: 'tenant', most: 100, withinMinutes: 1_440 }],
};
const keys = [
  { name: 'bot', key: 'the-key-of-bot', roles: ['reader' as const, 'writer' as const] },
  ...['anna', 'ben', 'sara'].map((name) => ({ name, key: `the-key-of-${name}`, roles: ['senior' as const] })),
];
const refund: Tool = defineTool({
  ...{ name: 'refund', description: 'Pays back.', arguments: z.object({ amount: z.number() }) },
  amount: ({ amount }) => amount,
  handle: async () => ({ vendorId: 're_1' }),
});

async function exported(): Promise<string> {
  await writeFile(join(folder.path, 'policy.json'), JSON.stringify(policy));
  const environment = { DESKRAIL_DATA: folder.path, DESKRAIL_POLICY: join(folder.path, 'policy.json') };
  const terminal = memoryTerminal({ environment, directory: folder.path });
  const args = ['audit', 'export', '--conversation', conversation];
  expect(await runCommand(args, terminal, { commands: [audit], version: '0' })).toBe(0);
  return terminal.printed.join('\n');
}

it('says who asked, what the customer wrote first, and that a limit was gone beyond', async () => {
  await using deskrail = await createDeskrail({ data: folder.path, tenant: 'acme', keys, policy, tools: [refund] });
  await deskrail.start();
  const fetch: typeof globalThis.fetch = async (input, init) => deskrail.fetch(new Request(input, init));
  const as = (name: string) => createClient({ url: 'https://deskrail.example', key: `the-key-of-${name}`, fetch });
  await as('bot').facts.append({
    ...{ id: 'opened', type: 'case.opened.v1', subject: conversation, time: new Date().toISOString() },
    data: {
      ...{ subject: 'A torn tent', description: 'It came torn. I want 60 pounds back.', visibility: 'public' },
      ...{ status: 'new', requester: { kind: 'customer', id: 'c1' } },
    },
  });
  // What the copilot makes of it comes when it comes, and is told too.
  await vi.waitFor(
    async () => {
      const { items } = await as('anna').recommendations.page({ conversation });
      expect(items.map(({ kind }) => kind).sort()).toEqual(['classification', 'reply']);
    },
    { timeout: 10_000 },
  );
  for (const [id, amount] of [
    ['first', 60],
    ['second', 50],
  ] as const) {
    const { recommendation } = await as('bot').recommendations.propose({
      ...{ id, deliver: 'desk', conversation },
      proposal: { kind: 'tool-call', tool: 'refund', arguments: { amount } },
    });
    const { recommendationId, hash = '' } = recommendation;
    for (const name of ['anna', 'ben']) {
      await as(name).recommendations.giveVerdict(recommendationId, { kind: 'approve', hash });
    }
    await vi.waitFor(
      async () => expect((await as('anna').recommendations.get(recommendationId)).actions[0]?.status).toBe('executed'),
      { timeout: 10_000 },
    );
  }
  await vi.waitFor(async () => expect(await deskrail.store.outbox.depth()).toBe(0), { timeout: 10_000 });
  const story = await exported();
  expect(story).toContain('The customer opened the case, and wrote');
  expect(story).toContain('│ It came torn. I want 60 pounds back.');
  expect(story).toMatch(/\b1 message received, 3 suggested/);
  expect(story.match(/system\/bot proposed a tool-call\n/g)).toHaveLength(2);
  expect(story).toContain('Asked for by system/bot');
  expect(story).toContain('four eyes (system/bot is none of them)');
  expect(story).not.toContain('model/proposed');
  expect(story).toContain('Limit a-day: with this, 60 of 100 spent per tenant in 24 h');
  expect(story).toMatch(/BEYOND THE LIMIT a-day: with this, 110 of 100 spent per tenant in 24 h\. As senior they may/);
  expect(story.match(/BEYOND/g)).toHaveLength(1);
  expect(story).toContain('The tool’s id: re_1');
  policy.rules.pop();
  expect(await exported()).toContain('which limits there were is not known');
});
