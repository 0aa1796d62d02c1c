import { DeskrailError } from '@deskrail/contracts';
import type { SubscriptionSettings } from '../delivery/subscription-settings.js';
import type { SqliteFile } from './open-sqlite-file.js';

const groupsOf = new WeakMap<SqliteFile, Set<string>>();

/** One consumer for a group and stream, as two would hand out the same events. Returns what leaves the group. */
export function joinGroup(file: SqliteFile, { stream, group }: SubscriptionSettings): () => void {
  const groups = groupsOf.get(file) ?? new Set();
  groupsOf.set(file, groups);
  const key = `${stream}/${group}`;
  if (groups.has(key)) {
    const message = `The group ${group} is subscribed to ${stream} already: close that subscription, or name another group.`;
    throw new DeskrailError('conflict', message);
  }
  groups.add(key);
  return () => groups.delete(key);
}
