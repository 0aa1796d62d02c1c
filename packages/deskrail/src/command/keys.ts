import { type ApiKeyView, isTimestamp, keyRoles, type MadeKey } from '@deskrail/contracts';
import type { CommandDefinition, Given } from './definition.js';
import { usageError } from './parse.js';
import { type ReachedInstance, requireInstance } from './reach-instance.js';
import { placeOptions } from './reach-log.js';
import { table } from './table.js';
import type { Terminal } from './terminal.js';
import { wayOf } from './ways.js';

const ways = ['create', 'list', 'rotate', 'revoke'] as const;
const secondsOf: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3_600, d: 86_400, w: 604_800 };

export const keys: CommandDefinition = {
  name: 'keys',
  about: 'Make, list, rotate or revoke the API keys that the store keeps.',
  positionals: `<${ways.join(' | ')}> [id]`,
  positionalCount: [1, 2],
  options: {
    name: { type: 'string', value: 'name', about: 'With create: what it is for, such as anna-phone.' },
    roles: { type: 'string', value: 'roles', about: `With create: of ${keyRoles.join(', ')}; commas between.` },
    person: { type: 'string', value: 'name', about: 'With create: whose it is. Default: its name.' },
    queues: { type: 'string', value: 'names', about: 'With create: the only queues it may decide in; commas between.' },
    expires: { type: 'string', value: 'time', about: 'Such as 90d or 2027-01-31T00:00:00Z. Default: it does not end.' },
    grace: {
      type: 'string',
      value: 'time',
      about: 'With rotate: how long the old key works yet, such as 2h. Default: 24h.',
    },
    json: { type: 'boolean', about: 'What came of it, as JSON.' },
    ...placeOptions,
  },
  more: `Through the instance that runs, with an admin's key. A key is printed once, when it is made: the store keeps its hash. Revoked, it
ends at once at the instance that is asked, and within two seconds at others. Keys of the configuration are not among them.`,
  examples: [
    'deskrail keys create --name anna-phone --person anna --roles reviewer --expires 90d',
    'deskrail keys list',
    'deskrail keys rotate key_0123456789abcdef0123456789abcdef --grace 2h',
    'deskrail keys revoke key_0123456789abcdef0123456789abcdef',
  ],
  async run(given, terminal) {
    const [word, id] = given.positionals;
    const way = wayOf(word, ways, 'keys');
    if (way === 'list' || way === 'create') {
      if (id !== undefined) throw usageError(`${way} takes no id.`, 'keys');
    } else if (id === undefined) throw usageError(`${way} wants a key’s id: see deskrail keys list.`, 'keys');
    const work = { create, list, rotate, revoke }[way];
    const asked = { given, id: id ?? '', terminal };
    // Before anything is reached: what was typed wrong is wrong whatever runs.
    const ready = work(asked);
    const without = 'No instance runs here. Keys are made through one: start it, then run this again.';
    return ready((await requireInstance(given, terminal, without)).client);
  },
};

interface Asked {
  readonly given: Given;
  readonly id: string;
  readonly terminal: Terminal;
}

type Ready = (client: ReachedInstance['client']) => Promise<number>;

function create({ given, terminal }: Asked): Ready {
  const name = given.text('name');
  const roles = parts(given.text('roles')).map((text) => {
    const role = keyRoles.find((known) => known === text);
    if (role === undefined)
      throw usageError(`There is no role ${JSON.stringify(text)}: ${keyRoles.join(', ')}.`, 'keys');
    return role;
  });
  if (name === undefined || roles.length === 0) throw usageError('create wants --name and --roles.', 'keys');
  const person = given.text('person');
  const queues = parts(given.text('queues'));
  const expiresAt = timeAsked(given.text('expires'), terminal.now());
  const key = { name, roles, ...(person && { person }), ...(queues.length > 0 && { queues }), ...expiresAt };
  return async (client) => {
    const options = { signal: terminal.signal };
    const works = ({ revokedAt, expiresAt }: ApiKeyView) =>
      revokedAt === undefined && (expiresAt === undefined || Date.parse(expiresAt) > terminal.now());
    const namesakes = (await client.keys.list(options)).filter((other) => other.name === name && works(other));
    const code = await printMade(await client.keys.create(key, options), given, terminal);
    if (namesakes.length > 0) {
      const ids = namesakes.map(({ id }) => id).join(', ');
      terminal.say(`${ids} has this name too: a person whose identity is key:${name} is whoever holds either.`);
    }
    return code;
  };
}

function rotate({ given, id, terminal }: Asked): Ready {
  const grace = given.text('grace');
  const graceSeconds = grace === undefined ? undefined : secondsIn(grace);
  if (grace !== undefined && graceSeconds === undefined)
    throw usageError('--grace is no time: write 2h or 3d.', 'keys');
  const change = {
    ...(graceSeconds !== undefined && { graceSeconds }),
    ...timeAsked(given.text('expires'), terminal.now()),
  };
  return async (client) =>
    printMade(await client.keys.rotate(id, change, { signal: terminal.signal }), given, terminal);
}

function revoke({ given, id, terminal }: Asked): Ready {
  return async (client) => {
    const key = await client.keys.revoke(id, { signal: terminal.signal });
    await terminal.print(given.flag('json') ? JSON.stringify(key) : `${key.id} (${key.name}) is revoked.`);
    return 0;
  };
}

function list({ given, terminal }: Asked): Ready {
  return async (client) => {
    const found = await client.keys.list({ signal: terminal.signal });
    if (given.flag('json')) {
      for (const key of found) await terminal.print(JSON.stringify(key));
      return 0;
    }
    const rows = found.map((key) => [
      ...[key.id, key.name, key.person ?? key.name, key.roles.join(','), key.queues?.join(',') ?? 'all'],
      ...[key.createdBy, stateOf(key, terminal.now()), key.lastUsedAt ?? 'never'],
    ]);
    const heads = ['id', 'name', 'person', 'roles', 'queues', 'made by', 'state', 'last used'];
    for (const line of table(heads, rows)) await terminal.print(line);
    return 0;
  };
}

async function printMade(made: MadeKey, given: Given, terminal: Terminal): Promise<number> {
  if (given.flag('json')) {
    await terminal.print(JSON.stringify(made));
    return 0;
  }
  await terminal.print(made.secret);
  const { id, expiresAt } = made.key;
  const end = expiresAt === undefined ? 'It does not end by itself' : `It ends ${expiresAt}`;
  terminal.say(`${id}: this is the only time that the key is shown. ${end}.`);
  return 0;
}

function stateOf({ revokedAt, expiresAt }: ApiKeyView, now: number): string {
  if (revokedAt !== undefined) return `revoked ${revokedAt}`;
  if (expiresAt === undefined) return 'works';
  return Date.parse(expiresAt) <= now ? `over ${expiresAt}` : `until ${expiresAt}`;
}

const parts = (text: string | undefined): string[] =>
  text
    ?.split(',')
    .map((part) => part.trim())
    .filter(Boolean) ?? [];

function secondsIn(text: string): number | undefined {
  const [, count, unit = ''] = /^(\d{1,6})([smhdw])$/.exec(text) ?? [];
  return count === undefined ? undefined : Number(count) * (secondsOf[unit] ?? 0);
}

function timeAsked(text: string | undefined, now: number): { expiresAt?: string } {
  if (text === undefined) return {};
  const seconds = secondsIn(text);
  const ms = seconds !== undefined ? now + seconds * 1000 : isTimestamp(text) ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(ms)) throw usageError('--expires is no time: write 90d or 2027-01-31T00:00:00Z.', 'keys');
  if (ms <= now) throw usageError('--expires is over already.', 'keys');
  return { expiresAt: new Date(ms).toISOString() };
}
