import type { CaseStatus } from '@deskrail/contracts';
import { isObject } from '@deskrail/webhooks';
import type { FreshdeskConnection } from '../normalize/connection.js';
import { caseStatus } from '../normalize/words.js';
import type { Desk } from './desk.js';

export type StatusNames = ReadonlyMap<string, readonly string[]>;

/**
 * The account's statuses with the names that agents and customers see, from its ticket fields:
 * `{ "choices": { "2": ["Open", "Being Processed"] } }`. `undefined` where they cannot be read.
 */
export async function readStatuses(desk: Desk, signal: AbortSignal): Promise<StatusNames | undefined> {
  const answer = await desk.get('/ticket_fields?type=default_status', signal);
  if (answer.kind !== 'answer' || answer.status !== 200 || !Array.isArray(answer.body)) return undefined;
  const field = answer.body.filter(isObject).find(({ type }) => type === 'default_status');
  if (field === undefined || !isObject(field.choices)) return undefined;
  const found = new Map<string, readonly string[]>();
  for (const [id, names] of Object.entries(field.choices).slice(0, 500)) {
    const list = (Array.isArray(names) ? names : [names]).filter((name): name is string => typeof name === 'string');
    if (/^\d+$/.test(id)) found.set(id, list);
  }
  return found.size === 0 ? undefined : found;
}

const everywhere: Partial<Record<CaseStatus, number>> = { open: 2, pending: 3, solved: 4, closed: 5 };

/**
 * The id to set for a status of ours: what the connection says by id, else the one that every account has, else one of the
 * account's own whose name says it. `undefined`: there is none that is known to mean it.
 */
export function statusIdOf(
  status: CaseStatus,
  connection: FreshdeskConnection,
  names: StatusNames | undefined,
): number | undefined {
  // What is called other has nothing in common.
  if (status === 'other') return undefined;
  const usual = everywhere[status];
  const said = Object.entries(connection.statuses ?? {}).filter(([, meaning]) => meaning === status);
  const byId = said.map(([id]) => id).filter((id) => /^\d+$/.test(id));
  if (usual !== undefined && (byId.length === 0 || byId.includes(String(usual)))) return usual;
  const [first] = byId.map(Number).sort((one, other) => one - other);
  if (first !== undefined) return first;
  const own = [...(names ?? [])].find(([, [name]]) => name !== undefined && caseStatus(name, connection) === status);
  return own === undefined ? undefined : Number(own[0]);
}
