import { type Connection, silentLogger } from '@deskrail/contracts';
import { afterEach, expect, test, vi } from 'vitest';
import { z } from 'zod';
import { vendor } from '../test/vendor.js';
import { defineTool } from './define-tool.js';
import { createDeskKinds } from './desk-kinds.js';
import { beyondReach, kindsWithinReach, withinReach } from './within-reach.js';

const sms: Connection = { ...vendor().connection, id: 'sms', actionKinds: ['post-reply'], replyAtMost: 1600 };
const reach = { kinds: ['post-reply'], replyAtMost: 1600 };
const owner = { tenant: 'acme', connection: 'sms' };

afterEach(() => {
  vi.useRealTimers();
});

test('is what the connection says, to its own tenant', async () => {
  const kinds = createDeskKinds([vendor().connection, sms]);
  expect(await kinds(owner)).toEqual(reach);
  expect(await kinds({ ...owner, tenant: 'other' })).toEqual({});
  expect(await kinds({ ...owner, connection: 'zendesk' })).toEqual({});
  expect(await kinds({ ...owner, connection: undefined })).toEqual({});
});

test('holds the calls of tools that we make ourselves, at whatever desk; of the others only where the desk does', async () => {
  const refund = defineTool({
    name: 'refund',
    description: '',
    arguments: z.object({}),
    handle: async () => undefined,
  });
  const { handle: _, ...described } = { ...refund, name: 'described' };
  const { kinds } = await createDeskKinds([sms], { tools: [refund, described] })(owner);
  expect(kinds).toEqual(['post-reply', 'call-tool refund']);
  const call = (tool: string) => ({ kind: 'tool-call', tool, arguments: {} }) as const;
  expect(beyondReach(call('refund'), kinds)).toEqual([]);
  expect(beyondReach(call('described'), kinds)).toEqual(['call-tool']);
  expect(withinReach(call('described'), kinds)).toBeUndefined();
  expect(kindsWithinReach(['reply', 'tool-call', 'classification'], kinds)).toEqual(['reply', 'tool-call']);
  expect(kindsWithinReach(['tool-call'], ['post-reply'])).toEqual([]);
});

test('a connection that is looked up is kept for a minute; one that is not there is asked for again', async () => {
  let nowMs = 0;
  const lookUp = vi.fn(async (id: string) => (id === 'sms' ? sms : undefined));
  const kinds = createDeskKinds(lookUp, { clock: { now: () => nowMs } });
  expect(await Promise.all([kinds(owner), kinds(owner)])).toEqual([reach, reach]);
  nowMs = 59_999;
  await kinds(owner);
  expect(lookUp).toHaveBeenCalledTimes(1);
  nowMs = 60_000;
  await kinds(owner);
  expect(lookUp).toHaveBeenCalledTimes(2);
  for (let times = 0; times < 2; times += 1) expect(await kinds({ ...owner, connection: 'new' })).toEqual({});
  expect(lookUp).toHaveBeenCalledTimes(4);
});

test('a look-up that fails or hangs holds nothing up, and is tried again', async () => {
  vi.useFakeTimers();
  const warn = vi.fn();
  const answers = [() => Promise.reject(new Error('no')), () => new Promise<never>(() => {}), async () => sms];
  const kinds = createDeskKinds(() => answers.shift()?.() ?? Promise.resolve(undefined), {
    logger: { ...silentLogger, warn },
  });
  expect(await kinds(owner)).toEqual({});
  const hanging = kinds(owner);
  await vi.advanceTimersByTimeAsync(5_000);
  expect(await hanging).toEqual({});
  expect(await kinds(owner)).toEqual(reach);
  expect(warn.mock.calls.map(([fields]) => fields.code)).toEqual(['internal', 'timeout']);
});

test('who gives up waits no longer', async () => {
  const closing = new AbortController();
  const kinds = createDeskKinds(() => new Promise(() => {}));
  const asked = kinds(owner, { signal: closing.signal });
  closing.abort();
  await expect(asked).rejects.toMatchObject({ code: 'aborted' });
});
