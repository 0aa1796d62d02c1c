import type { CasePriority, CaseStatus } from '@deskrail/contracts';
import type { FreshdeskConnection } from './connection.js';

/** The statuses every account begins with; ids from 6 on are the account's own, and often these. */
const statusesById = new Map<string, CaseStatus>(
  Object.entries({
    2: 'open',
    3: 'pending',
    4: 'solved',
    5: 'closed',
    6: 'pending',
    7: 'on-hold',
  }),
);

/** In English, as agents and as customers see them. */
const statusesByName = new Map<string, CaseStatus>(
  Object.entries({
    open: 'open',
    'being processed': 'open',
    pending: 'pending',
    'awaiting your reply': 'pending',
    resolved: 'solved',
    'this ticket has been resolved': 'solved',
    closed: 'closed',
    'this ticket has been closed': 'closed',
    'waiting on customer': 'pending',
    'waiting on third party': 'on-hold',
  }),
);

const prioritiesById = new Map<string, CasePriority>(Object.entries({ 1: 'low', 2: 'normal', 3: 'high', 4: 'urgent' }));
const prioritiesByName = new Map<string, CasePriority>(
  Object.entries({
    low: 'low',
    medium: 'normal',
    high: 'high',
    urgent: 'urgent',
  }),
);

const sources: Readonly<Record<string, string>> = {
  1: 'email',
  2: 'portal',
  3: 'phone',
  7: 'chat',
  9: 'feedback-widget',
  10: 'outbound-email',
  15: 'web-chat',
};

const conversationSources: Readonly<Record<string, string>> = {
  0: 'reply',
  2: 'note',
  5: 'tweet',
  6: 'survey',
  7: 'facebook',
  8: 'forward',
  9: 'phone',
};

const lower = (word: string): string => word.trim().toLowerCase();

/** What a connection says, by id or by name in any case. */
function inMap<Word>(map: Readonly<Record<string, Word>> | undefined, key: string): Word | undefined {
  if (map === undefined) return undefined;
  if (Object.hasOwn(map, key)) return map[key];
  const found = Object.keys(map).find((each) => lower(each) === lower(key));
  return found === undefined ? undefined : map[found];
}

/** An id as digits, or a name; none for what is neither. */
export function wordOf(value: unknown): string | undefined {
  const word = typeof value === 'number' ? String(value) : value;
  return typeof word === 'string' && word.trim() !== '' ? word.trim().slice(0, 256) : undefined;
}

/**
 * Ours for a status by id or by name: what the connection says, then what the account's own fields say that the name's id
 * is, then what every account begins with; else `other`. `undefined` where there is none.
 */
export function caseStatus(value: unknown, connection: FreshdeskConnection): CaseStatus | undefined {
  const word = wordOf(value);
  if (word === undefined) return undefined;
  const configured = inMap(connection.statuses, word);
  if (configured !== undefined) return configured;
  const names = connection.memory?.statusNames;
  if (names !== undefined) {
    const read = readStatus(word, names, connection);
    if (read !== undefined) return read;
  }
  return statusesById.get(word) ?? statusesByName.get(lower(word)) ?? 'other';
}

function readStatus(
  word: string,
  names: ReadonlyMap<string, readonly string[]>,
  { statuses }: FreshdeskConnection,
): CaseStatus | undefined {
  const [id, called] =
    [...names].find(([each, all]) => each === word || all.some((name) => lower(name) === lower(word))) ?? [];
  if (id === undefined || called === undefined) return undefined;
  for (const each of [id, ...called]) {
    const configured = inMap(statuses, each);
    if (configured !== undefined) return configured;
  }
  // From 6 on the id says nothing, only the name does.
  if (Number(id) < 6) return statusesById.get(id);
  return called.map((name) => statusesByName.get(lower(name))).find((status) => status !== undefined) ?? 'other';
}

/** `null`: not set. `undefined`: a word that is no priority that is known, such as a translated one. */
export function casePriority(value: unknown, connection: FreshdeskConnection): CasePriority | null | undefined {
  const word = wordOf(value);
  if (word === undefined) return value === null || value === undefined || value === '' ? null : undefined;
  return inMap(connection.priorities, word) ?? prioritiesById.get(word) ?? prioritiesByName.get(lower(word));
}

/** `email`, `portal`, …; a name in lower case with hyphens. */
export function channelOf(value: unknown): string | undefined {
  const word = wordOf(value);
  if (word === undefined) return undefined;
  if (/^\d+$/.test(word)) return sources[word] ?? `source-${word}`.slice(0, 128);
  return lower(word).replace(/\s+/g, '-').slice(0, 128);
}

export function conversationChannelOf(value: unknown): string | undefined {
  const word = wordOf(value);
  return word === undefined ? undefined : (inMap(conversationSources, word) ?? `source-${word}`.slice(0, 128));
}
