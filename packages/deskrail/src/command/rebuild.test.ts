import type { Action, Decision } from '@deskrail/contracts';
import { openSqliteFile, openSqliteLog } from '@deskrail/event-log/sqlite';
import { openSqliteStore } from '@deskrail/store/sqlite';
import { type TemporaryFolder, temporaryFolder } from '@deskrail/testing';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createDeskrail } from '../create-deskrail.js';
import { memoryTerminal } from './memory-terminal.js';
import { rebuild } from './rebuild.js';
import { runCommand } from './run-command.js';

let folder: TemporaryFolder;
beforeEach(async () => {
  folder = await temporaryFolder();
});
afterEach(() => folder.remove());

const tenant = 'acme';
const subject = 'conversation:zendesk:5158';
const hash = `sha256:${'0'.repeat(64)}`;
const proposal = { kind: 'classification', addTags: ['late'] } as const;

const of = (id: string, type: string) => ({
  ...{ specversion: '1.0' as const, id, type, source: '/copilot', subject, time: new Date().toISOString(), tenant },
  ...{ datacontenttype: 'application/json' as const, connection: 'zendesk', correlationid: subject },
  actor: 'reviewer/anna',
});
const said = {
  ...{ ...of('acme/zendesk/message/m1', 'message.received.v1'), actor: 'customer/77' },
  ...{ authenticity: 'signed', identity: 'exact' },
  data: {
    ...{ messageId: 'm1', visibility: 'public', text: 'It is late.', author: { kind: 'customer', id: '77' } },
    origin: { vendor: 'zendesk', by: 'event' },
  },
};
const decisions = [
  {
    ...of('rec_1', 'classification.suggested.v1'),
    data: {
      ...{ recommendationId: 'rec_1', about: { conversation: subject }, hash, seen: [said.id], evidence: [], proposal },
      ...{ confidence: 1, flags: [], outcome: 'review', pipeline: 'test/1', model: { name: 'test', version: '1' } },
    },
  },
  {
    ...of('ver_1', 'verdict.given.v1'),
    data: {
      ...{ verdictId: 'ver_1', recommendationId: 'rec_1', hash, kind: 'approve', reviewer: 'reviewer/anna' },
      ...{ decides: true, final: proposal, finalHash: hash },
    },
  },
];
const actions = [
  {
    ...of('act_1', 'action.approved.v1'),
    data: {
      ...{ actionId: 'act_1', verdictId: 'ver_1', recommendationId: 'rec_1', conversation: subject, index: 0, of: 1 },
      ...{ parameters: { kind: 'set-tags', add: ['late'], remove: [] }, proposalDigest: hash, automatic: false },
    },
  },
  { ...of('act_1/started/1', 'action.started.v1'), data: { actionId: 'act_1', executor: 'before', token: 1 } },
];

/** The record and the rows of a process that ended in the middle of a call. */
async function open() {
  const stack = new AsyncDisposableStack();
  const file = stack.use(await openSqliteFile({ path: `${folder.path}/deskrail.db` }));
  const log = stack.use(await openSqliteLog({ file }));
  const store = stack.use(await openSqliteStore({ database: file }));
  return { log, store, [Symbol.asyncDispose]: () => stack.disposeAsync() };
}

test.each([
  [
    'the command',
    async () => {
      const terminal = memoryTerminal({ environment: { DESKRAIL_DATA: folder.path }, directory: folder.path });
      expect(await runCommand(['rebuild'], terminal, { commands: [rebuild], version: '0' })).toBe(0);
      expect(terminal.printed).toEqual(['Rebuilt the store from 5 events.']);
    },
  ],
  [
    'a start after a rebuild that was cut short',
    async () => {
      {
        await using place = await open();
        await place.store.reset();
      }
      await using deskrail = await createDeskrail({ data: folder.path, tenant, page: false });
      await deskrail.start();
    },
  ],
])('%s puts before people what was started and has no end', async (_what, make) => {
  {
    await using place = await open();
    await place.log.append('facts', [said as never]);
    await place.log.append('decisions', decisions as unknown as Decision[]);
    await place.log.append('actions', actions as unknown as Action[]);
  }
  await make();
  await using place = await open();
  const { items } = await place.store.queue(tenant, {});
  // An instance drafts something as well.
  const told = items.filter(({ kind }) => kind === 'escalation');
  expect(told).toMatchObject([{ findings: [{ flag: 'action-uncertain', detail: 'rebuilt' }] }]);
  expect((await place.store.action(tenant, 'act_1'))?.view).toMatchObject({ status: 'uncertain' });
});
