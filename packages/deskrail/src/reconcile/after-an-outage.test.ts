import { createClient } from '@deskrail/client';
import type { Fact } from '@deskrail/contracts';
import { emulateZendesk, manualTime, type TemporaryFolder, temporaryFolder } from '@deskrail/testing';
import { zendesk } from '@deskrail/zendesk';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createDeskrail, type Deskrail } from '../create-deskrail.js';
import type { DeskrailOptions } from '../options.js';

let folder: TemporaryFolder;
beforeEach(async () => {
  folder = await temporaryFolder();
});
afterEach(() => folder.remove());

const key = 'the-key-of-anna';
const minute = 60_000;
const customer = { name: 'Robin Sample', email: 'robin@customer.example' };

/** An emulated desk, and an instance that can be stopped and started again. */
function setUp(options: Partial<DeskrailOptions> = {}) {
  const time = manualTime({ startAt: '2026-03-02T08:00:00Z' });
  let running: Deskrail | undefined;
  const away = () => new Response(null, { status: 502 });
  const deliver = async (request: Request) => running?.fetch(request) ?? away();
  const desk = emulateZendesk({ time, secret: 's3cret', deliver });
  const rest = { url: desk.url, token: desk.token };
  const start = async () => {
    running = await createDeskrail({
      ...{ data: folder.path, clock: time, fetch: desk.fetch, keys: [{ name: 'anna', key, roles: ['admin'] }] },
      connections: [zendesk({ id: 'zendesk', tenant: 'default', secrets: ['s3cret'], rest })],
      ...options,
    });
    await running.start();
    return running;
  };
  const stop = async () => {
    await desk.settled();
    await running?.close();
    running = undefined;
  };
  const ask = async (path: string) => (await running?.fetch(new Request(`http://deskrail.example${path}`)))?.text();
  return { desk, time, start, stop, ask };
}

async function factsOf({ log }: Deskrail): Promise<Fact[]> {
  const facts: Fact[] = [];
  for await (const { event } of log.read({ stream: 'facts', from: 'start', until: 'end' })) facts.push(event as Fact);
  return facts;
}
const textsOf = (facts: readonly Fact[]) =>
  facts.flatMap((fact) => (fact.type === 'message.received.v1' ? [fact.data.text] : []));
const statesOf = (facts: readonly Fact[]) => facts.filter(({ type }) => type === 'case.state-observed.v1');

describe('after an outage', () => {
  it('what never came is read back once; what comes late makes no second fact', async () => {
    const { desk, time, start, stop, ask } = setUp();
    await start();
    const first = desk.customerWrites({ subject: 'A tent', text: 'Is it tight?', customer });
    const quiet = desk.customerWrites({ subject: 'A stove', text: 'Does it burn?', customer });
    await time.advance(3 * minute);
    await stop();

    desk.holdDeliveries();
    desk.customerWrites({ ticket: first.id, text: 'It is not!' });
    desk.solve(quiet.id);
    await time.advance(10 * minute);

    const again = await start();
    await expect.poll(async () => textsOf(await factsOf(again))).toContain('It is not!');
    await expect
      .poll(() => ask('/metrics'))
      .toContain('deskrail_reconciliations_total{connection="zendesk",outcome="done"} 1');
    expect(await ask('/readyz')).not.toContain('read back');
    const facts = await factsOf(again);
    expect(facts.filter(({ type }) => type === 'message.received.v1').at(-1)).toMatchObject({
      authenticity: 'confirmed',
    });
    expect(statesOf(facts).map(({ subject }) => subject)).toContain(`conversation:zendesk:${quiet.id}`);
    expect(await ask('/metrics')).toContain('deskrail_reconciled_events_total{connection="zendesk",kind="fact"} 1');

    desk.releaseDeliveries();
    await desk.settled();
    expect(textsOf(await factsOf(again)).filter((text) => text === 'It is not!')).toHaveLength(1);
    expect((await again.store.conversation('default', `conversation:zendesk:${quiet.id}`))?.status).toBe('solved');

    const fetch: typeof globalThis.fetch = async (input, init) => again.fetch(new Request(input, init));
    const { reconciliations } = createClient({ url: 'http://deskrail.example', key, fetch });
    const { id } = await reconciliations.start('zendesk', { since: '2026-03-02T08:00:00Z' });
    const done = { state: 'done', conversations: 2, facts: 0, states: 0 };
    await expect.poll(() => reconciliations.get('zendesk', id)).toMatchObject(done);
    await stop();
  });

  it('reads nothing at a first start, nor after a short pause', async () => {
    const { desk, time, start, stop } = setUp();
    desk.customerWrites({ text: 'From before', customer });
    await time.advance(10 * minute);
    await start();
    await stop();
    await time.advance(minute);
    await start();
    await stop();
    expect(desk.calls).toEqual([]);
  });

  it('reads nothing where it is switched off', async () => {
    const { desk, time, start, stop } = setUp({ reconcile: false });
    for (let count = 0; count < 2; count++) {
      await start();
      await stop();
      await time.advance(10 * minute);
    }
    expect(desk.calls).toEqual([]);
  });
});
