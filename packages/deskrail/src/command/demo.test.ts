import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createClient } from '@deskrail/client';
import type { RecommendationView } from '@deskrail/contracts';
import { type TemporaryFolder, temporaryFolder } from '@deskrail/testing';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { readInstance } from '../config/instance-file.js';
import { demo } from './demo.js';
import { memoryTerminal } from './memory-terminal.js';
import { rebuild } from './rebuild.js';
import { runCommand } from './run-command.js';
import { send } from './send.js';
import { signIn } from './sign-in.js';

let folder: TemporaryFolder;
beforeEach(async () => {
  folder = await temporaryFolder();
});
afterEach(() => folder.remove());

const commands = [demo, send, rebuild, signIn];
const soon = { timeout: 10_000, interval: 20 };

function run(args: readonly string[], environment: Record<string, string> = {}) {
  const terminal = memoryTerminal({
    directory: folder.path,
    environment: { PORT: '0', DESKRAIL_DATA: '.', ...environment },
  });
  return { terminal, ended: runCommand(args, terminal, { commands, version: '0' }) };
}

/** Starts the demo and signs in with the address that it prints. */
async function openDemo() {
  const { terminal, ended } = run(['demo']);
  const [, url = '', code = ''] = /(http:\S+)\/#code=(\S+)/.exec(await terminal.line(/#code=/)) ?? [];
  const { key, tenant } = await createClient({ url }).signIn(code);
  const client = createClient({ url, key });
  const suggested = (conversation?: string, desk = 'zendesk') =>
    vi.waitFor(async () => {
      const { items } = await client.recommendations.page({ status: 'open', conversation });
      const replies = items.filter(({ kind }) => kind === 'reply');
      const reply = replies.findLast(({ about }) => about.conversation?.startsWith(`conversation:${desk}:`));
      if (reply === undefined) throw new Error('No reply is suggested yet.');
      return reply;
    }, soon);
  const suggestedAt = (desk: string) => suggested(undefined, desk);
  const approve = ({ recommendationId, hash = '' }: RecommendationView) =>
    client.recommendations.giveVerdict(recommendationId, { kind: 'approve', hash });
  return { terminal, ended, url, code, client, tenant, suggested, suggestedAt, approve };
}

describe('deskrail demo', { timeout: 30_000 }, () => {
  it('shows the whole product, and goes on the next day', async () => {
    const day = await openDemo();
    expect(day.tenant).toBe('demo');
    const first = await day.suggestedAt('zendesk');
    expect(first.evidence?.length).toBeGreaterThan(0);
    await day.approve(first);
    await day.terminal.line(/a reply arrived at the desk, on Zendesk’s ticket 5158$/);
    const waiting = [await day.suggestedAt('freshdesk'), await day.suggestedAt('twilio')];
    day.terminal.interrupt();
    expect(await day.ended).toBe(0);
    expect(day.terminal.said).toEqual([]);
    expect(await readInstance(folder.path)).toBeUndefined();

    // What waited for a verdict can still get one, at desks that know their tickets again.
    const next = await openDemo();
    for (const recommendation of waiting) await next.approve(recommendation);
    await next.terminal.line(/a reply arrived at the desk, on Freshdesk’s ticket 301$/);
    await next.terminal.line(/a reply arrived at the desk, by SMS at \+15550100121$/);
    for (const { recommendationId } of waiting) {
      await vi.waitFor(async () => {
        const { actions } = await next.client.recommendations.get(recommendationId);
        expect(actions.map(({ status }) => status)).toEqual(['executed']);
      }, soon);
    }
    next.terminal.interrupt();
    expect(await next.ended).toBe(0);
  });

  it('starts with a tool of the name of the shop’s, and takes it in its place', async () => {
    const tool = "{ name: 'refund', description: 'Pays back.', arguments: { safeParse() {} }, handle: async () => {} }";
    await writeFile(join(folder.path, 'deskrail.config.mjs'), `export default { tools: [${tool}] };\n`);
    const { terminal, ended } = run(['demo']);
    await terminal.line(/#code=/);
    expect(terminal.said).toContain('Your tool refund takes the place of the shop’s.');
    terminal.interrupt();
    expect(await ended).toBe(0);
  });

  it('takes what deskrail send sends, and lets nobody rebuild under it', async () => {
    const { terminal, ended, client, suggested, approve } = await openDemo();
    const words = ['--ticket', '990', '--text', 'How long do I have to return a tent?'];
    const sent = run(['send', 'zendesk', 'ticket.comment_added', ...words]);
    expect(await sent.ended).toBe(0);
    expect(await suggested('conversation:zendesk:990')).toMatchObject({ tenant: 'demo' });

    expect(await run(['send', 'zendesk', 'ticket.comment_added', '--text', 'And in winter?']).ended).toBe(0);
    const first = await vi.waitFor(async () => {
      const conversation = await client.conversations.get('conversation:zendesk:5158');
      expect(conversation.messages.at(-1)?.text).toBe('And in winter?');
      return conversation;
    }, soon);
    expect(first.subject).toMatch(/returning the Larch/);
    expect(first.messages.at(-1)?.author.name).toBe('Amira Holt');

    const text = ['--from', '+15550100142', '--text', 'How long do I have to return a tent?'];
    expect(await run(['send', 'twilio', 'sms', ...text]).ended).toBe(0);
    const texted = 'conversation:twilio:%2B15550100001%7C%2B15550100142';
    await approve(await suggested(texted, 'twilio'));
    await terminal.line(/a reply arrived at the desk, by SMS at \+15550100142$/);

    const rebuilt = run(['rebuild']);
    expect(await rebuilt.ended).toBe(1);
    expect(rebuilt.terminal.said.join()).toMatch(/Another process writes to .* \(log-locked\)/);
    terminal.interrupt();
    await ended;
    const again = run(['rebuild']);
    expect(await again.ended).toBe(0);
    expect(again.terminal.printed.join()).toMatch(/^Rebuilt the store from \d+ events\.$/);
  });

  it('pays a large refund back once two seniors agree, each at their own address', async () => {
    const { terminal, ended, url, client: anna } = await openDemo();
    const clientOf = async (line: RegExp) => {
      const [, code = ''] = /#code=(\S+)/.exec(await terminal.line(line)) ?? [];
      return createClient({ url, key: (await createClient({ url }).signIn(code)).key });
    };
    const [ben, cleo] = [await clientOf(/^ *Ben, a senior:/), await clientOf(/^ *Cleo, a reviewer:/)];
    const large = await vi.waitFor(async () => {
      const { items } = await anna.queue.page({ queue: 'money' });
      const found = items.find(({ policyFacts }) => (policyFacts?.amount ?? 0) > 100);
      if (found === undefined) throw new Error('Nobody has asked for it yet.');
      return found;
    }, soon);
    expect(large).toMatchObject({ rule: 'large-refunds', need: { role: 'senior', fourEyes: true } });
    const { recommendationId, hash = '' } = large;
    const approve = { kind: 'approve', hash } as const;
    const refused = cleo.recommendations.giveVerdict(recommendationId, approve);
    await expect(refused).rejects.toMatchObject({ code: 'forbidden' });
    expect((await anna.recommendations.giveVerdict(recommendationId, approve)).verdict.decides).toBe(false);
    expect((await ben.recommendations.giveVerdict(recommendationId, approve)).verdict.decides).toBe(true);
    await terminal.line(/the shop paid back 389.00 pounds of order FO-47702$/);
    terminal.interrupt();
    expect(await ended).toBe(0);
  });

  it('signs in once, and says within which time and how to get in again, as whom one was', async () => {
    const { terminal, ended, url, code } = await openDemo();
    await expect(createClient({ url }).signIn(code)).rejects.toMatchObject({ code: 'unauthenticated' });
    await terminal.line(/signs in once, within ten minutes/);
    const [, ...command] = (await terminal.line(/deskrail sign-in/)).trim().split(' ').slice(1);
    for (const [args, roles] of [
      [command, ['senior']],
      [['sign-in', '--as', 'Cleo', '--data', '.'], ['reviewer']],
      [['sign-in', '--data', '.'], ['admin']],
    ] as const) {
      const asked = run(args);
      expect(await asked.ended).toBe(0);
      const [, fresh = ''] = asked.terminal.printed.join().split('#code=');
      expect((await createClient({ url }).signIn(fresh)).roles).toEqual(roles);
    }
    terminal.interrupt();
    await ended;
  });

  it.each([
    ['switched off', { DESKRAIL_DEMO: '0' }, /No desk is connected yet/],
    ['a real connection is configured', { DESKRAIL_ZENDESK_SECRET: 'a-real-secret' }, /there is no emulated desk/],
  ])('serves without the emulated desk when %s', async (_, environment, line) => {
    const { terminal, ended } = run(['demo'], environment);
    await terminal.line(/Reviewers’ page/);
    await terminal.line(line);
    const instance = await readInstance(folder.path);
    expect(JSON.stringify(instance)).not.toContain('secret');
    terminal.interrupt();
    expect(await ended).toBe(0);
  });

  it('stays on this machine', async () => {
    const { terminal, ended } = run(['demo'], { HOST: '0.0.0.0' });
    expect(await ended).toBe(1);
    expect(terminal.said.join()).toContain('unset HOST');
  });

  it('prints no code where the key was given', async () => {
    const { terminal, ended } = run(['demo'], { DESKRAIL_DEMO: '0', DESKRAIL_API_KEY: 'k'.repeat(32) });
    expect(await terminal.line(/Reviewers’ page/)).not.toContain('#code');
    terminal.interrupt();
    await ended;
  });
});
