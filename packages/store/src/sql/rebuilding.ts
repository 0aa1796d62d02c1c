import { DeskrailError, type EventByType, type LedgerEntry, type Sql } from '@deskrail/contracts';
import { setRebuilding, startEpoch } from './meta.js';

/** What the log makes again. Leases go with it. The rest is the store's own: what was remembered, keys, sessions, messages to endpoints, and the tokens given. */
const tables = [
  'conversations',
  'messages',
  'customers',
  'incidents',
  'policies',
  'recommendations',
  'citations',
  'verdicts',
  'actions',
  'handled',
  'switches',
  'uses',
  'chains',
  'claims',
  'looks',
];

/** Note that a rebuild is under way, under the token that is returned. */
export async function closeForRebuild(sql: Sql): Promise<number> {
  const token = await startEpoch(sql);
  await setRebuilding(sql, token);
  return token;
}

/**
 * Empty what a rebuild makes again, and note that it is under way, under another token, so that what was begun before can
 * no longer be called off. Throws `conflict`
 * while the outbox holds rows.
 */
export async function emptyTables(sql: Sql, emptyTable: (table: string) => string): Promise<number> {
  if ((await sql.all('select 1 as found from store_outbox limit 1')).length > 0) {
    const message = 'The outbox holds decisions that the log has not: relay them first, or they would be lost.';
    throw new DeskrailError('conflict', message);
  }
  for (const table of tables) await sql.run(emptyTable(`store_${table}`));
  return closeForRebuild(sql);
}

/** Whoever started it before the rebuild cannot tell us any more. */
export const uncertainAfterRebuild = ({ view }: LedgerEntry, now: string): EventByType<'action.uncertain.v1'> => ({
  specversion: '1.0',
  id: `${view.id}/uncertain/rebuilt/${view.attempts}`,
  source: '/store',
  type: 'action.uncertain.v1',
  subject: view.conversation,
  time: now,
  datacontenttype: 'application/json',
  tenant: view.tenant,
  ...(view.connection !== '' && { connection: view.connection }),
  correlationid: view.conversation,
  actor: 'system/store',
  data: { actionId: view.id, why: 'rebuilt' },
});
