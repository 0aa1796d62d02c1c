import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { EventLog, Fact } from '@deskrail/contracts';
import { rebuildStore } from '@deskrail/store';
import {
  demoArticlesFolder,
  emulateZendesk,
  serveEmulator,
  temporaryFolder,
  type ZendeskEmulator,
} from '@deskrail/testing';
import { createReceiver } from '@deskrail/webhooks';
import { zendesk, zendeskTemplate } from '@deskrail/zendesk';
import { describe, expect, it, vi } from 'vitest';
import { all, eventsIn, everything, projected } from './place.ts';
import { openRail, secret } from './rail.ts';
import { type ServeProcess, startServe } from './serve-process.ts';

// These need a build.

/** Of what `deskrail serve` makes by itself. */
const tenant = 'default';
const tickets = 40;
const killsAfter = [30, 90, 150] as const;
const questions = [
  'How long do I have to return a tent, and what does the return cost?',
  'When will my refund arrive?',
  'How long does delivery take?',
  'I want to speak to a manager at once!',
];

/** Every reply is approved by a rule, and a dead process's actions are soon looked for. */
const config = {
  policy: { rules: [{ id: 'all', when: { kind: 'reply' }, outcome: 'auto' }] },
  limits: { actionLeaseMs: 800, actionGraceMs: 800 },
};

/** Which facts a webhook is, by a receiver that keeps nothing. */
function factsOf() {
  const ids = new Set<string>();
  const append = async (_stream: string, events: readonly Fact[]) => {
    for (const { id } of events) ids.add(id);
    return [];
  };
  const connections = [zendesk({ id: 'zendesk', tenant, secrets: [secret] })];
  const receive = createReceiver({ log: { append } as unknown as EventLog, connections });
  return { ids, receive };
}

/** A desk whose webhooks go to a process that is killed as often as it took so many of them. */
async function openStream() {
  const acknowledged = factsOf();
  let count = 0;
  let up = Promise.withResolvers<ServeProcess>();
  let due: { readonly at: number; readonly reached: () => void } | undefined;

  const deliver = async (request: Request): Promise<Response> => {
    const process = await up.promise;
    try {
      const sent = request.clone();
      const response = await fetch(process.url + new URL(request.url).pathname, {
        method: 'POST',
        headers: request.headers,
        body: await request.arrayBuffer(),
        signal: AbortSignal.any([request.signal, AbortSignal.timeout(5_000)]),
      });
      if (!response.ok) return response;
      await acknowledged.receive(sent);
      count += 1;
      if (due !== undefined && count >= due.at) due.reached();
      return response;
    } catch {
      // What stands before a process that is gone: the vendor comes again.
      return new Response(null, { status: 503, headers: { 'retry-after': '0' } });
    }
  };
  const webhook = { url: 'http://rail.invalid/webhooks/zendesk', secret };
  const desk = emulateZendesk({
    webhooks: [webhook, { ...webhook, template: zendeskTemplate }],
    deliver,
    delivery: { duplicate: 0.2, reorder: 0.3, breaker: false, timeoutMs: 30_000 },
    rateLimit: false,
  });
  return {
    desk,
    /** Facts of all that had a 2xx. */
    acknowledged: acknowledged.ids,
    runs: (process: ServeProcess) => up.resolve(process),
    /** Resolves, with nobody there any more, when that many webhooks had a 2xx. */
    killAfter: (process: ServeProcess, at: number) =>
      new Promise<void>((resolve) => {
        const reached = () => {
          due = undefined;
          up = Promise.withResolvers<ServeProcess>();
          process.kill().then(resolve);
        };
        due = { at, reached };
        if (count >= at) reached();
      }),
  };
}

/** Replies of ours, by the action that their audits name. */
const actionsAt = (desk: ZendeskEmulator): readonly string[] =>
  desk.tickets
    .list()
    .flatMap(({ audits }) => audits.map(({ custom }) => custom.deskrail_action))
    .filter((id) => typeof id === 'string');

describe('deskrail serve, killed under a stream of webhooks', { timeout: 60_000 }, () => {
  it('has all that it said yes to, each once, and what it stores is what its log says', async () => {
    await using folder = await temporaryFolder();
    await writeFile(join(folder.path, 'deskrail.config.mjs'), `export default ${JSON.stringify(config)};`);
    const stream = await openStream();
    await using desk = stream.desk;
    await using served = await serveEmulator(desk);
    const environment = {
      DESKRAIL_API_KEY: 'the-key-of-the-owner-of-the-faults',
      DESKRAIL_KNOWLEDGE: demoArticlesFolder(),
      DESKRAIL_ZENDESK_SECRET: secret,
      DESKRAIL_ZENDESK_URL: served.url,
      DESKRAIL_ZENDESK_TOKEN: desk.token,
    };
    for (let index = 0; index < tickets; index += 1) {
      const customer = { name: `Kim ${index}`, email: `kim-${index}@customer.example` };
      desk.customerWrites({ customer, subject: `Question ${index}`, text: questions[index % questions.length] ?? '' });
    }

    let running = await startServe(folder.path, environment);
    for (const at of killsAfter) {
      stream.runs(running);
      await stream.killAfter(running, at);
      const kept = new Set((await eventsIn(folder.path, 'facts')).map(({ id }) => id));
      expect([...stream.acknowledged].filter((id) => !kept.has(id))).toEqual([]);
      running = await startServe(folder.path, environment);
    }
    await using last = running;
    stream.runs(last);
    await vi.waitFor(
      async () => {
        await desk.settled();
        const events = await eventsIn(folder.path, 'actions');
        const of = (type: string) => events.filter((event) => event.type === type).length;
        const ended = ['executed', 'failed', 'uncertain', 'cancelled'].map((end) => of(`action.${end}.v1`));
        expect(of('action.approved.v1')).toBeGreaterThan(0);
        expect(ended.reduce((sum, some) => sum + some)).toBeGreaterThanOrEqual(of('action.approved.v1'));
      },
      { timeout: 30_000, interval: 100 },
    );
    await last.kill();
    expect(desk.deliveries.filter(({ status }) => status !== 'delivered')).toEqual([]);

    const replies = actionsAt(desk);
    expect(new Set(replies).size).toBe(replies.length);
    await using rail = await openRail({ folder: folder.path, desk: { url: served.url, token: desk.token } });
    await projected(rail);
    const facts = new Set((await eventsIn(folder.path, 'facts')).map(({ id }) => id));
    expect([...stream.acknowledged].filter((id) => !facts.has(id))).toEqual([]);

    // Each message once, each reply's action ended as the desk knows it.
    for (const ticket of desk.tickets.list()) {
      const conversation = await rail.store.conversation(tenant, `conversation:zendesk:${ticket.id}`);
      const known = conversation?.messages.map(({ id }) => id).sort();
      expect(known).toEqual(ticket.comments.map(({ id }) => id).sort());
    }
    const actions = await all((cursor) => rail.store.actions(tenant, { cursor }));
    const executed = actions.filter(({ status }) => status === 'executed').map(({ id }) => id);
    expect([...executed].sort()).toEqual([...replies].sort());

    const stored = await everything(rail, tenant);
    await rebuildStore(rail);
    expect(await everything(rail, tenant)).toEqual(stored);
  });
});
