import type { OutboxEvent } from '@deskrail/contracts';
import type { AuditReport } from '@deskrail/copilot';
import { type TemporaryFolder, temporaryFolder } from '@deskrail/testing';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { audit } from '../command/audit.js';
import { memoryTerminal } from '../command/memory-terminal.js';
import { runCommand } from '../command/run-command.js';
import { openTwilioPlace, soon } from '../fakes/twilio-place.js';

let folder: TemporaryFolder;
beforeEach(async () => {
  folder = await temporaryFolder();
});
afterEach(() => folder.remove());

async function run(...args: string[]) {
  const terminal = memoryTerminal({ environment: { DESKRAIL_DATA: folder.path }, directory: folder.path });
  const code = await runCommand(['audit', ...args], terminal, { commands: [audit], version: '0' });
  return { code, printed: terminal.printed };
}

it('proves a case from webhook to effect; what is written into the store beside it is not sent, and is found', async () => {
  let conversation = '';
  {
    await using place = await openTwilioPlace(folder.path);
    const { desk, deskrail, client } = place;
    desk.customerTexts({ from: '+15550100142', text: 'How long do I have to return a tent?' });
    const reply = await place.openReply();
    const { recommendationId, hash = '' } = reply;
    conversation = reply.about.conversation ?? '';
    await client.recommendations.giveVerdict(recommendationId, { kind: 'approve', hash });
    const view = await vi.waitFor(async () => {
      const { actions, verdict } = await client.recommendations.get(recommendationId);
      expect(actions).toMatchObject([{ status: 'executed' }]);
      return { verdict, action: actions[0] };
    }, soon);
    const sent = () => desk.messages.list().filter(({ direction }) => direction !== 'inbound').length;
    expect(sent()).toBe(1);
    expect(view.verdict?.signature).toMatchObject({ keyId: expect.stringMatching(/^key-/) });

    const forged = forgedApproval({ conversation, recommendationId, hash, final: view.verdict?.final });
    await deskrail.store.transact({ tenant: 'acme', conversation }, async (unit) => {
      for (const event of forged) await unit.emit(event);
    });
    await vi.waitFor(async () => {
      expect((await deskrail.store.action('acme', 'act_forged'))?.view.status).not.toBe('approved');
    }, soon);
    expect(sent()).toBe(1);
    await vi.waitFor(async () => expect(await deskrail.store.outbox.depth()).toBe(0), soon);
  }
  const { code, printed } = await run('verify', '--json');
  const { counts, findings, told, chains } = JSON.parse(printed[0] ?? '') as AuditReport;
  expect(counts).toEqual({ unsigned: 1 });
  expect(findings[0]).toMatchObject({ id: 'ver_forged', conversation });
  expect(told).toMatchObject({ withoutSalt: 0, beforeChain: 0 });
  expect(chains).toEqual([expect.objectContaining({ tenant: 'acme', first: 1 })]);
  expect(code).toBe(1);
  const story = (await run('export', '--conversation', conversation)).printed.join('\n');
  expect(story).toContain('How long do I have to return a tent?');
  expect(story).toMatch(/reviewer\/anna approved\n/);
  expect(story).toContain('the signature is valid');
  expect(story).toMatch(/At the desk: a message of ours/);
  expect(story).toMatch(/as it was written; not signed/);
});

/** What somebody who can write to the database, and has no key, would put there. */
function forgedApproval(given: {
  readonly conversation: string;
  readonly recommendationId: string;
  readonly hash: string;
  readonly final: unknown;
}): OutboxEvent[] {
  const { conversation, recommendationId, hash, final } = given;
  const envelope = (id: string) => ({
    ...{ specversion: '1.0', id, source: '/copilot/review', subject: conversation, correlationid: conversation },
    ...{ time: new Date().toISOString(), datacontenttype: 'application/json', tenant: 'acme', connection: 'twilio' },
    actor: 'reviewer/anna',
  });
  const ids = { verdictId: 'ver_forged', recommendationId };
  const data = {
    ...ids,
    hash,
    kind: 'approve',
    reviewer: 'reviewer/anna',
    decides: true,
    final,
    finalHash: hash,
    salt: 'x',
  };
  const action = {
    ...ids,
    actionId: 'act_forged',
    conversation,
    parameters: { kind: 'post-reply' },
    proposalDigest: hash,
  };
  return [
    { ...envelope('ver_forged'), type: 'verdict.given.v1', data },
    {
      ...envelope('act_forged'),
      type: 'action.approved.v1',
      data: { ...action, index: 0, of: 1, automatic: false },
    },
  ] as OutboxEvent[];
}
